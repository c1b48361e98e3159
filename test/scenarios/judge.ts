import type { Invoice, OrderResponse, ReleaseChange } from '../../domain/canonical/types.generated.ts';
import type { Risk } from '../../domain/process/risks.ts';
import { sum } from '../../domain/rating/money.ts';
import type { Played } from './play.ts';
import type { DocumentExpected, Expected, Scenario } from './scenario.ts';

/** What a case expected and found otherwise. */
export interface Difference {
  readonly what: string;
  readonly expected: unknown;
  readonly found: unknown;
}

type Total = 'net' | 'tax' | 'gross';

export const balanceOf = (documents: readonly Invoice[], total: Total): string =>
  sum(
    documents[0]?.currency ?? 'EUR',
    documents.map(({ totals }) => totals[total]),
  ).amount;

const readings: {
  readonly [Name in keyof Expected]-?: (played: Played, expected: Expected[Name]) => unknown;
} = {
  status: ({ process }) => process?.status,
  decision: ({ process }) => process?.billing.decision,
  holds: ({ process }) => process?.holds.filter(({ released }) => !released).map(({ code }) => code),
  reasons: ({ process }) => process?.billing.reasons.map(({ code }) => code),
  documents: ({ documents }, expected) =>
    documents.map((document, index) => seen(document, expected?.[index] ?? {})),
  balance: ({ documents }, expected) =>
    Object.fromEntries(
      Object.keys(expected ?? {}).map((name) => [name, balanceOf(documents, name as Total)]),
    ),
  absorbed: ({ process }) => process?.absorbed.map(({ amount }) => amount),
  refused: ({ refused }) => refused.map(({ code }) => code),
  reversals: ({ process }) =>
    (process?.compensation?.reversals ?? []).map(({ step, state }) => `${step} ${state}`),
  risks: ({ risks }) => risks.map(riskTold),
  responses: ({ responses }) => responses.map(toldOf),
  requests: ({ requests }) => requests.map(askedOf),
  accruals: ({ books }) => books?.accruals,
  payables: ({ books }) => books?.payables,
  movements: ({ books }) => books?.movements,
  lines: ({ process }, expected) =>
    Object.fromEntries(
      Object.entries(expected ?? {}).map(([number, wanted]) => {
        const line = process?.lines.find(({ lineNumber }) => lineNumber === number);
        const quantities = Object.entries(line?.quantities ?? {}).filter(([name]) => name in wanted);
        return [number, Object.fromEntries(quantities)];
      }),
    ),
};

export const riskTold = ({ level, id, money, owner, cause }: Risk): string =>
  `${level} ${id} ${money ? `${money.amount} ${money.currency}` : 'unpriced'}, ${owner}: ${cause}`;

export function toldOf({ changeNumber, verdict, order, lines }: OrderResponse): string {
  const all = [...(order ? [{ lineNumber: 'order', ...order }] : []), ...lines];
  const parts = all.map(
    (each) => `${each.lineNumber} ${each.verdict}${each.reason ? ` (${each.reason.code})` : ''}`,
  );
  return `${changeNumber} ${verdict}: ${parts.join(', ')}`;
}

export function askedOf({ requestNumber, shipTo, lines }: ReleaseChange): string {
  const parts = [
    ...(shipTo ? ['new address'] : []),
    ...lines.map(
      ({ lineNumber, from, to, restock }) =>
        `${lineNumber} from ${from.value} to ${to.value}${restock ? `, restock ${restock.value}` : ''}`,
    ),
  ];
  return `${requestNumber}: ${parts.join('; ')}`;
}

/** Of a document what the case speaks of; of one more than expected, what it is. */
function seen(document: Invoice, expected: DocumentExpected): DocumentExpected {
  const { invoiceNumber: number, kind, relatesTo: corrects, totals, lines } = document;
  const all = {
    ...{ number, kind, corrects, lines: lines.map((line) => `${line.kind} ${line.amount.amount}`) },
    ...{ net: totals.net.amount, tax: totals.tax.amount, gross: totals.gross.amount },
  };
  const names = Object.keys(expected);
  return Object.fromEntries(
    Object.entries(all).filter(([name]) =>
      names.length > 0 ? names.includes(name) : name === 'kind' || name === 'net',
    ),
  );
}

/** What is otherwise than the case says; nothing when it passes. */
export function judge({ expected: wanted }: Scenario, played: Played): readonly Difference[] {
  const differences: Difference[] = [];
  for (const [what, expected] of Object.entries({ refused: [], ...wanted })) {
    const read = readings[what as keyof Expected] as (played: Played, expected: unknown) => unknown;
    if (!read)
      throw new Error(`a case cannot expect "${what}"; it can expect ${Object.keys(readings).join(', ')}`);
    const found = read(played, expected);
    if (JSON.stringify(sorted(found)) !== JSON.stringify(sorted(expected)))
      differences.push({ what, expected, found });
  }
  return differences;
}

/** Names in order, so that the order in which a file has them does not count. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, each]) => [name, sorted(each)] as const);
  return Object.fromEntries(entries.sort(([one], [other]) => (one < other ? -1 : 1)));
}
