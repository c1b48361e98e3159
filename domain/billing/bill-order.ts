import type {
  BillingEntity,
  Customer,
  Invoice,
  Place,
  RateAgreement,
  TaxRule,
} from '../canonical/types.generated.ts';
import { CrossdockError } from '../errors.ts';
import { apply, applied as settled } from '../process/apply.ts';
import { coverageOf, leftoverOf } from '../process/billed.ts';
import { expire } from '../process/deadlines.ts';
import { recorded } from '../process/record/recording.ts';
import type { ProcessTerms } from '../process/terms.ts';
import type { AbsorbedCost, Applied, OrderProcess, ProcessInvoice } from '../process/types.ts';
import { factsOf, supplyDate } from '../rating/facts.ts';
import { agreementInForce } from '../rating/in-force.ts';
import { compare, readable, zero } from '../rating/money.ts';
import { rate } from '../rating/rate.ts';
import type { ItemFinder, Rated } from '../rating/types.ts';
import { type Covered, composeInvoice } from './compose-invoice.ts';
import { followMasterData } from './follow-master-data.ts';
import { absorbedBecause } from './late-services.ts';

/** What billing needs to know besides the order. */
export interface BillingData {
  readonly customer: Customer;
  readonly billingEntity: BillingEntity;
  readonly agreements: readonly RateAgreement[];
  readonly taxRules: readonly TaxRule[];
  readonly findItem: ItemFinder;
  /** A place with what master data knows of it. */
  readonly completed: (place: Place) => Place;
}

export interface BillingRun {
  readonly messageId: string;
  readonly now: string;
  readonly terms: ProcessTerms;
  /** Number of the invoice, or the token that stands for it until the run commits. */
  readonly invoiceNumber: string;
}

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
  /** Prices the document. */
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
  const checked = steps.at(-1)?.process ?? process;
  const { decision, shipmentIds } = checked.billing;
  if (decision !== 'bill') return { steps, process: checked, invoice: null, agreement: null };
  const covers = coveredBy(checked, shipmentIds);
  const priced = pricedBy(checked, covers, data);
  const absorbed = absorbedOf(covers, priced, run);
  if (absorbed) {
    const step = absorb(checked, absorbed, run);
    return { steps: [...steps, step], process: step.process, invoice: null, agreement: priced.agreement };
  }
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

interface Priced {
  readonly rated: Rated;
  readonly agreement: RateAgreement;
  /** The first invoice over the same shipments; absent when this is it. */
  readonly earlier: ProcessInvoice | undefined;
}

function pricedBy(
  process: OrderProcess,
  covers: Covered,
  { customer, billingEntity, agreements, taxRules, findItem, completed }: BillingData,
): Priced {
  const facts = factsOf(process, covers.shipmentIds, completed, billingEntity.zone);
  const date = supplyDate(facts);
  const agreement = agreementInForce(agreements, customer.rateAgreement, customer.id, date);
  const rated = rate({ facts, agreement, findItem, customer, billingEntity, taxRules, date });
  const numbers = facts.supplement?.invoiceNumbers ?? [];
  const earlier = process.invoices.find(
    ({ kind, invoiceNumber }) => kind === 'invoice' && numbers.includes(invoiceNumber),
  );
  return { rated, agreement, earlier };
}

/** What of later extra services is not charged, and why; null when a document charges it, or goods. */
function absorbedOf(
  { confirmationIds, accessorialEventIds: eventIds }: Covered,
  { rated, agreement, earlier }: Priced,
  { now, messageId }: BillingRun,
): AbsorbedCost | null {
  if (confirmationIds.length > 0) return null;
  const free = rated.lines.length === 0 ? 'the agreement charges nothing for them' : null;
  const { net } = rated.totals;
  const invoiced = earlier && { issuedAt: earlier.issuedAt, now };
  const reason = free ?? (invoiced ? absorbedBecause(agreement, net, invoiced) : null);
  return reason === null
    ? null
    : { eventIds, amount: net.amount, currency: net.currency, reason, at: now, messageId };
}

function invoiceOf(
  process: OrderProcess,
  covers: Covered,
  { rated, earlier }: Priced,
  { customer, billingEntity }: BillingData,
  { now: issuedAt, invoiceNumber }: BillingRun,
): Invoice {
  const { net, gross } = rated.totals;
  const nothing = zero(rated.currency);
  if (compare(net, nothing) < 0 || compare(gross, nothing) < 0) {
    const parameters = { order: process.key, net: readable(net), gross: readable(gross) };
    throw new CrossdockError('CD_BILLING_NEGATIVE', parameters);
  }
  const late = covers.confirmationIds.length === 0 ? earlier : undefined;
  return composeInvoice({
    ...{ process, rated, covers, billingEntity, customer, issuedAt, invoiceNumber },
    ...(late ? { kind: 'debit-memo', relatesTo: late.invoiceNumber } : { kind: 'invoice' }),
  });
}

/** Extra services that are not charged need no document: they are settled, visibly. */
function absorb(process: OrderProcess, absorbed: AbsorbedCost, { now: at, terms }: BillingRun): Applied {
  const { eventIds, amount, currency, reason } = absorbed;
  const text = `extra services of ${eventIds.join(', ')} over ${amount} ${currency} are not billed: ${reason}`;
  const next = { ...process, absorbed: [...process.absorbed, absorbed] };
  return settled(recorded(next, text), process, at, terms);
}

/** One result of several steps: the last state, every journal line but those that say nothing happened. */
export function together(steps: readonly Applied[], before: OrderProcess): Applied {
  const effective = steps.filter((step) => step.outcome !== 'ignored');
  const last = effective.at(-1) ?? steps[0];
  if (!last) throw new Error(`no step was taken for ${before.key}`);
  return { ...last, journal: effective.flatMap((step) => step.journal) };
}
