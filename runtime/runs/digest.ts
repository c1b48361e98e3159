import { hash } from 'node:crypto';
import type { Json } from '../../ledger/ledger.ts';
import { sortedJson } from './sorted/sorted-json.ts';
import { sortedText } from './sorted/sorted-text.ts';

/** Hex SHA-256 of a JSON value; the order of an object's properties does not matter. */
export const digestOf = (value: Json): string => digestOfText(JSON.stringify(value), value);

/** The same of a value whose JSON text is at hand. */
export function digestOfText(text: string, value: Json): string {
  return hash('sha256', sortedJson(text) ?? sortedText(text, value) ?? JSON.stringify(sorted(value)));
}

function sorted(value: Json): Json {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(sorted);
  const source = value as Record<string, Json>;
  const object: Record<string, Json> = {};
  for (const name of Object.keys(source).toSorted()) {
    const part = sorted(source[name] ?? null);
    if (name !== '__proto__') object[name] = part;
    else Object.defineProperty(object, name, { value: part, enumerable: true });
  }
  return object;
}
