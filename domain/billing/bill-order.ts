import type { Invoice, RateAgreement } from '../canonical/types.generated.ts';
import { CrossdockError } from '../errors.ts';
import { apply } from '../process/apply.ts';
import { coverageOf, leftoverOf } from '../process/billed.ts';
import { expire } from '../process/deadlines.ts';
import type { Applied, OrderProcess } from '../process/types.ts';
import { compare, readable, zero } from '../rating/money.ts';
import { absorbLate } from './absorb-late.ts';
import { withAccounts } from './accounts.ts';
import { type Covered, composeInvoice } from './compose-invoice.ts';
import { creditReturns } from './credit-returns.ts';
import { followMasterData } from './follow-master-data.ts';
import { openProFormas } from './open-pro-formas.ts';
import { type Priced, pricedBy } from './price.ts';
import type { BillingData, BillingRun } from './types.ts';

export type { BillingData, BillingRun } from './types.ts';

export interface Billed {
  /** The order after the check; its `billing` says why when there is no invoice. */
  readonly applied: Applied;
  readonly invoice: Invoice | null;
}

/** An order after the check, with the document that would bill it. */
export interface Draft {
  /** What the check itself led to, the last of them the order as it is now. */
  readonly steps: readonly Applied[];
  readonly process: OrderProcess;
  /** Not recorded anywhere yet; null when nothing is billed. */
  readonly invoice: Invoice | null;
  /** Prices the document; null for a credit memo too, which goes by the invoice it corrects. */
  readonly agreement: RateAgreement | null;
}

/**
 * Checks an order and bills what may be billed: lets deadlines pass, follows the customer's master data, and when
 * the decision is `bill`, rates what no invoice covers yet and records the invoice as issued. A second call finds
 * nothing left to bill.
 *
 * @throws CD_RATING_*, CD_MONEY_*, CD_BILLING_* when the order may be billed but cannot be priced
 */
export const billOrder = (process: OrderProcess, data: BillingData, run: BillingRun): Billed =>
  issueDraft(process, draftInvoice(process, data, run), run);

/**
 * The check of `billOrder` alone: what would be billed now, without recording it.
 *
 * @throws as `billOrder`
 */
export function draftInvoice(process: OrderProcess, data: BillingData, run: BillingRun): Draft {
  const passed = expire(process, run.now, run.terms);
  const steps = [passed, ...followMasterData(passed.process, data, run)];
  const before = steps.at(-1)?.process ?? process;
  const absorbed = absorbLate(before, before.billing.shipmentIds, data, run);
  if (absorbed) steps.push(absorbed);
  const checked = absorbed?.process ?? before;
  const memo = creditReturns(checked, data, run);
  if (memo) return { steps, process: checked, invoice: memo, agreement: null };
  const { decision, shipmentIds } = checked.billing;
  if (decision !== 'bill') return { steps, process: checked, invoice: null, agreement: null };
  const covers = coveredBy(checked, shipmentIds);
  const priced = pricedBy(checked, shipmentIds, data, run.now);
  const invoice = invoiceOf(checked, covers, priced, data, run);
  return { steps, process: checked, invoice, agreement: priced.agreement };
}

/** Records the document of a draft as issued. */
export function issueDraft(
  before: OrderProcess,
  { steps, process, invoice: document }: Draft,
  { messageId, now: at, terms }: Pick<BillingRun, 'messageId' | 'now' | 'terms'>,
): Billed {
  if (!document) return { applied: together(steps, before), invoice: null };
  const issued = apply(process, { type: 'invoice-issued', document, messageId, at }, terms);
  return { applied: together([...steps, issued], before), invoice: document };
}

/** What is left of the shipments: goods issues and events that no invoice covers. */
function coveredBy(process: OrderProcess, shipmentIds: readonly string[]): Covered {
  const coverage = coverageOf(process);
  const left = process.shipments
    .filter(({ id }) => shipmentIds.includes(id))
    .map((shipment) => leftoverOf(process, shipment, coverage));
  return {
    shipmentIds,
    confirmationIds: left.flatMap(({ issues }) => issues.map(({ confirmationId }) => confirmationId)),
    accessorialEventIds: left.flatMap(({ eventIds }) => eventIds),
  };
}

function invoiceOf(
  process: OrderProcess,
  covers: Covered,
  { rated, earlier }: Priced,
  { customer, billingEntity, accounts }: BillingData,
  { now: issuedAt, invoiceNumber }: BillingRun,
): Invoice {
  const { net, gross } = rated.totals;
  const nothing = zero(rated.currency);
  if (compare(net, nothing) < 0 || compare(gross, nothing) < 0) {
    const parameters = { order: process.key, net: readable(net), gross: readable(gross) };
    throw new CrossdockError('CD_BILLING_NEGATIVE', parameters);
  }
  const late = covers.confirmationIds.length === 0 ? earlier : undefined;
  const invoice = composeInvoice({
    ...{ process, rated, covers, billingEntity, customer, issuedAt, invoiceNumber },
    ...(late
      ? { kind: 'debit-memo', relatesTo: late.invoiceNumber }
      : { kind: 'invoice', replaces: openProFormas(process) }),
  });
  return accounts ? withAccounts(invoice, process.key, accounts) : invoice;
}

/** One result of several steps: the last state, every journal line but those that say nothing happened. */
export function together(steps: readonly Applied[], before: OrderProcess): Applied {
  const effective = steps.filter((step) => step.outcome !== 'ignored');
  const last = effective.at(-1) ?? steps[0];
  if (!last) throw new Error(`no step was taken for ${before.key}`);
  return { ...last, journal: effective.flatMap((step) => step.journal) };
}
