import type { MasterObject } from './objects.ts';

/** A record that something new would begin to use. */
export interface NewUse {
  readonly object: MasterObject;
  readonly scheme: string;
  readonly value: string;
}

interface Retirable {
  readonly retiredAt?: unknown;
  readonly active?: unknown;
}

/** Why a record may not be used for anything that begins at `at`; null when it may, or is not known. */
export function retiredBy(record: unknown, at: string): string | null {
  const { retiredAt, active } = (record ?? {}) as Retirable;
  if (typeof retiredAt === 'string' && Date.parse(retiredAt) <= Date.parse(at))
    return `is retired since ${retiredAt}`;
  return active === false ? 'is not active' : null;
}

interface Named {
  readonly id?: string;
  readonly sku?: string;
  readonly gtin?: string;
}

interface Uses {
  readonly customer?: Named;
  readonly warehouse?: Named;
  readonly carrier?: { readonly scac?: string };
  readonly lines?: readonly { readonly action?: string; readonly item?: Named }[];
}

/** What a document begins to use: the master data that must not be retired when it comes in. */
export function newUsesOf(type: string, document: unknown): readonly NewUse[] {
  const { customer, warehouse, carrier, lines = [] } = (document ?? {}) as Uses;
  const use = (object: MasterObject, scheme: string, value: string | undefined): readonly NewUse[] =>
    value === undefined ? [] : [{ object, scheme, value }];
  const items = (taken: Uses['lines'] = []) =>
    taken.flatMap(({ item }) =>
      item?.sku === undefined ? use('item', 'gtin', item?.gtin) : use('item', 'sku', item.sku),
    );
  switch (type) {
    case 'sales-order':
      return [...use('customer', 'id', customer?.id), ...items(lines)];
    case 'order-change':
      return items(lines.filter(({ action }) => action === 'add'));
    case 'order-release':
      return use('location', 'id', warehouse?.id);
    case 'shipment':
      return use('carrier', 'scac', carrier?.scac);
    default:
      return [];
  }
}
