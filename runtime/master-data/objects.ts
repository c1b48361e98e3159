import type { MasterObject } from '../face.ts';

interface MasterTable {
  /** File name without extension. */
  readonly file: string;
  /** Property that is the record's own id; also found by `lookup(object, 'id', …)`. */
  readonly id: string;
  /** Other properties that name exactly one record, each its own scheme. */
  readonly unique: readonly string[];
  /** Several versions of one record may stand side by side. */
  readonly versioned: boolean;
}

/** Where each master-data object is kept and by what it is found. */
export const masterTables: Readonly<Record<MasterObject, MasterTable>> = {
  customer: { file: 'customers', id: 'id', unique: ['gln'], versioned: false },
  supplier: { file: 'suppliers', id: 'id', unique: ['gln'], versioned: false },
  item: { file: 'items', id: 'sku', unique: ['sku', 'gtin'], versioned: false },
  location: { file: 'locations', id: 'id', unique: ['gln'], versioned: false },
  carrier: { file: 'carriers', id: 'scac', unique: ['scac'], versioned: false },
  'rate-agreement': { file: 'rate-agreements', id: 'id', unique: [], versioned: true },
  'tax-rule': { file: 'tax-rules', id: 'id', unique: [], versioned: true },
  'billing-entity': { file: 'billing-entities', id: 'id', unique: ['gln'], versioned: false },
  'cross-reference': { file: 'cross-references', id: 'value', unique: [], versioned: false },
};
