import type { Money, RateAgreement, RateAgreementFreightRule } from '../canonical/types.generated.ts';
import { CrossdockError } from '../errors.ts';
import { type Big, Big as BigNumber, big, grouped, plain } from './decimal.ts';
import { agreementPath, canonicalMoney, type Input } from './explain.ts';
import { add, compare, multiply, readable, zero } from './money.ts';

/** Freight before minimum, maximum and rounding. */
export interface Price {
  /** What is charged for: more than there was where a deficit is cheaper. */
  readonly charged: Big;
  /** Per unit; null where several rates make up the price. */
  readonly rate: Money | null;
  readonly exact: Money;
  readonly formula: string;
  readonly inputs: readonly Input[];
}

type Rule = RateAgreementFreightRule;
type Tier = NonNullable<Rule['tiers']>[number];

/**
 * What a quantity costs by a freight rule: flat, at its rate, at the rate of its tier, at the least quantity of a
 * higher tier where that is cheaper, or part by part over the tiers.
 *
 * @throws CD_RATING_TIER_MISSING when no tier reaches so far
 */
export function priceOf(agreement: RateAgreement, rule: Rule, quantity: Big): Price {
  if (rule.tiers && rule.tierMode === 'each-part') return byParts(agreement, rule, rule.tiers, quantity);
  const own = atRate(agreement, rule, tierFor(agreement, rule, quantity), quantity);
  if (!rule.tiers || rule.deficit !== true) return own;
  let best = own;
  let least: string | undefined;
  for (const tier of rule.tiers) {
    if (least !== undefined && big(least).gt(quantity)) {
      const higher = atRate(agreement, rule, tier, big(least));
      if (compare(higher.exact, best.exact) < 0) best = asDeficit(agreement, rule, own, higher);
    }
    least = tier.upTo;
  }
  return best;
}

/** The higher tier begins where the one before ends: at that quantity its rate is agreed to hold. */
function asDeficit(agreement: RateAgreement, rule: Rule, own: Price, higher: Price): Price {
  const as = `${grouped(plain(higher.charged))} ${rule.unit}`;
  return {
    ...higher,
    formula: `${own.formula} = ${readable(own.exact)} is more than as ${as}: ${higher.formula}`,
    inputs: [
      ...own.inputs,
      { name: 'charged as', value: as, source: agreementPath(agreement, `freight[${rule.id}].deficit`) },
      ...higher.inputs,
    ],
  };
}

function atRate(agreement: RateAgreement, rule: Rule, tier: Tier | null, quantity: Big): Price {
  const { rate } = tier ?? rule;
  const flat = rule.basis === 'flat';
  return {
    charged: quantity,
    rate,
    exact: flat ? canonicalMoney(rate) : multiply(rate, quantity),
    formula: flat ? `flat ${readable(rate)}` : product(quantity, rule.unit, rate),
    inputs: [rateInput(agreement, rule, tier)],
  };
}

function tierFor(agreement: RateAgreement, rule: Rule, quantity: Big): Tier | null {
  if (!rule.tiers || rule.tiers.length === 0) return null;
  const tier = rule.tiers.find((each) => each.upTo === undefined || quantity.lte(big(each.upTo)));
  if (!tier) throw tierMissing(agreement, rule, quantity);
  return tier;
}

function byParts(agreement: RateAgreement, rule: Rule, tiers: readonly Tier[], quantity: Big): Price {
  tierFor(agreement, rule, quantity);
  let from = new BigNumber(0);
  let exact = zero(agreement.currency);
  const formulas: string[] = [];
  const inputs: Input[] = [];
  for (const tier of tiers) {
    const upTo = tier.upTo === undefined || quantity.lt(big(tier.upTo)) ? quantity : big(tier.upTo);
    const part = upTo.minus(from);
    if (part.lte(0)) continue;
    exact = add(exact, multiply(tier.rate, part));
    formulas.push(product(part, rule.unit, tier.rate));
    inputs.push(rateInput(agreement, rule, tier));
    from = upTo;
  }
  return { charged: quantity, rate: null, exact, formula: formulas.join(' + ') || readable(exact), inputs };
}

function rateInput(agreement: RateAgreement, rule: Rule, tier: Tier | null): Input {
  const { rate } = tier ?? rule;
  const path = agreementPath(agreement, `freight[${rule.id}]`);
  const limit = tier?.upTo === undefined ? 'last tier' : `tier up to ${grouped(tier.upTo)} ${rule.unit}`;
  return {
    name: 'rate',
    value: `${rate.amount} ${rate.currency} per ${rule.unit}`,
    source: tier ? `${path}.tiers, ${limit}` : `${path}.rate`,
  };
}

const product = (quantity: Big, unit: string, rate: Money): string =>
  `${grouped(plain(quantity))} ${unit} × ${grouped(rate.amount)} ${rate.currency}/${unit}`;

const tierMissing = (agreement: RateAgreement, rule: Rule, quantity: Big): CrossdockError =>
  new CrossdockError('CD_RATING_TIER_MISSING', {
    rate: rule.id,
    agreement: agreement.id,
    quantity: `${grouped(plain(quantity))} ${rule.unit}`,
  });
