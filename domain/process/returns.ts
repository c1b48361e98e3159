/** Goods that came back: of which line they are, what of them is settled, and what a person has to settle. */
import type { ItemRef } from '../canonical/types.generated.ts';
import { settledBy } from './billed.ts';
import type { GoodsReturnLine } from './goods-return.ts';
import { type Decimal, isMore, least, plus, remaining } from './quantity.ts';
import type { OrderProcess, ProcessInvoice } from './types.ts';

export type Condition = GoodsReturnLine['condition'];

/** What came back of one line. */
export interface LineReturns {
  readonly lineNumber: string;
  readonly delivered: Decimal;
  readonly parts: readonly {
    readonly condition: Condition;
    readonly quantity: Decimal;
    readonly receiptNumber: string;
    readonly messageId: string;
  }[];
  /** What invoices left out or credit memos gave back. */
  readonly settled: Decimal;
}

interface Counted {
  readonly line: GoodsReturnLine;
  readonly receiptNumber: string;
  readonly messageId: string;
  /** Null: the order does not have it, or not in this unit. */
  readonly lineNumber: string | null;
}

function counted(process: OrderProcess): readonly Counted[] {
  return (process.returns ?? []).flatMap(({ receiptNumber, messageId, lines }) =>
    lines.map((line) => ({ line, receiptNumber, messageId, lineNumber: lineOf(process, line) })),
  );
}

/** By the line's number; where there is none by the item that was ordered or left, if one line alone has it. */
function lineOf(process: OrderProcess, { orderLine, item, quantity }: GoodsReturnLine): string | null {
  const fitting = process.lines
    .filter(({ unit }) => unit === quantity.unit)
    .filter((line) =>
      orderLine === undefined
        ? isSame(item, line.item) || hasLeft(process, line.lineNumber, item)
        : line.lineNumber === orderLine,
    );
  return fitting.length === 1 ? (fitting[0]?.lineNumber ?? null) : null;
}

const hasLeft = ({ goodsIssues }: OrderProcess, lineNumber: string, item: ItemRef): boolean =>
  goodsIssues.some(({ lines }) =>
    lines.some((each) => each.lineNumber === lineNumber && isSame(item, each.item)),
  );

const isSame = (one: ItemRef, other: ItemRef): boolean =>
  (['sku', 'gtin', 'buyerItem'] as const).some(
    (number) => one[number] !== undefined && one[number] === other[number],
  );

const total = (quantities: readonly Decimal[]): Decimal => quantities.reduce(plus, '0');

/** What warehouses counted of each line. */
export function reportedReturns(process: OrderProcess): ReadonlyMap<string, Decimal> {
  const reported = new Map<string, Decimal>();
  for (const { lineNumber, line } of counted(process)) {
    if (lineNumber !== null)
      reported.set(lineNumber, plus(reported.get(lineNumber) ?? '0', line.quantity.value));
  }
  return reported;
}

/** Lines of which goods came back, as billing has to know them. */
export function lineReturns(process: OrderProcess): readonly LineReturns[] {
  if (!process.returns) return [];
  const all = counted(process);
  return process.lines.flatMap(({ lineNumber, quantities: { delivered } }) => {
    const parts = all
      .filter((each) => each.lineNumber === lineNumber)
      .map(({ line: { condition, quantity }, receiptNumber, messageId }) => ({
        ...{ condition, quantity: quantity.value, receiptNumber, messageId },
      }));
    return parts.length === 0
      ? []
      : [{ lineNumber, delivered, parts, settled: settled(process, lineNumber) }];
  });
}

/** What of a line that came back is neither left out of an invoice nor credited. */
export function dueOf(
  { delivered, parts, settled: before }: LineReturns,
  conditions: readonly Condition[],
): Decimal {
  const wanted = parts.filter(({ condition }) => conditions.includes(condition));
  return remaining(least(total(wanted.map(({ quantity }) => quantity)), delivered), before);
}

function settled(process: OrderProcess, lineNumber: string): Decimal {
  const invoices = settledBy(process).filter(({ kind }) => kind === 'invoice');
  const confirmations = new Set(invoices.flatMap(({ confirmationIds = [] }) => confirmationIds));
  const left = process.goodsIssues
    .filter(({ confirmationId }) => confirmations.has(confirmationId))
    .flatMap(({ lines }) => lines.filter((each) => each.lineNumber === lineNumber));
  const shipped = total(left.map(({ quantity }) => quantity.value));
  return plus(
    remaining(shipped, total(invoices.map((each) => billedOf(each, lineNumber)))),
    total(invoices.map((each) => creditedOf(process, each, lineNumber))),
  );
}

/** How much of a line a document bills; below zero on a credit memo. */
export const billedOf = ({ lines }: ProcessInvoice, lineNumber: string): Decimal =>
  total(lines.filter((each) => each.lineNumber === lineNumber).map(({ quantity }) => quantity));

/** How much of a line credit memos over an invoice gave back. */
export const creditedOf = (
  { invoices }: OrderProcess,
  { invoiceNumber }: ProcessInvoice,
  lineNumber: string,
): Decimal =>
  remaining('0', total(memosOver(invoices, invoiceNumber).map((memo) => billedOf(memo, lineNumber))));

/** Credit memos over an invoice. */
export const memosOver = (
  invoices: readonly ProcessInvoice[],
  invoiceNumber: string,
): readonly ProcessInvoice[] =>
  invoices.filter(({ kind, relatesTo }) => kind === 'credit-memo' && relatesTo === invoiceNumber);

/** What no rule can settle. */
export function unsettledReturns(
  process: OrderProcess,
): readonly { readonly cause: string; readonly reason: string }[] {
  if (!process.returns) return [];
  const reported = reportedReturns(process);
  const unnamed = settledBy(process).find(
    ({ kind, confirmationIds }) => kind === 'invoice' && confirmationIds === undefined,
  );
  const strange = counted(process)
    .filter(({ lineNumber }) => lineNumber === null)
    .map(({ receiptNumber, line: { orderLine, item, quantity } }) => {
      const what =
        orderLine === undefined ? `item ${item.sku ?? item.gtin ?? item.buyerItem}` : `line ${orderLine}`;
      return {
        cause: `${receiptNumber}/${what}/${quantity.value} ${quantity.unit}`,
        reason: `receipt ${receiptNumber}: ${quantity.value} ${quantity.unit} of ${what} came back, which the order does not have so`,
      };
    });
  const lines = process.lines.flatMap(({ lineNumber, unit, quantities: { delivered, credited } }) => {
    const back = reported.get(lineNumber) ?? '0';
    const own = `${lineNumber}/returned ${back}`;
    const told = `line ${lineNumber}: ${back} ${unit} came back`;
    return [
      ...(isMore(back, delivered)
        ? [{ cause: `${own} of ${delivered}`, reason: `${told}, ${delivered} delivered` }]
        : []),
      ...(unnamed && isMore(back, credited)
        ? [
            {
              cause: `${own}/${unnamed.invoiceNumber}`,
              reason: `${told}, and invoice ${unnamed.invoiceNumber} does not say which goods issues it bills`,
            },
          ]
        : []),
    ];
  });
  return [...strange, ...lines];
}
