import type { Invoice } from '../canonical/types.generated.ts';
import { CrossdockError } from '../errors.ts';
import { apply } from '../process/apply.ts';
import { chargesOf } from '../process/billed.ts';
import type { HoldRequest } from '../process/documents.ts';
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
    const credited = process.invoices.find((each) => each.reverses && each.relatesTo === invoiceNumber);
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
      (each) => together.includes(each) || each.shipmentIds.some((id) => shipments.has(id)),
    );
  }
  requireUntouched(process, together);
  return together;
}

/** A memo over a part of an invoice is a decision of its own: taking the invoice back would give that part twice. */
function requireUntouched(process: OrderProcess, invoices: readonly ProcessInvoice[]): void {
  for (const { invoiceNumber: invoice } of invoices) {
    const memo = process.invoices.find((each) => each.relatesTo === invoice && !invoices.includes(each));
    if (!memo) continue;
    const reason = `${memo.kind} ${memo.invoiceNumber} corrects a part of it`;
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
  const steps: Applied[] = [];
  const creditMemos = invoicesTakenBack(process, correction.invoiceNumber).map(({ document }, index) => {
    const creditMemoNumber = creditMemoNumbers[index] ?? '';
    const memo = creditMemo(document, { ...correction, creditMemoNumber, issuedAt: at });
    const last = steps.at(-1)?.process ?? process;
    steps.push(apply(last, { type: 'invoice-issued', document: memo, messageId, at }, terms));
    return memo;
  });
  if (!correction.rebill) {
    const last = steps.at(-1)?.process ?? process;
    steps.push(apply(last, { type: 'hold', document: heldBy(correction), messageId, at }, terms));
    return { applied: together(steps, process), creditMemos, invoice: null };
  }
  const billed = billOrder(steps.at(-1)?.process ?? process, data, run);
  if (!billed.invoice) {
    const reasons = billed.applied.process.billing.reasons.map(({ text }) => text).join('; ');
    const parameters = { invoice: correction.invoiceNumber, order: process.key, reasons };
    throw new CrossdockError('CD_BILLING_REBILL_STOPPED', parameters);
  }
  const applied = together([...steps, billed.applied], process);
  return { applied, creditMemos, invoice: billed.invoice };
}

/** What is credited for good must not be billed by the next check. */
const heldBy = ({ invoiceNumber, reason, by }: Correction): HoldRequest => ({
  ...{ code: 'manual', by },
  reason: `invoice ${invoiceNumber} was credited without a new one: ${reason}`,
});
