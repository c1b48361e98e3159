import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type {
  BillingEntity,
  Customer,
  Item,
  Place,
  Quantity,
  RateAgreement,
  TaxRule,
} from '../../../domain/canonical/types.generated.ts';
import { itemFinder } from '../../../domain/rating/facts.ts';
import type { RatingInput } from '../../../domain/rating/types.ts';

const folder = new URL('cases/', import.meta.url);

export const readYaml = <T>(path: string): T => parse(readFileSync(new URL(path, folder), 'utf8')) as T;

interface MasterData {
  places: Record<string, Place>;
  items: Item[];
  customers: Customer[];
  billingEntities: BillingEntity[];
  taxRules: TaxRule[];
}

interface CaseFile {
  customer: string;
  billingEntity?: string;
  date: string;
  currency?: string;
  order: Record<string, { price?: string; unit?: string }>;
  goods: {
    line: string;
    item: string;
    quantity: number;
    unit?: string;
    shipment: string;
    substitutedFor?: string;
  }[];
  shipments: Record<
    string,
    { from: string; to: string; shippedOn: string; accessorials?: { code: string; quantity: Quantity }[] }
  >;
  agreement: RateAgreement;
}

export const masterData = readYaml<MasterData>('master-data.yaml');

/** The rating input of a case folder. */
export function readCase(name: string): RatingInput {
  const file = readYaml<CaseFile>(`${name}/input.yaml`);
  const { currency = 'EUR' } = file;
  return {
    facts: {
      orderNumber: 'PO-1',
      currency,
      prices: Object.entries(file.order).map(([lineNumber, { price, unit = 'CT' }]) => ({
        lineNumber,
        unit,
        ...(price === undefined ? {} : { unitPrice: { amount: price, currency } }),
      })),
      goods: file.goods.map(({ line, item, quantity, unit = 'CT', shipment, substitutedFor }) => ({
        lineNumber: String(line),
        item: { sku: item },
        quantity: { value: String(quantity), unit },
        shipmentId: shipment,
        source: 'warehouse-confirmation WC-1, message m-1',
        ...(substitutedFor === undefined ? {} : { substitutedFor: { sku: substitutedFor } }),
      })),
      shipments: Object.entries(file.shipments).map(
        ([shipmentId, { from, to, accessorials = [], ...more }]) => ({
          shipmentId,
          source: `shipment ${shipmentId}, message m-2`,
          origin: masterData.places[from]!,
          destination: masterData.places[to]!,
          accessorials: accessorials.map((each) => ({ ...each, source: 'shipment-event E-1, message m-3' })),
          ...more,
        }),
      ),
    },
    agreement: file.agreement,
    findItem: itemFinder(masterData.items),
    customer: masterData.customers.find(({ id }) => id === file.customer)!,
    billingEntity: masterData.billingEntities.find(({ id }) => id === (file.billingEntity ?? 'NORTHWIND'))!,
    taxRules: masterData.taxRules,
    date: file.date,
  };
}
