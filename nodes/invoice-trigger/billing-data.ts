import type { AccountRules } from '../../domain/billing/accounts.ts';
import type { BillingData } from '../../domain/billing/bill-order.ts';
import type {
  Account,
  BillingEntity,
  Customer,
  ExchangeRate,
  Item,
  ItemRef,
  Location,
  Place,
  RateAgreement,
  TaxRule,
} from '../../domain/canonical/types.generated.ts';
import { CrossdockError } from '../../domain/errors.ts';
import type { Chart } from '../../domain/master-data/chart-of-accounts.ts';
import { retiredBy } from '../../domain/master-data/retirement.ts';
import type { OrderProcess } from '../../domain/process/types.ts';
import { itemFinder } from '../../domain/rating/facts.ts';
import type { MasterObject, NodeContext } from '../../runtime/face.ts';

/** What billing needs from master data. @throws CD_BILLING_MASTER_DATA_MISSING, CD_MASTER_DATA_RETIRED */
export function billingData(
  process: OrderProcess,
  { billingEntity, rules }: { readonly billingEntity: string; readonly rules: AccountRules | null },
  context: NodeContext,
): BillingData {
  const required = <T>(object: MasterObject, id: string): T => {
    const found = context.lookup(object, 'id', id);
    if (found) return found as T;
    throw new CrossdockError('CD_BILLING_MASTER_DATA_MISSING', { object, id, order: process.key });
  };
  const biller = required<BillingEntity>('billing-entity', billerOf(process, billingEntity, context));
  const state = retiredBy(biller, process.receivedAt);
  if (state !== null) {
    const parameters = { object: 'billing-entity', id: biller.id, state, type: 'order' };
    throw new CrossdockError('CD_MASTER_DATA_RETIRED', parameters);
  }
  return {
    customer: required<Customer>('customer', process.order.customer.id),
    billingEntity: biller,
    agreements: context.list('rate-agreement') as unknown as readonly RateAgreement[],
    taxRules: context.list('tax-rule') as unknown as readonly TaxRule[],
    exchangeRates: context.list('exchange-rate') as unknown as readonly ExchangeRate[],
    ...(rules && { accounts: { rules, chart: chartOf(biller, context) } }),
    findItem: (item) => findItem(item, context),
    completed: (place) => completed(place, context),
  };
}

/** Days are those of who bills; null where the tenant has no chart. */
const chartOf = ({ zone }: BillingEntity, { list, lookup }: NodeContext): Chart | null =>
  list('account').length === 0
    ? null
    : { zone, account: (number) => lookup('account', 'number', number) as Account | null };

/** Who bills an order: a cross-reference of its customer, of the country it goes to or of the tenant, or else `usual`. */
function billerOf({ order }: OrderProcess, usual: string, { envelope, lookup }: NodeContext): string {
  const named = (of: string, value: string): string | undefined => {
    const found = lookup('cross-reference', `billing-entity-of-${of}`, value) as { means: string } | null;
    return found?.means;
  };
  const country = order.shipTo.address?.country;
  return (
    named('customer', order.customer.id) ??
    (country === undefined ? undefined : named('country', country)) ??
    named('tenant', envelope.tenant) ??
    usual
  );
}

/** By index where one of the item's own numbers is known; by the whole list for a buyer's number. */
function findItem(item: ItemRef, context: NodeContext): Item | undefined {
  const { sku, gtin, buyerItem } = item;
  const own =
    (sku !== undefined && context.lookup('item', 'sku', sku)) ||
    (gtin !== undefined && context.lookup('item', 'gtin', gtin)) ||
    null;
  if (own) return own as unknown as Item;
  return buyerItem === undefined
    ? undefined
    : itemFinder(context.list('item') as unknown as Item[])({ buyerItem });
}

/** What a document says of a place goes before what master data knows of it. */
function completed(place: Place, context: NodeContext): Place {
  const known = ((place.id !== undefined && context.lookup('location', 'id', place.id)) ||
    (place.gln !== undefined && context.lookup('location', 'gln', place.gln)) ||
    null) as Location | null;
  if (!known) return place;
  const { gln, unLocode, name, address, zone } = known;
  return {
    ...(gln !== undefined && { gln }),
    ...(unLocode !== undefined && { unLocode }),
    name,
    ...(address !== undefined && { address }),
    zone,
    ...place,
  };
}
