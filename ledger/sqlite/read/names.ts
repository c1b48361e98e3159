import type { DatabaseSync } from 'node:sqlite';

export interface ReadNames {
  text(number: unknown): string;
  /** Null: no row can have that name. */
  number(text: string): number | null;
  key(tenant: string, text: string): number | null;
  /** Of every tenant. */
  keys(text: string): number[];
  owner(key: unknown): { readonly tenant: string; readonly key: string };
}

export function readNames(db: DatabaseSync): ReadNames {
  const findText = db.prepare('SELECT text FROM name WHERE number = ?');
  const findNumber = db.prepare('SELECT number FROM name WHERE text = ?');
  const findKeys = db.prepare('SELECT number, tenant FROM ordering_key WHERE text = ?');
  const findOwner = db.prepare('SELECT tenant, text FROM ordering_key WHERE number = ?');
  // Names are never deleted, and there are only so many.
  const texts = new Map<unknown, string>();
  const numbers = new Map<string, number>();

  const text = (number: unknown): string => {
    const known = texts.get(number);
    if (known !== undefined) return known;
    const found = String(findText.get(Number(number))?.text ?? '');
    texts.set(number, found);
    return found;
  };
  const number = (name: string): number | null => {
    const known = numbers.get(name);
    if (known !== undefined) return known;
    const found = findNumber.get(name)?.number;
    if (found === undefined) return null;
    numbers.set(name, Number(found));
    return Number(found);
  };

  return {
    text,
    number,
    key(tenant, key) {
      const owner = number(tenant);
      const found = findKeys.all(key).find((row) => row.tenant === owner);
      return found ? Number(found.number) : null;
    },
    keys: (key) => findKeys.all(key).map((row) => Number(row.number)),
    owner(key) {
      const row = findOwner.get(Number(key));
      return { tenant: text(row?.tenant), key: String(row?.text) };
    },
  };
}
