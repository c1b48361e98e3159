import type { Invoice } from '../canonical/types.generated.ts';
import { CrossdockError } from '../errors.ts';
import { apply } from '../process/apply.ts';
import type { Applied, OrderProcess, ProcessInvoice } from '../process/types.ts';
import { absorbLate } from './absorb-late.ts';
import { requireAccounts } from './accounts.ts';
import { type BillingData, type BillingRun, billOrder, together } from './bill-order.ts';
import { creditMemo } from './credit-memo.ts';
import { invoicesTakenBack } from './taken-back.ts';

/** What finance, or whoever settles a dispute, decides. */
export interface Correction {
  readonly invoiceNumber: string;
  readonly reason: string;
  /** Who decided it. */
  readonly by: string;
  /** False: credited without a new invoice. */
  readonly rebill: boolean;
}

export { correctionRefused, invoicesTakenBack } from './taken-back.ts';

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
  const { rebill } = correction;
  const back = invoicesTakenBack(process, correction);
  // What came after the invoice does so still: the new one does not charge what the agreement has us absorb.
  const shipmentIds = back.flatMap((invoice) => invoice.shipmentIds);
  const absorbed = rebill ? absorbLate(process, shipmentIds, data, run) : null;
  const steps: Applied[] = absorbed ? [absorbed] : [];
  const creditMemos = back.map(({ document }, index) => {
    requireOwn(document, process, data);
    const creditMemoNumber = creditMemoNumbers[index] ?? '';
    const memo = creditMemo(document, { ...correction, creditMemoNumber, issuedAt: at });
    if (data.accounts) requireAccounts(memo, process.key, data.accounts);
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
