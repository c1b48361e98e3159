import type { Requirement } from './guide.ts';

export interface Limits {
  readonly use?: Requirement | undefined;
  readonly min?: number | undefined;
  readonly max?: number | '>1' | undefined;
  readonly minRepetitions?: number | undefined;
}

const often = (max: number | '>1' | undefined): number =>
  typeof max === 'number' ? max : Number.POSITIVE_INFINITY;

/**
 * What a change of limits allows that was not allowed before, in words; `null` if every document that is valid after
 * it was valid before. What may be left out may be demanded or forbidden; what is demanded or forbidden may not be
 * changed without allowing more.
 */
export function relaxation(before: Limits, after: Limits): string | null {
  const fixed = before.use === 'M' || before.use === 'N';
  if (fixed && after.use !== before.use) {
    const was = before.use === 'M' ? 'required' : 'not used';
    return `it is ${was} and becomes ${wordsFor(after.use)}`;
  }
  if (often(after.max) > often(before.max))
    return `the maximum ${before.max} becomes ${after.max ?? 'unlimited'}`;
  if ((after.min ?? 0) < (before.min ?? 0)) return `the minimum ${before.min} becomes ${after.min ?? 0}`;
  const { minRepetitions: fewest = 1 } = before;
  const { minRepetitions: least = 1 } = after;
  return least < fewest ? `the ${fewest} repetitions needed become ${least}` : null;
}

export function wordsFor(use: Requirement | undefined): string {
  if (use === 'M') return 'required';
  return use === 'N' ? 'not used' : 'optional';
}
