import type { TaxRule } from '../canonical/types.generated.ts';
import { CrossdockError } from '../errors.ts';
import { fingerprint } from '../process/fingerprint.ts';
import { big } from './decimal.ts';
import { inForce } from './in-force.ts';

const dayMs = 86_400_000;

/** The rules in force on a day: of several versions of one rule those that began last. */
export function newestVersions(rules: readonly TaxRule[], date: string): readonly TaxRule[] {
  const holding = rules.filter(({ effective }) => inForce(effective, date));
  const begins = new Map<string, string>();
  for (const { id, effective } of holding) {
    const known = begins.get(id);
    if (known === undefined || effective.from > known) begins.set(id, effective.from);
  }
  return holding.filter(({ id, effective }) => begins.get(id) === effective.from);
}

export const taxesDifferently = (one: TaxRule, other: TaxRule): boolean =>
  one.code !== other.code ||
  one.reason !== other.reason ||
  !big(one.rate).eq(big(other.rate)) ||
  fingerprint(one.nationalCurrency ?? null) !== fingerprint(other.nationalCurrency ?? null);

export const ambiguous = (one: TaxRule, other: TaxRule, date: string): CrossdockError =>
  new CrossdockError('CD_RATING_TAX_RULE_AMBIGUOUS', { one: named(one), other: named(other), date });

/** The rules with the same conditions that tax differently on one day, each pair once with its first day. */
export function ambiguousRules(rules: readonly TaxRule[]): readonly CrossdockError[] {
  const problems = new Map<string, CrossdockError>();
  for (const day of daysOfChange(rules)) {
    for (const [first, ...others] of Map.groupBy(newestVersions(rules, day), conditionsOf).values()) {
      const other = first && others.find((each) => taxesDifferently(first, each));
      if (!first || !other) continue;
      const pair = `${named(first)}, ${named(other)}`;
      problems.set(pair, problems.get(pair) ?? ambiguous(first, other, day));
    }
  }
  return [...problems.values()];
}

/** The days on which other rules come into force than on the day before. */
const daysOfChange = (rules: readonly TaxRule[]): readonly string[] =>
  [
    ...new Set(
      rules.flatMap(({ effective: { from, to } }) => (to === undefined ? [from] : [from, dayAfter(to)])),
    ),
  ].sort();

const dayAfter = (date: string): string => new Date(Date.parse(date) + dayMs).toISOString().slice(0, 10);

const conditionsOf = ({ jurisdiction, customerStatus, taxClass, sellerCountry }: TaxRule): string =>
  JSON.stringify([jurisdiction, customerStatus, taxClass ?? null, sellerCountry ?? null]);

const named = ({ id, version }: TaxRule): string => `${id} version ${version}`;
