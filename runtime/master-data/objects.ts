import type { MasterObject } from '../face.ts';

/** Master data by object: the file that holds it and the property that is its own id. */
export const masterObjects = {
  customer: { file: 'customers.yaml', id: 'id' },
  supplier: { file: 'suppliers.yaml', id: 'id' },
  item: { file: 'items.yaml', id: 'sku' },
  location: { file: 'locations.yaml', id: 'id' },
  carrier: { file: 'carriers.yaml', id: 'scac' },
  'rate-agreement': { file: 'rate-agreements.yaml', id: 'id' },
  'tax-rule': { file: 'tax-rules.yaml', id: 'id' },
  'billing-entity': { file: 'billing-entities.yaml', id: 'id' },
  'cross-reference': { file: 'cross-references.yaml', id: 'id' },
} as const satisfies Record<MasterObject, { readonly file: string; readonly id: string }>;
