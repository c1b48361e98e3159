import type { BillingData } from '../../../domain/billing/bill-order.ts';
import type { Customer, RateAgreement } from '../../../domain/canonical/types.generated.ts';
import { itemFinder } from '../../../domain/rating/facts.ts';
import { input } from '../process/documents.ts';
import { masterData, readYaml } from '../rating/read-case.ts';

/** Order PO-1 of Globex, two lines of the same item, and what happens to it. */
export const at = '2026-03-02T08:00:00Z';
const { agreement } = readYaml<{ agreement: RateAgreement }>('detention-and-tail-lift/input.yaml');
const globex = masterData.customers.find(({ id }) => id === 'C-GLOBEX')!;
export const data = (customer: Partial<Customer> = {}, rates: Partial<RateAgreement> = {}): BillingData => ({
  customer: { ...globex, ...customer },
  billingEntity: masterData.billingEntities[0]!,
  agreements: [{ ...agreement, ...rates }],
  taxRules: masterData.taxRules,
  findItem: itemFinder(masterData.items),
  completed: (place) => place,
});

export const order = (price = '18.40', more = {}) =>
  input(
    'sales-order',
    {
      customer: 'C-GLOBEX',
      lines: { 1: { quantity: 10, price }, 2: { quantity: 20, price } },
      ...more,
    },
    'm-0',
    at,
  );
export const planned = input('shipment', {}, 'm-1', at);
export const shipped = (confirmation: string, lines: object) =>
  input('warehouse-confirmation', { confirmation, lines, item: 'x' }, confirmation, '2026-03-03T08:00:00Z');
export const proven = input(
  'shipment-event',
  { milestone: 'delivered', signed: 'Bea' },
  'm-2',
  '2026-03-04T10:00:00Z',
);
export const waited = (event: string, hours: string) =>
  input(
    'shipment-event',
    {
      event,
      milestone: 'in-transit',
      accessorials: [{ code: 'detention', quantity: { value: hours, unit: 'HUR' } }],
    },
    event,
    '2026-03-04T11:00:00Z',
  );
export const first = shipped('WC-1', { 1: { confirmed: 10, item: 'NW-1001' } });
export const second = shipped('WC-2', { 2: { confirmed: 20, item: 'NW-1001' } });
