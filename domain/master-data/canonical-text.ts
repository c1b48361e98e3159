import type { Json } from './objects.ts';

/** One text per document, whatever the order of its properties. */
export function canonicalText(value: Json): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(',')}]`;
  const source = value as MasterFields;
  const fields = Object.keys(source)
    .sort()
    .map((name) => `${JSON.stringify(name)}:${canonicalText(source[name] ?? null)}`);
  return `{${fields.join(',')}}`;
}

type MasterFields = Readonly<Record<string, Json>>;
