import type { DatabaseSync } from 'node:sqlite';
import { shardOf } from '../../shard.ts';
import type { Positions } from './positions.ts';

/** Keys in use come back with one read each. */
const maxKeys = 20_000;
const places = 64;

/** Numbers for texts that repeat: names and ordering keys. */
export interface Names {
  name(text: string): number;
  key(tenant: string, text: string): number;
  /** True for a key that came in of late, and of which `used` was not told: nothing but messages can refer to it. */
  isNew(tenant: string, text: string): boolean;
  used(key: number): void;
  /** After a rollback, a retention, or when somebody else wrote. */
  forget(): void;
}

export function writtenNames(db: DatabaseSync, positions: Positions): Names {
  const findName = db.prepare('SELECT number FROM name WHERE text = ?');
  const insertName = db.prepare('INSERT INTO name (text) VALUES (?)');
  const findKey = db.prepare('SELECT number FROM ordering_key WHERE text = ? AND tenant = ?');
  const insertKey = db.prepare(
    'INSERT INTO ordering_key (number, text, tenant, shard) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const names = new Map<string, number>();
  /** Names as they came last, by length and end: a new string has to be hashed before a map finds it. */
  const lately: { readonly text: string; readonly number: number }[] = [];
  /** Tenant → text → number. */
  const keys = new Map<string, Map<string, number>>();
  let keysKnown = 0;
  const unused = new Set<number>();
  // One commit asks for the same key several times.
  const last = { tenant: '', text: '', number: 0 };

  const numbered = (text: string): number => {
    const known = names.get(text);
    if (known !== undefined) return known;
    const number = Number(findName.get(text)?.number ?? insertName.run(text).lastInsertRowid);
    names.set(text, number);
    return number;
  };

  const name = (text: string): number => {
    const end = text.length === 0 ? 0 : text.charCodeAt(text.length - 1);
    const at = (7 * text.length + end) % places;
    const before = lately[at];
    if (before?.text === text) return before.number;
    const number = numbered(text);
    lately[at] = { text, number };
    return number;
  };

  /** Most keys that are not at hand are new: one statement instead of two. */
  const stored = (text: string, tenant: number): number => {
    const number = positions.last('ordering_key') + 1;
    if (insertKey.run(number, text, tenant, shardOf(text)).changes === 0) {
      return Number(findKey.get(text, tenant)?.number);
    }
    positions.set('ordering_key', number);
    unused.add(number);
    return number;
  };

  const keysOf = (tenant: string): Map<string, number> => {
    let numbers = keys.get(tenant);
    if (!numbers) {
      numbers = new Map();
      keys.set(tenant, numbers);
    }
    return numbers;
  };

  const keyOf = (tenant: string, text: string): number => {
    const found = keysOf(tenant).get(text);
    if (found !== undefined) return found;
    if (keysKnown >= maxKeys) forgetKeys();
    const number = stored(text, name(tenant));
    keysOf(tenant).set(text, number);
    keysKnown += 1;
    return number;
  };

  const forgetKeys = (): void => {
    keys.clear();
    keysKnown = 0;
    unused.clear();
    last.number = 0;
  };

  return {
    name,
    key(tenant, text) {
      if (last.number > 0 && last.text === text && last.tenant === tenant) return last.number;
      const number = keyOf(tenant, text);
      last.tenant = tenant;
      last.text = text;
      last.number = number;
      return number;
    },
    isNew(tenant, text) {
      const number = last.text === text && last.tenant === tenant ? last.number : keys.get(tenant)?.get(text);
      return number !== undefined && unused.has(number);
    },
    used: (key) => unused.delete(key),
    forget() {
      names.clear();
      lately.length = 0;
      forgetKeys();
    },
  };
}
