import type { InvoiceTax, Place, TaxRule } from '../canonical/types.generated.ts';
import { CrossdockError } from '../errors.ts';
import { big } from './decimal.ts';
import { multiply, round, sum } from './money.ts';
import { nationalTax } from './national-tax.ts';
import { ambiguous, newestVersions, taxesDifferently } from './tax-rules.ts';
import type { RatedLine, RatingInput, UntaxedLine } from './types.ts';

/**
 * The rule that taxes a line: in force, for the ship-to's region before its country, for the customer's
 * status before any, for the item's tax class before any, for the seller's country before any. Of the versions of
 * one rule the one that began last holds. Charges without a tax class (freight, fuel, extra services) take rules
 * without one.
 *
 * @throws CD_RATING_TAX_RULE_MISSING, CD_RATING_TAX_RULE_AMBIGUOUS, CD_RATING_TAX_ID_MISSING, CD_RATING_SHIP_TO_MISSING
 */
export function taxRuleFor(input: RatingInput, line: UntaxedLine): TaxRule {
  const { customer, billingEntity, taxRules, date } = input;
  const jurisdictions = jurisdictionsOf(line.destination, line.shipmentId ?? input.facts.orderNumber);
  const fitting = newestVersions(taxRules, date).filter((rule) => fits(rule, line, input, jurisdictions));
  const ranked = fitting.map((rule) => ({ rule, rank: rankOf(rule, jurisdictions) }));
  const highest = Math.max(...ranked.map(({ rank }) => rank));
  const [best, ...equals] = ranked.filter(({ rank }) => rank === highest).map(({ rule }) => rule);
  if (!best) {
    throw new CrossdockError('CD_RATING_TAX_RULE_MISSING', {
      jurisdiction: jurisdictions.join(' or '),
      status: customer.taxStatus,
      taxClass: line.taxClass ?? 'none',
      seller: billingEntity.country,
      date,
    });
  }
  const other = equals.find((each) => taxesDifferently(best, each));
  if (other) throw ambiguous(best, other, date);
  if (best.customerStatus === 'reverse-charge' && customer.taxId === undefined) {
    throw new CrossdockError('CD_RATING_TAX_ID_MISSING', { customer: customer.id });
  }
  return best;
}

function fits(
  { jurisdiction, customerStatus, taxClass, sellerCountry }: TaxRule,
  line: UntaxedLine,
  { customer, billingEntity }: RatingInput,
  jurisdictions: readonly string[],
): boolean {
  return (
    jurisdictions.includes(jurisdiction) &&
    (customerStatus === 'any' || customerStatus === customer.taxStatus) &&
    (taxClass === undefined || taxClass === line.taxClass) &&
    (sellerCountry === undefined || sellerCountry === billingEntity.country)
  );
}

/** Two rules of one rank that fit a line have the same conditions. */
const rankOf = (rule: TaxRule, jurisdictions: readonly string[]): number =>
  (jurisdictions.length - jurisdictions.indexOf(rule.jurisdiction)) * 8 +
  (rule.customerStatus === 'any' ? 0 : 4) +
  (rule.taxClass === undefined ? 0 : 2) +
  (rule.sellerCountry === undefined ? 0 : 1);

/** Tax per rule code, rate and jurisdiction, rounded once on the sum of the bases to the currency's minor unit. */
export function taxesOf(
  lines: readonly { readonly line: RatedLine; readonly rule: TaxRule }[],
  input: RatingInput,
): readonly InvoiceTax[] {
  const {
    agreement,
    facts: { currency },
  } = input;
  const groups = new Map<string, { rule: TaxRule; lines: RatedLine[] }>();
  for (const { line, rule } of lines) {
    const key = [rule.code, rule.rate, rule.jurisdiction, rule.reason].join('\u0000');
    const group = groups.get(key);
    if (group) group.lines.push(line);
    else groups.set(key, { rule, lines: [line] });
  }
  return [...groups.values()].map(({ rule, lines: taxed }) => {
    const base = sum(
      currency,
      taxed.map((line) => line.amount),
    );
    const amount = round(multiply(base, big(rule.rate).div(100)), { mode: agreement.rounding.mode });
    const national = nationalTax(amount, rule, input);
    return {
      code: rule.code,
      rate: rule.rate,
      base,
      amount,
      ...(national && { national }),
      jurisdiction: rule.jurisdiction,
      ...(rule.reason === undefined ? {} : { reason: rule.reason }),
    };
  });
}

function jurisdictionsOf({ address, unLocode }: Place, shipment: string): readonly string[] {
  const country = address?.country ?? unLocode?.slice(0, 2);
  if (country === undefined) {
    throw new CrossdockError('CD_RATING_SHIP_TO_MISSING', {
      end: 'destination',
      shipment,
      property: 'country',
    });
  }
  return address?.region === undefined ? [country] : [`${country}-${address.region}`, country];
}
