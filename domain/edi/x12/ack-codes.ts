import type { ErrorCode } from '../../errors.ts';
import type { Problem, Situation } from '../problem.ts';

type Codes = Readonly<Partial<Record<ErrorCode, string>>>;

/** AK304 and IK304 of a segment that another one asks for or rules out. */
const demandedSegments: Readonly<
  Partial<Record<Situation['demands'], readonly [standard: string, implementation: string]>>
> = {
  segment: ['3', 'I6'],
  'no-segment': ['2', 'I9'],
};

/** AK304: what is wrong with a segment. Element faults are code 8 with AK4 segments. */
export const segmentErrors: Codes = {
  CD_EDI_SEGMENT_ID_INVALID: '1',
  CD_EDI_SEGMENT_UNKNOWN: '2',
  CD_EDI_SEGMENT_EMPTY: '2',
  CD_EDI_SEGMENT_MISSING: '3',
  CD_EDI_LOOP_TOO_OFTEN: '4',
  CD_EDI_SEGMENT_TOO_OFTEN: '5',
  CD_EDI_SEGMENT_OUT_OF_SEQUENCE: '7',
};

/** AK304 of a segment whose elements are wrong. */
export const hasElementErrors = '8';

/** AK403: what is wrong with an element. Repetitions and components have no code of their own before 00501. */
export const elementErrors: Codes = {
  CD_EDI_ELEMENT_MISSING: '1',
  CD_EDI_ELEMENT_CONDITIONAL_MISSING: '2',
  CD_EDI_ELEMENTS_TOO_MANY: '3',
  CD_EDI_COMPONENTS_TOO_MANY: '3',
  CD_EDI_ELEMENT_TOO_OFTEN: '3',
  CD_EDI_ELEMENT_TOO_FEW: '1',
  CD_EDI_ELEMENT_TOO_SHORT: '4',
  CD_EDI_ELEMENT_TOO_LONG: '5',
  CD_EDI_ELEMENT_CHARACTERS: '6',
  CD_EDI_ELEMENT_CODE_UNKNOWN: '7',
  CD_EDI_ELEMENT_DATE_INVALID: '8',
  CD_EDI_ELEMENT_TIME_INVALID: '9',
  CD_EDI_ELEMENT_EXCLUDED: '10',
  CD_EDI_ELEMENT_NOT_USED: '10',
};

/** IK403: as AK403, with codes for repetitions and components (from 00501 on) and for what the guide does not use. */
const implementationElementErrors: Codes = {
  ...elementErrors,
  CD_EDI_ELEMENT_TOO_OFTEN: '12',
  CD_EDI_ELEMENT_TOO_FEW: 'I11',
  CD_EDI_COMPONENTS_TOO_MANY: '13',
  CD_EDI_ELEMENT_NOT_USED: 'I10',
};

/** AK304: a demand for another segment that a rule or level makes is one of the segment. */
export const segmentError = ({ code, situation }: Problem): string | undefined =>
  (situation && demandedSegments[situation.demands]?.[0]) ?? segmentErrors[code];

/** IK304: what the implementation asks for beyond the standard has codes of its own. */
export function implementationSegmentError(problem: Problem): string | undefined {
  const { code, by, situation } = problem;
  if (code === 'CD_EDI_HIERARCHY' || code === 'CD_EDI_RULE_BROKEN')
    return situation && demandedSegments[situation.demands]?.[1];
  if (by !== 'implementation') return segmentErrors[code];
  if (code === 'CD_EDI_SEGMENT_UNKNOWN' || code === 'CD_EDI_SEGMENT_OUT_OF_SEQUENCE') return 'I4';
  if (code === 'CD_EDI_SEGMENT_MISSING') return situation?.demands === 'loop' ? 'I7' : 'I8';
  return segmentErrors[code];
}

/** IK403 of what a rule asks of an element: always, or where another is as it is. */
const demanded: Readonly<
  Partial<Record<Situation['demands'], readonly [always: string, dependent: string]>>
> = {
  sent: ['1', 'I9'],
  absent: ['I10', 'I13'],
  value: ['I12', 'I12'],
};

/** IK403: as AK403, and what the implementation asks for beyond the standard. */
export function implementationElementError({ code, by, situation }: Problem): string | undefined {
  if (code === 'CD_EDI_RULE_BROKEN') {
    const [always, dependent] = (situation && situation.element > 0 && demanded[situation.demands]) || [];
    return situation?.trigger ? dependent : always;
  }
  if (by === 'implementation' && code === 'CD_EDI_ELEMENT_CODE_UNKNOWN') return 'I6';
  return implementationElementErrors[code];
}

/** AK502 of a transaction set with AK3 segments, or with errors that have no code of their own, such as a broken rule. */
export const hasSegmentErrors = '5';

/** IK502 of a transaction set with an error that only its implementation knows. */
export const hasImplementationErrors = 'I5';

/** AK502 to AK506: what is wrong with a transaction set. */
export const transactionErrors: Codes = {
  CD_EDI_TRANSACTION_UNSUPPORTED: '1',
  CD_EDI_VERSION_UNSUPPORTED: '1',
  CD_EDI_GUIDE_UNKNOWN: '1',
  CD_EDI_TRAILER_MISSING: '2',
  CD_EDI_CONTROL_NUMBER_MISMATCH: '3',
  CD_EDI_COUNT_MISMATCH: '4',
  CD_EDI_GROUP_CODE_MISMATCH: '6',
  CD_EDI_CONTROL_NUMBER_INVALID: '7',
  CD_EDI_CONTROL_NUMBER_REPEATED: '23',
  CD_EDI_PROBLEMS_TOO_MANY: hasSegmentErrors,
  CD_EDI_LIMIT_ELEMENTS: hasSegmentErrors,
  CD_EDI_LIMIT_SEGMENT_LENGTH: hasSegmentErrors,
};

/** AK905 to AK909: what is wrong with a functional group. */
export const groupErrors: Codes = {
  CD_EDI_TRAILER_MISSING: '3',
  CD_EDI_CONTROL_NUMBER_MISMATCH: '4',
  CD_EDI_COUNT_MISMATCH: '5',
  CD_EDI_CONTROL_NUMBER_INVALID: '6',
  CD_EDI_CONTROL_NUMBER_REPEATED: '6',
};
