import jsonata from 'jsonata';
import { compileMapping } from '../domain/mapping/compile.ts';

interface Row {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  readonly ratio?: string;
}

const lines = 20;
const warmUpMs = 200;
const measuredMs = 400;
const rounds = 5;

/** An 850 of 20 lines to a sales order: compiled mapping, hand-written TypeScript and pure JSONata on the same input. */
export async function run(): Promise<{ name: string; rows: Row[] }> {
  const mapping = compileMapping('bench', {
    files: [{ path: 'bench.mapping.yaml', text: mappingText }],
    canonicalSchema: () => openSchema,
  });
  const { runSync } = mapping;
  if (!runSync) throw new Error('the bench mapping uses JSONata');
  const now = new Date('2026-03-08T10:00:00Z');
  const context = { now: () => now, lookup: () => ({ id: 'C-ACME' }) };
  const expression = jsonata(expressionText);

  const expected = JSON.stringify(sorted(handWritten(document)));
  const mapped = JSON.stringify(sorted(runSync(document, context).value));
  const queried = JSON.stringify(sorted(await expression.evaluate(document)));
  if (mapped !== expected || queried !== expected) throw new Error('the three mappings do not agree');

  const contenders = {
    hand: async () => rate(() => handWritten(document)),
    compiled: async () => rate(() => runSync(document, context)),
    asynchronous: () => rateAsync(() => mapping.run(document, context)),
    pure: () => rateAsync(() => expression.evaluate(document)),
  };
  const measured: Record<keyof typeof contenders, number[]> = {
    hand: [],
    compiled: [],
    asynchronous: [],
    pure: [],
  };
  // Round by round, so that whatever else the machine does meets all of them alike.
  for (let round = 0; round < rounds; round += 1) {
    for (const name of Object.keys(contenders) as (keyof typeof contenders)[]) {
      measured[name].push(await contenders[name]());
    }
  }
  const [hand, compiled, asynchronous, pure] = [
    median(measured.hand),
    median(measured.compiled),
    median(measured.asynchronous),
    median(measured.pure),
  ];
  const against = (value: number): string =>
    `${(value / hand).toFixed(2)} of hand-written, ${(value / pure).toFixed(1)} × JSONata`;
  return {
    name: `mapping: 850 of ${lines} lines to sales order`,
    rows: [
      {
        what: 'compiled mapping, synchronous',
        value: compiled,
        unit: 'documents/s',
        ratio: against(compiled),
      },
      {
        what: 'compiled mapping, run()',
        value: asynchronous,
        unit: 'documents/s',
        ratio: against(asynchronous),
      },
      { what: 'hand-written TypeScript', value: hand, unit: 'documents/s' },
      { what: 'pure JSONata', value: pure, unit: 'documents/s' },
    ],
  };
}

const openSchema = { type: 'object', properties: {}, additionalProperties: true };

const mappingText = `
mapping: bench
version: 1.0.0
layer: partner
source: { form: x12, type: "850", version: "004010" }
target: { form: canonical, object: sales-order, version: "1" }
tables: { units: { EA: C62, CA: CT, default: error } }
rules:
  orderNumber: { path: BEG.BEG03, required: true }
  currency: { path: CUR.CUR02, default: USD }
  partialShipmentAllowed: { constant: true }
  shipTo.name: { path: "N1Loop[N1.N101='ST'].N1.N102" }
  shipTo.address.city: { path: "N1Loop[N1.N101='ST'].N4.N401" }
  lines:
    each: PO1Loop
    rules:
      lineNumber: { path: PO1.PO101 }
      item.sku: { path: PO1.PO107 }
      item.description: { path: "PIDLoop[0].PID.PID05" }
      quantity.value: { path: PO1.PO102, as: decimal }
      quantity.unit: { path: PO1.PO103, table: units }
      unitPrice.amount: { path: PO1.PO104, as: decimal }
      unitPrice.currency: { path: $root.CUR.CUR02, default: USD }
`;

const expressionText = `(
  $units := { "EA": "C62", "CA": "CT" };
  $st := segments.N1Loop[N1.N101 = 'ST'];
  $currency := segments.CUR.CUR02 ? segments.CUR.CUR02 : "USD";
  {
    "orderNumber": segments.BEG.BEG03,
    "currency": $currency,
    "partialShipmentAllowed": true,
    "shipTo": { "name": $st.N1.N102, "address": { "city": $st.N4.N401 } },
    "lines": segments.PO1Loop.{
      "lineNumber": PO1.PO101,
      "item": { "sku": PO1.PO107, "description": PIDLoop[0].PID.PID05 },
      "quantity": { "value": $string($number(PO1.PO102)), "unit": $lookup($units, PO1.PO103) },
      "unitPrice": { "amount": $string($number(PO1.PO104)), "currency": $currency }
    }
  }
)`;

const document = {
  standard: 'X12',
  version: '004010',
  type: '850',
  segments: {
    BEG: { BEG01: '00', BEG02: 'SA', BEG03: 'PO-4711', BEG05: '20260308' },
    CUR: { CUR01: 'BY', CUR02: 'USD' },
    N1Loop: [
      { N1: { N101: 'BY', N103: '92', N104: 'ACMERETAIL' } },
      { N1: { N101: 'ST', N102: 'Store 7' }, N4: { N401: 'Columbus', N402: 'OH', N403: '43004' } },
    ],
    PO1Loop: Array.from({ length: lines }, (_, at) => ({
      PO1: {
        PO101: String(at + 1),
        PO102: '12',
        PO103: 'EA',
        PO104: '4.25',
        PO106: 'VN',
        PO107: `NW-${1001 + at}`,
      },
      PIDLoop: [{ PID: { PID01: 'F', PID05: `Item ${at}` } }],
    })),
  },
};

const units: Readonly<Record<string, string>> = { EA: 'C62', CA: 'CT' };

/** What a careful programmer would write: the same checks, no generality. */
function handWritten({ segments }: typeof document): unknown {
  const currency = segments.CUR?.CUR02 || 'USD';
  const shipTo = segments.N1Loop.find((loop) => loop.N1.N101 === 'ST');
  if (!segments.BEG?.BEG03) throw new Error('BEG03 is missing');
  return {
    orderNumber: segments.BEG.BEG03,
    currency,
    partialShipmentAllowed: true,
    shipTo: { name: shipTo?.N1.N102, address: { city: shipTo?.N4?.N401 } },
    lines: segments.PO1Loop.map(({ PO1, PIDLoop }) => ({
      lineNumber: PO1.PO101,
      item: { sku: PO1.PO107, description: PIDLoop[0]?.PID.PID05 },
      quantity: { value: decimal(PO1.PO102), unit: unitOf(PO1.PO103) },
      unitPrice: { amount: decimal(PO1.PO104), currency },
    })),
  };
}

function decimal(text: string): string {
  const parts = /^(-?)0*(\d{1,15})(?:\.(\d{1,9}?)0*)?$/.exec(text);
  if (!parts) throw new Error(`${text} is not a decimal`);
  return `${parts[1]}${parts[2]}${parts[3] ? `.${parts[3]}` : ''}`;
}

function unitOf(code: string): string {
  const unit = units[code];
  if (unit === undefined) throw new Error(`${code} is not a known unit`);
  return unit;
}

/** Fields in alphabetical order, so that documents can be compared as text. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, inner]) => [name, sorted(inner)]),
  );
}

function rate(task: () => unknown): number {
  for (const until = performance.now() + warmUpMs; performance.now() < until; ) task();
  const started = performance.now();
  let count = 0;
  for (; performance.now() - started < measuredMs; count += 1) task();
  return (count / (performance.now() - started)) * 1_000;
}

async function rateAsync(task: () => Promise<unknown>): Promise<number> {
  for (const until = performance.now() + warmUpMs; performance.now() < until; ) await task();
  const started = performance.now();
  let count = 0;
  for (; performance.now() - started < measuredMs; count += 1) await task();
  return (count / (performance.now() - started)) * 1_000;
}

const median = (values: number[]): number =>
  Math.round(values.sort((a, b) => a - b)[values.length >> 1] ?? 0);
