import type { Invoice, InvoiceLine, InvoiceTax, Money, Quantity } from '../canonical/types.generated.ts';
import { minus } from '../process/quantity.ts';
import { negate, readable } from '../rating/money.ts';

export interface CreditMemoFacts {
  /** May be a token that the ledger replaces by the next number when the run commits. */
  readonly creditMemoNumber: string;
  readonly issuedAt: string;
  readonly reason: string;
  /** Who decided it. */
  readonly by: string;
}

/** The credit memo that takes an invoice back whole: the same lines and taxes, every amount turned round. */
export function creditMemo(
  invoice: Invoice,
  { creditMemoNumber, issuedAt, reason, by }: CreditMemoFacts,
): Invoice {
  const { replaces: _, ...content } = invoice;
  const { invoiceNumber, totals } = content;
  const lineOf = (line: InvoiceLine): InvoiceLine => {
    const amount = turned(line.amount);
    return {
      ...line,
      ...(line.quantity === undefined ? {} : { quantity: turnedQuantity(line.quantity) }),
      amount,
      explanation: {
        rule: `Reversal of invoice ${invoiceNumber}`,
        version: '1',
        inputs: [
          {
            name: 'charged',
            value: readable(line.amount),
            source: `invoice ${invoiceNumber}, line ${line.lineNumber}`,
          },
          { name: 'reason', value: reason, source: by },
        ],
        arithmetic: `0 − ${readable(line.amount)} = ${readable(amount)}`,
      },
    };
  };
  return {
    ...content,
    invoiceNumber: creditMemoNumber,
    kind: 'credit-memo',
    issuedAt,
    lines: invoice.lines.map(lineOf),
    taxes: invoice.taxes.map(taxTurned),
    totals: { net: turned(totals.net), tax: turned(totals.tax), gross: turned(totals.gross) },
    relatesTo: invoiceNumber,
  };
}

/** By the rates of the invoice: what is taken back is what was charged, in national currency too. */
const taxTurned = ({ national, ...tax }: InvoiceTax): InvoiceTax => ({
  ...tax,
  ...{ base: turned(tax.base), amount: turned(tax.amount) },
  ...(national && { national: { ...national, amount: turned(national.amount) } }),
});

const turned = ({ amount, currency }: Money): Money => negate({ amount, currency });
const turnedQuantity = ({ value, unit }: Quantity): Quantity => ({ value: minus('0', value), unit });
