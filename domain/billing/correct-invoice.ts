import type { Invoice } from '../canonical/types.generated.ts';
import { CrossdockError } from '../errors.ts';
import { apply } from '../process/apply.ts';
import { chargesOf, takenBack } from '../process/billed.ts';
import type { Applied, OrderProcess, ProcessInvoice } from '../process/types.ts';
import { type BillingData, type BillingRun, billOrder, together } from './bill-order.ts';
import { creditMemo } from './credit-memo.ts';

/** What finance, or whoever settles a dispute, decides. */
export interface Correction {
  readonly invoiceNumber: string;
  readonly reason: string;
  /** Who decided it. */
  readonly by: string;
  /** False: credited without a new invoice. */
  readonly rebill: boolean;
}

export interface CorrectionRun extends BillingRun {
  /** Numbers of the credit memos, one for each invoice of `invoicesTakenBack`. */
  readonly creditMemoNumbers: readonly string[];
}

export interface Corrected {
  readonly applied: Applied;
  readonly creditMemos: readonly Invoice[];
  /** What the same goods and services cost by today's facts and agreement. */
  readonly invoice: Invoice | null;
}

/**
 * A correction as it comes from outside, checked.
 *
 * @throws CD_BILLING_CORRECTION_INVALID
 */
export function correctionFrom(value: unknown): Correction {
  const { invoiceNumber, reason, by, rebill = true } = (value ?? {}) as Readonly<Record<string, unknown>>;
  const texts = { invoiceNumber, reason, by };
  const missing = Object.entries(texts).find(([, text]) => typeof text !== 'string' || text.trim() === '');
  const wrong = missing
    ? `${missing[0]} must be a text that is not empty`
    : typeof rebill !== 'boolean' && 'rebill must be true or false';
  if (wrong) throw new CrossdockError('CD_BILLING_CORRECTION_INVALID', { reason: wrong });
  return { ...texts, rebill } as Correction;
}

/**
 * The invoice and all that bill the same shipments: a supplement charges the difference to the invoice before it, so
 * that one cannot be taken back without the other.
 *
 * @throws CD_BILLING_CORRECTION_UNKNOWN
 */
export function invoicesTakenBack(process: OrderProcess, invoiceNumber: string): readonly ProcessInvoice[] {
  const standing = chargesOf(process);
  const wrong = standing.find((each) => each.invoiceNumber === invoiceNumber);
  if (!wrong) {
    const credited = takenBack(process).get(invoiceNumber);
    const reason = credited
      ? `credit memo ${credited.invoiceNumber} has taken it back`
      : `its invoices are ${standing.map((each) => each.invoiceNumber).join(', ') || 'none'}`;
    const parameters = { invoice: invoiceNumber, order: process.key, reason };
    throw new CrossdockError('CD_BILLING_CORRECTION_UNKNOWN', parameters);
  }
  let together: readonly ProcessInvoice[] = [];
  let found: readonly ProcessInvoice[] = [wrong];
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
  requireUntouched(process, together);
  return together;
}

/** A memo over a part of an invoice is a decision of its own: taking the invoice back would give that part twice. */
function requireUntouched(process: OrderProcess, invoices: readonly ProcessInvoice[]): void {
  const back = takenBack(process);
  for (const { invoiceNumber: invoice, document } of invoices) {
    const memo = process.invoices.find(
      (each) => each.relatesTo === invoice && !invoices.includes(each) && !back.has(each.invoiceNumber),
    );
    const reason = memo
      ? `${memo.kind} ${memo.invoiceNumber} corrects a part of it`
      : document.orders.length > 1 && `it is over ${document.orders.length} orders`;
    if (reason)
      throw new CrossdockError('CD_BILLING_CORRECTION_UNKNOWN', { invoice, order: process.key, reason });
  }
}

/**
 * Takes an invoice back by a credit memo and bills the order afresh: the invoices that were there, the credit memos
 * and the new invoice add up to what a fresh rating gives, to the cent. All or nothing: where no new invoice can be
 * made, nothing is credited either.
 *
 * @throws CD_BILLING_CORRECTION_UNKNOWN, CD_BILLING_REBILL_STOPPED, and what `billOrder` throws
 */
export function correctInvoice(
  process: OrderProcess,
  correction: Correction,
  data: BillingData,
  run: CorrectionRun,
): Corrected {
  const { messageId, now: at, terms, creditMemoNumbers } = run;
  const { invoiceNumber, rebill } = correction;
  const steps: Applied[] = [];
  const back = invoicesTakenBack(process, invoiceNumber);
  const creditMemos = back.map(({ document }, index) => {
    requireOwn(document, process, data);
    const creditMemoNumber = creditMemoNumbers[index] ?? '';
    const memo = creditMemo(document, { ...correction, creditMemoNumber, issuedAt: at });
    const last = steps.at(-1)?.process ?? process;
    const issued = rebill ? { ...memo, rebilled: true as const } : memo;
    const step = apply(last, { type: 'invoice-issued', document: issued, messageId, at }, terms);
    steps.push(step);
    if (step.outcome !== 'recorded') throw stopped(correction, process, step);
    return memo;
  });
  if (!rebill) return { applied: together(steps, process), creditMemos, invoice: null };
  const billed = billOrder(steps.at(-1)?.process ?? process, data, run);
  if (!billed.invoice || !covers(billed.invoice, back)) throw stopped(correction, process, billed.applied);
  const applied = together([...steps, billed.applied], process);
  return { applied, creditMemos, invoice: billed.invoice };
}

/** Whether a new invoice bills all goods issues that earlier ones billed; those that named none count by shipment. */
function covers({ orders }: Invoice, back: readonly ProcessInvoice[]): boolean {
  const confirmations = new Set(orders.flatMap(({ confirmationIds = [] }) => confirmationIds));
  const shipments = new Set(orders.flatMap(({ shipmentIds = [] }) => shipmentIds));
  return back.every(({ kind, confirmationIds, shipmentIds }) => {
    if (kind !== 'invoice') return true;
    return confirmationIds
      ? confirmationIds.every((each) => confirmations.has(each))
      : shipmentIds.every((each) => shipments.has(each));
  });
}

function requireOwn(
  { invoiceNumber: invoice, billingEntity: { id } }: Invoice,
  { key: order }: OrderProcess,
  { billingEntity }: BillingData,
): void {
  if (id === billingEntity.id) return;
  const reason = `it is of ${id}, and this step bills for ${billingEntity.id}`;
  throw new CrossdockError('CD_BILLING_CORRECTION_UNKNOWN', { invoice, order, reason });
}

function stopped(
  { invoiceNumber: invoice }: Correction,
  { key: order }: OrderProcess,
  last: Applied,
): CrossdockError {
  const { reasons } = last.process.billing;
  const told = reasons.length > 0 ? reasons.map(({ text }) => text) : last.journal.map(({ text }) => text);
  return new CrossdockError('CD_BILLING_REBILL_STOPPED', { invoice, order, reasons: told.join('; ') });
}
