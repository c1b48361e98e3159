/**
 * Reading, checking and materialising generated files of 20 MB, beside the physical limit of the same run: a
 * `Buffer.indexOf` loop over the segment terminators, which looks at every byte and does nothing else.
 */
import type { Agreement } from '../domain/edi/agreement.ts';
import { parseAgreement } from '../domain/edi/agreement.ts';
import { libraryGuide } from '../domain/edi/guides/load.ts';
import { withDefaults } from '../domain/edi/limits.ts';
import { readEnvelopes } from '../domain/edi/read-envelopes.ts';
import { readSegments } from '../domain/edi/read-interchanges.ts';
import { readTransaction } from '../domain/edi/read-transaction.ts';
import { receive } from '../domain/edi/receive.ts';

const megabytes = 20;
const rounds = 4;
const smallFiles = 20_000;
const now = new Date('2026-01-15T12:00:00Z');

interface Row {
  what: string;
  value: number;
  unit: string;
  ofLimit?: string;
}

const order850 = (number: number): string[] => [
  `BEG*00*NE*45${number}**20260115`,
  'CUR*BY*USD',
  'REF*DP*042',
  'DTM*002*20260122',
  'N1*BY*Acme Retail*92*ACMERETAIL',
  'N1*ST*Acme Store 42*92*042',
  'N3*1 Main Street*Dock 4',
  'N4*Springfield*IL*62701*US',
  ...Array.from({ length: 8 }, (_, line) => [
    `PO1*${line + 1}*${12 + line}*EA*4.25**UP*036000291452*VN*NW-100${line}`,
    'PID*F****Organic oats 1 kg',
    'SCH*6*EA***002*20260122',
  ]).flat(),
  'CTT*8',
];

const orders = (number: number): string[] => [
  `BGM+220+PO-${number}+9`,
  'DTM+137:20260115:102',
  'DTM+2:20260122:102',
  'NAD+BY+4012345000009::9',
  'NAD+DP+4012345000016::9++Globex Lager+Industriestr. 5+Hamburg++20095+DE',
  'CUX+2:EUR:9',
  ...Array.from({ length: 8 }, (_, line) => [
    `LIN+${line + 1}++4011111111113:EN`,
    `PIA+1+NW-100${line}:SA`,
    'IMD+F++:::Haferflocken 1 kg, Bio ?+ vegan',
    `QTY+21:${12 + line}:PCE`,
    'PRI+AAA:3.95',
  ]).flat(),
  'UNS+S',
  'CNT+2:8',
];

function x12File(bytes: number): Buffer {
  const head =
    'ISA*00*          *00*          *01*ACMERETAIL     *ZZ*CROSSDOCK      *260115*1030*U*00401*000000001*0*P*>~GS*PO*ACMERETAIL*CROSSDOCK*20260115*1030*1*X*004010~';
  const sets: string[] = [];
  for (let size = head.length; size < bytes; ) {
    const number = String(sets.length + 1).padStart(5, '0');
    const body = order850(sets.length);
    const set = `${[`ST*850*${number}`, ...body, `SE*${body.length + 2}*${number}`].join('~')}~`;
    sets.push(set);
    size += set.length;
  }
  return Buffer.from(`${head}${sets.join('')}GE*${sets.length}*1~IEA*1*000000001~`);
}

function edifactFile(bytes: number): Buffer {
  const head = "UNB+UNOC:3+4012345000009:14+4098765000002:14+260115:1030+1'";
  const messages: string[] = [];
  for (let size = head.length; size < bytes; ) {
    const number = messages.length + 1;
    const body = orders(number);
    const lines = [`UNH+${number}+ORDERS:D:96A:UN:EAN008`, ...body, `UNT+${body.length + 2}+${number}`];
    const message = `${lines.join("'")}'`;
    messages.push(message);
    size += message.length;
  }
  return Buffer.from(`${head}${messages.join('')}UNZ+${messages.length}+1'`);
}

const terms = {
  version: '1.0.0',
  effective: { from: '2026-01-01' },
  test: false,
  tenant: 'bench',
  sends: {},
  controlNumbers: { interchange: 'bench' },
};
const acme = parseAgreement(
  {
    ...terms,
    agreement: 'acme',
    standard: 'X12',
    partner: { qualifier: '01', id: 'ACMERETAIL' },
    own: { qualifier: 'ZZ', id: 'CROSSDOCK' },
    receives: { 850: { version: '004010' } },
    acknowledge: { functional: '997' },
  },
  'bench',
);
const globex = parseAgreement(
  {
    ...terms,
    agreement: 'globex',
    standard: 'EDIFACT',
    partner: { qualifier: '14', id: '4012345000009' },
    own: { qualifier: '14', id: '4098765000002' },
    receives: { ORDERS: { version: 'D96A' } },
    acknowledge: { functional: 'CONTRL' },
  },
  'bench',
);

/** The best of several rounds: others on the machine only ever make it slower. */
function seconds(work: () => void): number {
  const times = Array.from({ length: rounds }, () => {
    const start = performance.now();
    work();
    return (performance.now() - start) / 1000;
  });
  return Math.min(...times);
}

function terminators(bytes: Buffer, terminator: string): number {
  const byte = terminator.charCodeAt(0);
  let count = 0;
  for (let at = bytes.indexOf(byte); at >= 0; at = bytes.indexOf(byte, at + 1)) count += 1;
  return count;
}

/** Envelopes and every transaction set against its guide; with `build` also as JSON, one at a time. */
function check(bytes: Buffer, build: boolean): void {
  const limits = withDefaults({});
  for (const event of readEnvelopes(bytes, limits)) {
    if (event.kind === 'problem') throw new Error(event.problem.message);
    if (event.kind !== 'transaction') continue;
    const { transaction, interchange } = event;
    const guide = libraryGuide(interchange.dialect.standard, transaction.version, transaction.type);
    if (!guide) throw new Error(`no guide for ${transaction.type}`);
    const { problems } = readTransaction(bytes, transaction, interchange.dialect, guide, { limits, build });
    if (problems[0]) throw new Error(problems[0].message);
  }
}

function rowsOf(name: string, bytes: Buffer, terminator: string, small: Buffer, agreement: Agreement): Row[] {
  const size = bytes.length / 1_000_000;
  const limit = size / seconds(() => terminators(bytes, terminator));
  const row = (what: string, work: () => void): Row => {
    const rate = size / seconds(work);
    return {
      what: `${name}: ${what}`,
      value: Math.round(rate),
      unit: 'MB/s',
      ofLimit: `${Math.round((100 * rate) / limit)} %`,
    };
  };
  const context = { agreementFor: () => agreement, guideFor: libraryGuide, now };
  const perFile =
    seconds(() => {
      for (let i = 0; i < smallFiles; i += 1) receive(small, context);
    }) / smallFiles;
  return [
    { what: `${name}: indexOf over terminators (the limit)`, value: Math.round(limit), unit: 'MB/s' },
    row('segments', () => {
      for (const cursor of readSegments(bytes)) if (cursor.tag === -1) throw new Error('no segment id');
    }),
    row('envelopes, counts, control numbers', () => {
      for (const event of readEnvelopes(bytes, withDefaults({})))
        if (event.kind === 'problem') throw event.problem;
    }),
    row('checked against the guide', () => check(bytes, false)),
    row('checked and as JSON', () => check(bytes, true)),
    {
      what: `${name}: files of ${(small.length / 1000).toFixed(1)} KB received with acknowledgement`,
      value: Math.round(1 / perFile),
      unit: 'files/s',
    },
  ];
}

/** @returns rows for the bench table: MB/s of each stage and its share of the limit, and small files per second. */
export async function run(): Promise<{ name: string; rows: Row[] }> {
  const rows = [
    ...rowsOf('X12 850', x12File(megabytes * 1_000_000), '~', x12File(1000), acme),
    ...rowsOf('ORDERS', edifactFile(megabytes * 1_000_000), "'", edifactFile(1000), globex),
  ];
  const rss = Math.round(process.memoryUsage.rss() / 1_000_000);
  return {
    name: `EDI, ${megabytes} MB files`,
    rows: [...rows, { what: 'peak memory seen at the end', value: rss, unit: 'MB' }],
  };
}
