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
import type { GoodsFact, RatingInput, ShipmentFact, SupplementFacts } from '../../../domain/rating/types.ts';

const folder = new URL('cases/', import.meta.url);

export const readYaml = <T>(path: string): T => parse(readFileSync(new URL(path, folder), 'utf8')) as T;

interface MasterData {
  places: Record<string, Place>;
  items: Item[];
  customers: Customer[];
  billingEntities: BillingEntity[];
  taxRules: TaxRule[];
}

interface GoodsRow {
  line: string;
  item: string;
  quantity: number;
  unit?: string;
  shipment: string;
  substitutedFor?: string;
}

interface ShipmentRow {
  from: string;
  to: string;
  shippedOn: string;
  accessorials?: { code: string; quantity: Quantity }[];
}

interface CaseFile {
  customer: string;
  billingEntity?: string;
  date: string;
  currency?: string;
  order: Record<string, { price?: string; unit?: string }>;
  goods: GoodsRow[];
  shipments: Record<string, ShipmentRow>;
  supplement?: Pick<SupplementFacts, 'kinds' | 'charged' | 'invoiceNumbers'> & {
    goods: GoodsRow[];
    shipments: Record<string, ShipmentRow>;
  };
  agreement: RateAgreement;
}

export const masterData = readYaml<MasterData>('master-data.yaml');

/** The rating input of a case folder. */
export function readCase(name: string): RatingInput {
  const file = readYaml<CaseFile>(`${name}/input.yaml`);
  const { currency = 'EUR', supplement } = file;
  return {
    facts: {
      orderNumber: 'PO-1',
      currency,
      prices: Object.entries(file.order).map(([lineNumber, { price, unit = 'CT' }]) => ({
        lineNumber,
        unit,
        ...(price === undefined ? {} : { unitPrice: { amount: price, currency } }),
      })),
      goods: goodsFacts(file.goods),
      shipments: shipmentFacts(file.shipments),
      ...(supplement && {
        supplement: {
          ...supplement,
          goods: goodsFacts(supplement.goods),
          shipments: shipmentFacts(supplement.shipments),
        },
      }),
    },
    agreement: file.agreement,
    findItem: itemFinder(masterData.items),
    customer: masterData.customers.find(({ id }) => id === file.customer)!,
    billingEntity: masterData.billingEntities.find(({ id }) => id === (file.billingEntity ?? 'NORTHWIND'))!,
    taxRules: masterData.taxRules,
    date: file.date,
  };
}

const goodsFacts = (rows: readonly GoodsRow[]): GoodsFact[] =>
  rows.map(({ line, item, quantity, unit = 'CT', shipment, substitutedFor }) => ({
    lineNumber: String(line),
    item: { sku: item },
    quantity: { value: String(quantity), unit },
    shipmentId: shipment,
    source: 'warehouse-confirmation WC-1, message m-1',
    ...(substitutedFor === undefined ? {} : { substitutedFor: { sku: substitutedFor } }),
  }));

const shipmentFacts = (rows: Readonly<Record<string, ShipmentRow>>): ShipmentFact[] =>
  Object.entries(rows).map(([shipmentId, { from, to, accessorials = [], ...more }]) => ({
    shipmentId,
    source: `shipment ${shipmentId}, message m-2`,
    origin: masterData.places[from]!,
    destination: masterData.places[to]!,
    accessorials: accessorials.map((each) => ({ ...each, source: 'shipment-event E-1, message m-3' })),
    ...more,
  }));
