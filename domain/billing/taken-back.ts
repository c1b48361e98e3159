import { CrossdockError } from '../errors.ts';
import { chargesOf, goodsSettledElsewhere, takenBack } from '../process/billed.ts';
import type { OrderProcess, ProcessInvoice } from '../process/types.ts';

/** What of an order tells. */
type Books = Pick<OrderProcess, 'invoices' | 'holds'>;

interface Wanted {
  readonly invoiceNumber: string;
  /** Whether the order is to be billed afresh. */
  readonly rebill: boolean;
}

/**
 * The invoice and all that bill the same shipments: a supplement charges the difference to the invoice before it, so
 * that one cannot be taken back without the other.
 *
 * @throws CD_BILLING_CORRECTION_UNKNOWN
 */
export function invoicesTakenBack(process: OrderProcess, wanted: Wanted): readonly ProcessInvoice[] {
  const reason = correctionRefused(process, wanted);
  const { invoiceNumber: invoice } = wanted;
  if (reason !== null)
    throw new CrossdockError('CD_BILLING_CORRECTION_UNKNOWN', { invoice, order: process.key, reason });
  return billedTogether(process, invoice);
}

/** Why an invoice of the order cannot be taken back; null when it can. */
export function correctionRefused(process: Books, { invoiceNumber, rebill }: Wanted): string | null {
  const back = billedTogether(process, invoiceNumber);
  if (back.length > 0) return touched(process, back) ?? (rebill ? settledElsewhere(process, back) : null);
  const credited = takenBack(process).get(invoiceNumber);
  const standing = chargesOf(process).map((each) => each.invoiceNumber);
  return credited
    ? `credit memo ${credited.invoiceNumber} has taken it back`
    : `its invoices are ${standing.join(', ') || 'none'}`;
}

/** None when the invoice does not stand. */
function billedTogether(process: Books, invoiceNumber: string): readonly ProcessInvoice[] {
  const standing = chargesOf(process);
  let together: readonly ProcessInvoice[] = [];
  let found = standing.filter((each) => each.invoiceNumber === invoiceNumber);
  while (found.length > together.length) {
    together = found;
    const shipments = new Set(together.flatMap(({ shipmentIds }) => shipmentIds));
    found = standing.filter(
      (each) =>
        together.includes(each) ||
        each.shipmentIds.some((id) => shipments.has(id)) ||
        together.some(
          ({ relatesTo, invoiceNumber: number }) =>
            each.relatesTo === number || relatesTo === each.invoiceNumber,
        ),
    );
  }
  return together;
}

/** A memo over a part of an invoice is a decision of its own: taking the invoice back would give that part twice. */
function touched(process: Books, invoices: readonly ProcessInvoice[]): string | null {
  const back = takenBack(process);
  for (const { invoiceNumber, document } of invoices) {
    const memo = process.invoices.find(
      (each) => each.relatesTo === invoiceNumber && !invoices.includes(each) && !back.has(each.invoiceNumber),
    );
    if (memo) return `${memo.kind} ${memo.invoiceNumber} corrects a part of ${invoiceNumber}`;
    if (document.orders.length > 1) return `${invoiceNumber} is over ${document.orders.length} orders`;
  }
  return null;
}

/** A new invoice bills all that left, and with it what a person said is billed elsewhere. */
function settledElsewhere(process: Books, invoices: readonly ProcessInvoice[]): string | null {
  if (invoices.every(({ confirmationIds }) => confirmationIds !== undefined)) return null;
  const [settled] = goodsSettledElsewhere(process);
  return settled
    ? `${settled.quantity} of line ${settled.lineNumber} are settled elsewhere (${settled.reason})`
    : null;
}
