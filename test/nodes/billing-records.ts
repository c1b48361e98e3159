import type { ExchangeRate, RateAgreement } from '../../domain/canonical/types.generated.ts';
import { data } from '../domain/billing/orders.ts';
import { masterData } from '../domain/rating/read-case.ts';
import type { DeployOptions } from '../support/deploy-node.ts';

/** What a node that bills finds in master data: Northwind, Globex and an agreement with these rates. */
export const billingRecords = (rates: Partial<RateAgreement>, exchangeRates: readonly ExchangeRate[] = []) =>
  ({
    customer: masterData.customers,
    item: masterData.items,
    location: [masterData.places['WH-CLOUD']],
    'billing-entity': [{ ...masterData.billingEntities[0], invoicePrefix: 'NW-' }],
    'rate-agreement': data({}, rates).agreements,
    'tax-rule': masterData.taxRules,
    'exchange-rate': exchangeRates,
  }) as unknown as NonNullable<DeployOptions['masterData']>;
