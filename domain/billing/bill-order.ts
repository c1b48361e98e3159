import type {
  BillingEntity,
  Customer,
  Invoice,
  Place,
  RateAgreement,
  TaxRule,
} from '../canonical/types.generated.ts';
import { apply } from '../process/apply.ts';
import { expire } from '../process/deadlines.ts';
import type { ProcessTerms } from '../process/terms.ts';
import type { Applied, Hold, OrderProcess } from '../process/types.ts';
import { factsOf, supplyDate } from '../rating/facts.ts';
import { agreementInForce } from '../rating/in-force.ts';
import { rate } from '../rating/rate.ts';
import type { ItemFinder } from '../rating/types.ts';
import { composeInvoice } from './compose-invoice.ts';

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

const creditControl = 'master data';

/**
 * Checks an order and bills what may be billed: lets deadlines pass, follows the customer's block, and when
 * the decision is `bill`, rates the shipments and records the invoice as issued. A second call finds nothing
 * left to bill.
 *
 * @throws CD_RATING_*, CD_MONEY_*, CD_BILLING_* when the order may be billed but cannot be priced
 */
export function billOrder(process: OrderProcess, data: BillingData, run: BillingRun): Billed {
  const steps = [expire(process, run.now, run.terms)];
  const last = () => steps.at(-1)?.process ?? process;
  const credit = creditStep(last(), data.customer, run);
  if (credit) steps.push(credit);
  const checked = last();
  const { decision, shipmentIds } = checked.billing;
  if (decision !== 'bill') return { applied: together(steps, process), invoice: null };
  const invoice = invoiceOf(checked, shipmentIds, data, run);
  const { messageId, now: at, terms } = run;
  steps.push(apply(checked, { type: 'invoice-issued', document: invoice, messageId, at }, terms));
  return { applied: together(steps, process), invoice };
}

function invoiceOf(
  process: OrderProcess,
  shipmentIds: readonly string[],
  { customer, billingEntity, agreements, taxRules, findItem, completed }: BillingData,
  { now, invoiceNumber }: BillingRun,
): Invoice {
  const facts = factsOf(process, shipmentIds, completed, billingEntity.zone);
  const date = supplyDate(facts);
  const agreement = agreementInForce(agreements, customer.rateAgreement, customer.id, date);
  const rated = rate({ facts, agreement, findItem, customer, billingEntity, taxRules, date });
  return composeInvoice({
    process,
    rated,
    shipmentIds,
    billingEntity,
    customer,
    issuedAt: now,
    invoiceNumber,
    kind: 'invoice',
  });
}

/** The customer's block in master data is a hold while it lasts; a block from elsewhere is left alone. */
function creditStep(
  process: OrderProcess,
  customer: Customer,
  { messageId, now: at, terms }: BillingRun,
): Applied | null {
  const ours = (hold: Hold) =>
    hold.code === 'credit-block' && hold.placedBy === creditControl && !hold.released;
  const open = process.holds.find(ours);
  if (customer.blocked && !open) {
    const reason = `customer ${customer.id} is blocked`;
    const document = { code: 'credit-block', reason, by: creditControl } as const;
    return apply(process, { type: 'hold', document, messageId, at }, terms);
  }
  if (!customer.blocked && open) {
    const reason = `customer ${customer.id} is no longer blocked`;
    const document = { holdId: open.id, reason, by: creditControl };
    return apply(process, { type: 'release-hold', document, messageId, at }, terms);
  }
  return null;
}

/** One result of several steps: the last state, every journal line but those that say nothing happened. */
function together(steps: readonly Applied[], before: OrderProcess): Applied {
  const effective = steps.filter((step) => step.outcome !== 'ignored');
  const last = effective.at(-1) ?? steps[0];
  if (!last) throw new Error(`no step was taken for ${before.key}`);
  return { ...last, journal: effective.flatMap((step) => step.journal) };
}
