import type { Json } from '../ledger.ts';

/**
 * One text per JSON value, whatever the order of its properties: RFC 8785. Numbers and strings are written as
 * ECMAScript does, which is what the RFC asks for (3.2.2); names are sorted by UTF-16 code units (3.2.3).
 */
export function canonicalJson(value: Json): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (isList(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const members = Object.entries(value)
    .filter(([, part]) => part !== undefined)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, part]) => `${JSON.stringify(name)}:${canonicalJson(part)}`);
  return `{${members.join(',')}}`;
}

const isList = (value: object): value is readonly Json[] => Array.isArray(value);
