import { hashOf, wordAt } from './words.ts';

/** What a table made by `hashTable` has for a key; 0: nothing. */
export function firstOf(table: i32, key: i32): i32 {
  const mask = wordAt(table + 4);
  let slot = hashOf(key, wordAt(table));
  for (let found = wordAt(table + 8 + slot * 8); found !== 0; found = wordAt(table + 8 + slot * 8)) {
    if (found === key) return wordAt(table + 12 + slot * 8);
    slot = (slot + 1) & mask;
  }
  return 0;
}
