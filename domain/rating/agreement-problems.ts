import type { RateAgreement, RateAgreementFreightRule } from '../canonical/types.generated.ts';
import { big } from './decimal.ts';

/** What is wrong, and where: a JSON pointer (RFC 6901). */
interface AgreementProblem {
  readonly path: string;
  readonly problem: string;
}

type Parts = Pick<RateAgreement, 'freight' | 'fuel'>;
type Rule = RateAgreementFreightRule;

/**
 * What no amount can be computed from though every value is right by itself: tiers out of order, a minimum above its
 * maximum, two fuel percentages of one day.
 */
export const agreementProblems = ({ freight, fuel }: Parts): readonly AgreementProblem[] => [
  ...freight.flatMap((rule, index) =>
    [...tierProblems(rule), ...boundProblems(rule)].map(({ path, problem }) => ({
      path: `/freight/${index}${path}`,
      problem,
    })),
  ),
  ...fuelProblems(fuel?.index ?? []),
];

function tierProblems({ tiers = [] }: Rule): readonly AgreementProblem[] {
  return tiers.flatMap(({ upTo }, index) => {
    const before = tiers[index - 1];
    const path = `/tiers/${index}`;
    if (before === undefined) return [];
    if (before.upTo === undefined)
      return [{ path, problem: 'follows a tier without upTo, which is the last' }];
    if (upTo === undefined || big(upTo).gt(big(before.upTo))) return [];
    const problem = `must be above the tier before it (${before.upTo}); found ${upTo}`;
    return [{ path: `${path}/upTo`, problem }];
  });
}

function boundProblems({ minimum, maximum }: Rule): readonly AgreementProblem[] {
  if (!minimum || !maximum || minimum.currency !== maximum.currency) return [];
  if (big(minimum.amount).lte(big(maximum.amount))) return [];
  return [{ path: '/minimum', problem: `is above the maximum (${maximum.amount}); found ${minimum.amount}` }];
}

const fuelProblems = (index: NonNullable<Parts['fuel']>['index']): readonly AgreementProblem[] =>
  index.flatMap(({ from }, place) =>
    index.findIndex((each) => each.from === from) === place
      ? []
      : [{ path: `/fuel/index/${place}/from`, problem: 'repeats the from of an earlier entry' }],
  );
