import type { InvoiceTax, Place, TaxRule } from '../canonical/types.generated.ts';
import { CrossdockError } from '../errors.ts';
import { big } from './decimal.ts';
import { inForce } from './in-force.ts';
import { multiply, round, sum } from './money.ts';
import type { RatedLine, RatingInput, UntaxedLine } from './types.ts';

/**
 * The rule that taxes a line: in force, for the ship-to's region before its country, for the customer's
 * status before any, for the item's tax class before any, for the seller's country before any. Charges
 * without a tax class (freight, fuel, extra services) take rules without one.
 *
 * @throws CD_RATING_TAX_RULE_MISSING, CD_RATING_TAX_ID_MISSING, CD_RATING_SHIP_TO_MISSING
 */
export function taxRuleFor(input: RatingInput, line: UntaxedLine): TaxRule {
  const { customer, billingEntity, taxRules, date } = input;
  const jurisdictions = jurisdictionsOf(line.destination, line.shipmentId ?? input.facts.orderNumber);
  let best: { readonly rule: TaxRule; readonly rank: number } | undefined;
  for (const rule of taxRules) {
    const place = jurisdictions.indexOf(rule.jurisdiction);
    if (place < 0 || !inForce(rule.effective, date)) continue;
    if (rule.customerStatus !== 'any' && rule.customerStatus !== customer.taxStatus) continue;
    if (rule.taxClass !== undefined && rule.taxClass !== line.taxClass) continue;
    if (rule.sellerCountry !== undefined && rule.sellerCountry !== billingEntity.country) continue;
    const rank =
      (jurisdictions.length - place) * 8 +
      (rule.customerStatus === 'any' ? 0 : 4) +
      (rule.taxClass === undefined ? 0 : 2) +
      (rule.sellerCountry === undefined ? 0 : 1);
    if (best === undefined || rank > best.rank) best = { rule, rank };
  }
  if (!best) {
    throw new CrossdockError('CD_RATING_TAX_RULE_MISSING', {
      jurisdiction: jurisdictions.join(' or '),
      status: customer.taxStatus,
      taxClass: line.taxClass ?? 'none',
      seller: billingEntity.country,
      date,
    });
  }
  if (best.rule.customerStatus === 'reverse-charge' && customer.taxId === undefined) {
    throw new CrossdockError('CD_RATING_TAX_ID_MISSING', { customer: customer.id });
  }
  return best.rule;
}

/** Tax per rule code, rate and jurisdiction, rounded once on the sum of the bases to the currency's minor unit. */
export function taxesOf(
  lines: readonly { readonly line: RatedLine; readonly rule: TaxRule }[],
  { agreement, facts: { currency } }: RatingInput,
): readonly InvoiceTax[] {
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
    return {
      code: rule.code,
      rate: rule.rate,
      base,
      amount: round(multiply(base, big(rule.rate).div(100)), { mode: agreement.rounding.mode }),
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
