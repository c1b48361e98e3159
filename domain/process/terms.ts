import { CrossdockError } from '../errors.ts';
import { type MilestoneName, milestoneNames } from './types.ts';

/** What may be agreed differently per site or customer. */
export interface ProcessTerms {
  /** Hours after delivery in which the carrier must send the signed proof. */
  readonly podWithinHours: number;
  /** Systems that must have booked an invoice before it counts as posted. */
  readonly postings: readonly string[];
  /** Hours allowed between two milestones where no document names a time. */
  readonly expectations: readonly Expectation[];
}

export interface Expectation {
  readonly after: MilestoneName;
  readonly expect: MilestoneName;
  readonly hours: number;
  readonly owner: string;
}

export const defaultTerms: ProcessTerms = {
  podWithinHours: 48,
  postings: ['erp'],
  expectations: [
    { after: 'received', expect: 'ordered', hours: 4, owner: 'order desk' },
    { after: 'ordered', expect: 'released', hours: 24, owner: 'order desk' },
    { after: 'released', expect: 'release-confirmed', hours: 4, owner: 'warehouse' },
    { after: 'released', expect: 'planned', hours: 24, owner: 'transport' },
    { after: 'release-confirmed', expect: 'shipped', hours: 48, owner: 'warehouse' },
    { after: 'invoiced', expect: 'posted', hours: 4, owner: 'finance' },
  ],
};

/**
 * Terms from a file's data: what it does not say keeps its default. No data at all means all defaults.
 *
 * @throws CD_CONFIG_INVALID naming the file and the wrong property
 */
export function termsFrom(data: unknown, where: string): ProcessTerms {
  const invalid = (reason: string) => new CrossdockError('CD_CONFIG_INVALID', { where, reason });
  if (data === null || data === undefined) return defaultTerms;
  if (typeof data !== 'object' || Array.isArray(data)) throw invalid('terms must be a list of named values');
  const said = data as Readonly<Record<string, unknown>>;
  const strange = Object.keys(said).find((name) => !(name in defaultTerms));
  if (strange !== undefined) {
    throw invalid(`"${strange}" is no term; the terms are ${Object.keys(defaultTerms).join(', ')}`);
  }
  const { podWithinHours = defaultTerms.podWithinHours, postings = defaultTerms.postings } = said;
  const { expectations = defaultTerms.expectations } = said;
  if (typeof podWithinHours !== 'number' || !(podWithinHours > 0)) {
    throw invalid('podWithinHours must be a number of hours above zero');
  }
  if (
    !Array.isArray(postings) ||
    postings.length === 0 ||
    !postings.every((each) => typeof each === 'string')
  ) {
    throw invalid('postings must list at least one system');
  }
  if (!Array.isArray(expectations) || !expectations.every(isExpectation)) {
    throw invalid(
      `expectations must list { after, expect, hours, owner }; milestones are ${milestoneNames.join(', ')}`,
    );
  }
  return { podWithinHours, postings, expectations };
}

function isExpectation(value: unknown): value is Expectation {
  const { after, expect, hours, owner } = (value ?? {}) as Partial<Record<keyof Expectation, unknown>>;
  const isMilestone = (name: unknown) => milestoneNames.some((each) => each === name);
  return (
    isMilestone(after) &&
    isMilestone(expect) &&
    typeof hours === 'number' &&
    hours > 0 &&
    typeof owner === 'string'
  );
}
