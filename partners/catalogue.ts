/** What the demo's partners know of items and customers: their own numbers for the same things. */
export interface CatalogueItem {
  readonly sku: string;
  readonly gtin: string;
  readonly description: string;
  readonly kilograms: number;
  readonly price: string;
  /** Cartons a warehouse can pick for one order; more is a short pick. */
  readonly perOrder: number;
  /** Picked instead when there is none left. */
  readonly substitute?: string;
}

export const catalogue: readonly CatalogueItem[] = [
  {
    sku: 'NW-1001',
    gtin: '4006381331012',
    description: 'Oat drink 12 x 1 l',
    kilograms: 12.6,
    price: '18.40',
    perOrder: 500,
  },
  {
    sku: 'NW-1002',
    gtin: '4006381331029',
    description: 'Rye crackers 24 x 250 g',
    kilograms: 6.8,
    price: '27.90',
    perOrder: 500,
  },
  {
    sku: 'NW-1003',
    gtin: '4006381331036',
    description: 'Tomato passata 12 x 680 g',
    kilograms: 13.1,
    price: '14.75',
    perOrder: 40,
  },
  {
    sku: 'NW-1004',
    gtin: '4006381331043',
    description: 'Olive oil 6 x 750 ml',
    kilograms: 7.4,
    price: '52.00',
    perOrder: 0,
    substitute: 'NW-1005',
  },
  {
    sku: 'NW-1005',
    gtin: '4006381331050',
    description: 'Olive oil organic 6 x 750 ml',
    kilograms: 7.4,
    price: '58.50',
    perOrder: 500,
  },
  {
    sku: 'NW-1006',
    gtin: '4006381331067',
    description: 'Sea salt 20 x 500 g',
    kilograms: 10.5,
    price: '9.60',
    perOrder: 500,
  },
];

export const itemBySku = new Map(catalogue.map((item) => [item.sku, item]));

const soldTo: Record<string, string> = {
  '10100001': 'Acme Retail Inc.',
  '10100002': 'Globex Handels GmbH',
  '10100003': 'Initech Catering Ltd',
  '10100004': 'Vandelay Hotels AG',
};

/** ERP business partner numbers. */
export const soldToParties: Readonly<Record<string, string>> = soldTo;

/** A customer is created in the ERP. */
export function addSoldToParty(number: string, name: string): void {
  soldTo[number] = name;
}

/** What a warehouse picks of an ordered quantity: all, less, or something else. */
export function pick(
  sku: string,
  ordered: number,
  substitutionAllowed: boolean,
): { sku: string; quantity: number; status: 'complete' | 'short' | 'substituted' } {
  const item = itemBySku.get(sku);
  if (!item) return { sku, quantity: 0, status: 'short' };
  if (item.perOrder >= ordered) return { sku, quantity: ordered, status: 'complete' };
  if (item.perOrder === 0 && item.substitute && substitutionAllowed)
    return { sku: item.substitute, quantity: ordered, status: 'substituted' };
  return { sku, quantity: item.perOrder, status: 'short' };
}

/** GS1 check digit (mod 10, weights 3 and 1 from the right). */
export function withCheckDigit(digits: string): string {
  let sum = 0;
  for (let i = 0; i < digits.length; i += 1)
    sum += Number(digits[digits.length - 1 - i]) * (i % 2 === 0 ? 3 : 1);
  return digits + ((10 - (sum % 10)) % 10);
}
