import type { Invoice, InvoiceTax } from '../canonical/types.generated.ts';
import { big, plain } from '../rating/decimal.ts';
import { add, allocate, multiply, type RoundingMode, round, subtract, sum } from '../rating/money.ts';
import { inNational } from '../rating/national-tax.ts';
import { totalsOf } from '../rating/totals.ts';

/** One document over several orders, and each order's own part of it in the same order. */
export interface Merged {
  readonly invoice: Invoice;
  /** Same number and head; lines, taxes and totals of one order. They add up to the invoice, to the cent. */
  readonly parts: readonly Invoice[];
}

export interface Merging {
  readonly tax: 'by-invoice' | 'by-order';
  readonly rounding: RoundingMode;
  readonly period: NonNullable<Invoice['period']>;
}

/**
 * One invoice of several over one order each, which have the same head. Lines are taken as they are, since each is
 * rounded on its own: nets add up. Tax is rounded once on the sum of the bases of a code, rate and jurisdiction, and
 * shared among the orders by what each would pay alone; or, by order, the sum of what each pays alone.
 */
export function mergeInvoices(invoices: readonly Invoice[], { tax, rounding, period }: Merging): Merged {
  const [first] = invoices;
  if (!first) throw new Error('there is nothing to merge');
  const { currency } = first;
  const shares = invoices.map((): InvoiceTax[] => []);
  const taxes: InvoiceTax[] = [];
  for (const group of taxGroups(invoices)) {
    const total = tax === 'by-order' ? summed(group, currency) : onSum(group, currency, rounding);
    const parts = shared(group, total).map((part) => withNational(part, rounding));
    taxes.push({ ...total, ...nationalOf(parts) });
    group.forEach(({ index }, position) => {
      const own = parts[position];
      if (own) shares[index]?.push(own);
    });
  }
  let number = 0;
  const parts = invoices.map((each, index): Invoice => {
    const lines = each.lines.map((line) => {
      number += 1;
      return { ...line, lineNumber: String(number) };
    });
    return {
      ...each,
      period,
      lines,
      taxes: shares[index] ?? [],
      totals: totalsOf(lines, shares[index] ?? [], currency),
    };
  });
  const lines = parts.flatMap((part) => part.lines);
  const orders = parts.flatMap((part) => part.orders);
  const replaces = parts.flatMap((part) => part.replaces ?? []);
  return {
    invoice: {
      ...first,
      ...{ period, orders, lines, taxes, totals: totalsOf(lines, taxes, currency) },
      ...(replaces.length > 0 && { replaces }),
    },
    parts,
  };
}

/** A tax of one of the invoices. */
interface Taxed {
  readonly index: number;
  readonly tax: InvoiceTax;
}

const taxGroups = (invoices: readonly Invoice[]): readonly (readonly Taxed[])[] => {
  const all = invoices.flatMap(({ taxes }, index) => taxes.map((tax) => ({ index, tax })));
  const key = ({ tax: { code, rate, jurisdiction, reason, account } }: Taxed) =>
    JSON.stringify([code, rate, jurisdiction, reason, account]);
  return [...Map.groupBy(all, key).values()];
};

/** A tax that is shared out is told in national currency by the rates of its own day; together they are told for all. */
function withNational(tax: InvoiceTax, rounding: RoundingMode): InvoiceTax {
  const { national, amount } = tax;
  return national
    ? { ...tax, national: { ...national, amount: inNational(amount, national.rates, rounding) } }
    : tax;
}

function nationalOf(parts: readonly InvoiceTax[]): Pick<InvoiceTax, 'national'> {
  const told = parts.flatMap(({ national }) => national ?? []);
  const [first] = told;
  if (!first) return {};
  const amounts = told.map(({ amount }) => amount);
  const rates = [
    ...new Map(told.flatMap((each) => each.rates).map((one) => [JSON.stringify(one), one])).values(),
  ];
  return { national: { amount: sum(first.amount.currency, amounts), rates } };
}

function summed(group: readonly Taxed[], currency: string): InvoiceTax {
  const total = (name: 'base' | 'amount') =>
    sum(
      currency,
      group.map(({ tax }) => tax[name]),
    );
  return { ...headOf(group), base: total('base'), amount: total('amount') };
}

function onSum(group: readonly Taxed[], currency: string, mode: RoundingMode): InvoiceTax {
  const total = summed(group, currency);
  return { ...total, amount: round(multiply(total.base, big(total.rate).div(100)), { mode }) };
}

function headOf(group: readonly Taxed[]): InvoiceTax {
  const [first] = group;
  if (!first) throw new Error('a group of taxes is never empty');
  return first.tax;
}

/** Each order pays what it would alone; what rounding on the sum makes of it is borne by those who pay most. */
function shared(group: readonly Taxed[], total: InvoiceTax): readonly InvoiceTax[] {
  const { currency } = total.amount;
  const alone = summed(group, currency).amount;
  const difference = subtract(total.amount, alone);
  const cents = allocate(
    difference,
    group.map(({ tax }) => plain(big(tax.amount.amount).abs())),
  );
  return group.map(({ tax }, position) => ({
    ...tax,
    amount: add(tax.amount, cents[position] ?? subtract(difference, difference)),
  }));
}
