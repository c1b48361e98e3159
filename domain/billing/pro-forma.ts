import type { Invoice } from '../canonical/types.generated.ts';
import { fingerprint } from '../process/fingerprint.ts';
import { activeShipments } from '../process/goods.ts';
import type { OrderProcess } from '../process/types.ts';
import { agreementInForce, localDate } from '../rating/in-force.ts';
import { plannedFacts } from '../rating/planned-facts.ts';
import { rate } from '../rating/rate.ts';
import type { BillingData, BillingRun } from './bill-order.ts';
import { composeInvoice } from './compose-invoice.ts';
import { exchangeFacts } from './exchange-facts.ts';
import { invoicingRule } from './invoicing-rule.ts';
import { openProFormas } from './open-pro-formas.ts';

/** Order numbers may be as long as an identifier; a pro-forma's number has more to say. */
const mostOfNumber = 60;

/**
 * The pro-forma invoice of an order that is planned and of which nothing has left, where the agreement wants one and
 * none says the same; null otherwise. Its number is the order's own, never one of the legal sequence.
 *
 * @throws CD_RATING_*, CD_MONEY_* when the plan cannot be priced
 */
export function draftProForma(
  process: OrderProcess,
  data: BillingData,
  { now: issuedAt }: BillingRun,
): Invoice | null {
  const { customer, billingEntity, agreements, findItem, completed } = data;
  // No tax becomes chargeable by it: there is nothing to tell in the currency of a country.
  const taxRules = data.taxRules.map(({ nationalCurrency: _, ...rule }) => rule);
  const planned = activeShipments(process).filter(({ plan }) => plan !== undefined);
  const hasLeft = process.goodsIssues.length > 0 || process.stages.shipped !== undefined;
  if (process.billing.decision !== 'wait' || hasLeft || planned.length === 0) return null;
  const today = localDate(issuedAt, billingEntity.zone);
  const facts = plannedFacts(process, completed, billingEntity.zone, today);
  const date =
    facts.shipments
      .map(({ shippedOn }) => shippedOn)
      .sort()
      .at(-1) ?? today;
  const own = agreements.filter(
    (each) => each.id === customer.rateAgreement && each.customer === customer.id,
  );
  if (facts.goods.length === 0 || !own.some((each) => invoicingRule(each, process)?.proForma)) return null;
  const agreement = agreementInForce(agreements, customer.rateAgreement, customer.id, date);
  if (!invoicingRule(agreement, process)?.proForma) return null;
  const exchange = exchangeFacts(process, data, issuedAt);
  const rated = rate({ facts, agreement, findItem, customer, billingEntity, taxRules, date, exchange });
  const before = process.invoices.filter(({ kind }) => kind === 'pro-forma');
  const covers = { shipmentIds: planned.map(({ id }) => id), confirmationIds: [], accessorialEventIds: [] };
  const { orderNumber } = process.order;
  const document = composeInvoice({
    ...{ process, rated, covers, billingEntity, customer, issuedAt, kind: 'pro-forma' },
    invoiceNumber: `PF-${orderNumber.slice(0, mostOfNumber)}-${before.length + 1}`,
    replaces: openProFormas(process),
  });
  const last = before.at(-1);
  return last && saysTheSame(last.document, document) ? null : document;
}

const saysTheSame = (one: Invoice, other: Invoice): boolean => said(one) === said(other);

const said = ({ lines, totals, taxes, billTo }: Invoice): string =>
  fingerprint([lines.map(({ explanation: _, ...line }) => line), totals, taxes, billTo]);
