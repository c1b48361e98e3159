import type { Invoice, InvoiceLine } from '../../canonical/types.generated.ts';
import { allocate, money } from '../../rating/money.ts';
import { type Decimal, isMore, minus, plus } from '../quantity.ts';
import type { ChargedSums, ProcessInvoice } from '../types.ts';

/** What of an invoice is one order's. */
export type Share = Pick<ProcessInvoice, 'net' | 'gross' | 'charged' | 'lines'>;

/**
 * What of an invoice is one order's: over a single order all of it; over several the lines that name the order, and of
 * lines that name none, and of the tax, a share by what the lines of each order come to. The shares of all orders add
 * up to the invoice.
 *
 * @param own number of the order as the invoice has it
 * @throws CD_MONEY_INVALID when what must be shared is finer than the minor unit
 */
export function shareOf(invoice: Invoice, own: string): Share {
  const numbers = [...new Set(invoice.orders.map(({ orderNumber }) => orderNumber))];
  const { totals, currency } = invoice;
  if (numbers.length < 2) {
    const mine = invoice.lines.filter(({ orderNumber = own }) => orderNumber === own);
    const { net, gross } = totals;
    return { net: net.amount, gross: gross.amount, ...told(mine, (kind) => total(ofKind(mine, kind))) };
  }
  const at = numbers.indexOf(own);
  const named = numbers.map((number) => invoice.lines.filter(({ orderNumber }) => orderNumber === number));
  const common = invoice.lines.filter(
    ({ orderNumber }) => orderNumber === undefined || !numbers.includes(orderNumber),
  );
  const sums = named.map(total);
  const shares = (amount: Decimal, weights: readonly Decimal[]): readonly Decimal[] =>
    allocate({ amount, currency }, weights.map(size)).map((share) => share.amount);
  const rest = sums.reduce(minus, totals.net.amount);
  const restShares = shares(rest, sums);
  const nets = sums.map((sum, index) => plus(sum, restShares[index] ?? '0'));
  const exact = (amount: Decimal) => money(amount, currency).amount;
  const net = exact(nets[at] ?? '0');
  const mine = named[at] ?? [];
  return {
    net,
    gross: exact(plus(net, shares(totals.tax.amount, nets)[at] ?? '0')),
    ...told(mine, (kind) =>
      plus(total(ofKind(mine, kind)), shares(total(ofKind(common, kind)), sums)[at] ?? '0'),
    ),
  };
}

const told = (
  own: readonly InvoiceLine[],
  charged: (kind: keyof ChargedSums) => Decimal,
): Pick<Share, 'charged' | 'lines'> => ({
  charged: { freight: charged('freight'), fuel: charged('fuel'), accessorial: charged('accessorial') },
  lines: ofKind(own, 'goods').flatMap(({ orderLine, quantity }) =>
    orderLine === undefined || quantity === undefined
      ? []
      : [{ lineNumber: orderLine, quantity: quantity.value }],
  ),
});

const ofKind = (lines: readonly InvoiceLine[], wanted: InvoiceLine['kind']): readonly InvoiceLine[] =>
  lines.filter(({ kind }) => kind === wanted);

const total = (lines: readonly InvoiceLine[]): Decimal =>
  lines.reduce((sum, { amount }) => plus(sum, amount.amount), '0');

const size = (amount: Decimal): Decimal => (isMore('0', amount) ? minus('0', amount) : amount);
