import fc from 'fast-check';
import type { Json } from '../../../../ledger/ledger.ts';

const names = ['b', 'a', 'name', 'namely', 'ä', 'Z', '', '10', '9', '__proto__', 'with "quotes"'];

export const { tree } = fc.letrec<{ tree: Json }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    fc.oneof(fc.string({ unit: 'grapheme' }), fc.double({ noNaN: true, noDefaultInfinity: true })),
    fc.constantFrom<Json>(null, true, false, 'a"b', 'line\nbreak', '\ud800', '{"a":[1,2]}'),
    fc.array(tie('tree'), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom(...names), tie('tree'), { noNullPrototype: true }),
  ),
}));

/** The long way. */
export function sorted(value: Json): Json {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(sorted);
  const object = {};
  for (const [name, part] of Object.entries(value as Record<string, Json>).sort(([a], [b]) =>
    a < b ? -1 : 1,
  )) {
    Object.defineProperty(object, name, { value: sorted(part), enumerable: true });
  }
  return object;
}
