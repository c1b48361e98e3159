import type { ProcessIdentifier } from '../ledger.ts';

/** What is between two identifiers, and between scheme and value; what has one of them inside is kept as JSON. */
const [before, between] = ['\u0001', '\u0002'];

const isPlain = ({ scheme, value }: ProcessIdentifier): boolean =>
  ![scheme, value].some((text) => text.includes(before) || text.includes(between));

/** Identifiers as the row of their process has them; `identifiers_in` of migrations/005-retention.sql reads them too. */
export function shortIdentifiers(list: readonly ProcessIdentifier[]): string {
  if (!list.every(isPlain)) return JSON.stringify(list);
  return list.map(({ scheme, value }) => `${before}${scheme}${between}${value}`).join('');
}

/** The identifiers that `shortIdentifiers` made shorter. */
export function identifiersIn(stored: string): ProcessIdentifier[] {
  if (stored.startsWith('[')) return JSON.parse(stored);
  return stored
    .split(before)
    .slice(1)
    .map((one) => {
      const end = one.indexOf(between);
      return { scheme: one.slice(0, end), value: one.slice(end + 1) };
    });
}
