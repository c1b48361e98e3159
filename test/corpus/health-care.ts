import { readFileSync } from 'node:fs';
import { GuideLibrary } from '../../domain/edi/guides/guide-library.ts';
import { library } from '../../domain/edi/guides/library.ts';

const names = [
  'dictionary-004010',
  'dictionary-005010',
  '270',
  '278',
  '834',
  '835',
  '837-institutional',
  '837-professional',
];

const dataOf = (name: string): Readonly<Record<string, unknown>> =>
  JSON.parse(readFileSync(new URL(`guides/${name}.json`, import.meta.url), 'utf8'));

const own = names.map((name): [string, unknown] => {
  const data = dataOf(name);
  return [String(data.guide ?? data.dictionary), data];
});
const bases = ['x12/004010/dictionary', 'x12/005010/dictionary'];

/**
 * Guides of sets that the library leaves out, with which the acknowledged files of a corpus are read: as far as those
 * files go, and found by the whole of GS08, `004010X098A1`.
 */
export const healthCare = new GuideLibrary({
  ...Object.fromEntries(bases.map((ref) => [ref, library[ref]])),
  ...Object.fromEntries(own),
});
