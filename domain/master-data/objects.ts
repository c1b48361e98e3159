import type { RateAgreement } from '../canonical/types.generated.ts';
import { type ObjectId, validateCanonical } from '../canonical/validate.ts';
import { agreementProblems } from '../rating/agreement-problems.ts';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** One record of master data: a canonical object. */
export type MasterData = Readonly<Record<string, Json>>;

interface MasterTable {
  /** Name of the file in a site's master data, without extension. */
  readonly file: string;
  /** Property that is the record's own id; also found by `lookup(object, 'id', …)`. */
  readonly id: string;
  /** Other properties that name exactly one record, each its own scheme. */
  readonly unique: readonly string[];
  /** Several versions of one record stand side by side, each with days of its own. */
  readonly versioned: boolean;
}

/** Every kind of master data: where it is kept and by what a record is found. */
export const masterTables = {
  customer: { file: 'customers', id: 'id', unique: ['gln'], versioned: false },
  supplier: { file: 'suppliers', id: 'id', unique: ['gln'], versioned: false },
  item: { file: 'items', id: 'sku', unique: ['sku', 'gtin'], versioned: false },
  location: { file: 'locations', id: 'id', unique: ['gln'], versioned: false },
  carrier: { file: 'carriers', id: 'scac', unique: ['scac'], versioned: false },
  'rate-agreement': { file: 'rate-agreements', id: 'id', unique: [], versioned: true },
  'tax-rule': { file: 'tax-rules', id: 'id', unique: [], versioned: true },
  'exchange-rate': { file: 'exchange-rates', id: 'id', unique: [], versioned: false },
  account: { file: 'accounts', id: 'number', unique: ['number'], versioned: false },
  'billing-entity': { file: 'billing-entities', id: 'id', unique: ['gln'], versioned: false },
  'cross-reference': { file: 'cross-references', id: 'value', unique: [], versioned: false },
} as const satisfies Readonly<Record<string, MasterTable>>;

export type MasterObject = keyof typeof masterTables;

export const masterObjects = Object.keys(masterTables) as readonly MasterObject[];

/** Narrows a text to a kind of master data. */
export const isMasterObject = (text: string): text is MasterObject => Object.hasOwn(masterTables, text);

/** What tells a record apart from the others of its kind: its id, with version or scheme where these belong to it. */
export function recordId(object: MasterObject, data: MasterData): string {
  const id = String(data[masterTables[object].id]);
  if (object === 'cross-reference') return `${data.scheme}/${id}`;
  return masterTables[object].versioned ? `${id}/${data.version}` : id;
}

/** Everything a record is found by. A GTIN is the same item in 8, 12, 13 or 14 digits (GS1 General Specifications 3.3.2). */
export function identifiersOf(
  object: MasterObject,
  record: MasterData,
): readonly (readonly [scheme: string, value: string])[] {
  if (object === 'cross-reference') return [[String(record.scheme), String(record.value)]];
  const { id, unique } = masterTables[object];
  const own = [['id', record[id]] as const, ...unique.map((name) => [name, record[name]] as const)];
  const partner = Array.isArray(record.identifiers)
    ? (record.identifiers as readonly MasterData[]).map(
        ({ scheme, value }) => [String(scheme), value] as const,
      )
    : [];
  return [...own, ...partner].flatMap(([scheme, value]) =>
    typeof value === 'string' ? [[scheme, value] as const] : [],
  );
}

/** One text per object, scheme and value, the same for all writings of a GTIN. */
export function identifierKey(object: MasterObject, scheme: string, value: string): string {
  const form = scheme.toLowerCase();
  return JSON.stringify([object, form, form === 'gtin' ? value.padStart(14, '0') : value]);
}

/** What is wrong with a record, by path; empty when it is one of its kind. */
export function recordProblems(
  object: MasterObject,
  value: unknown,
): readonly { readonly path: string; readonly problem: string }[] {
  const result = validateCanonical(object satisfies ObjectId, value);
  if (!result.valid) return result.problems;
  // Checked against the schema of its kind.
  return object === 'rate-agreement' ? agreementProblems(value as RateAgreement) : [];
}
