import type { ErrorCode } from '../../errors.ts';
import type { Situation } from '../problem.ts';

/** UCI and UCM 0083: what happens to an interchange or message. */
export const action = { rejected: '4', acknowledged: '7', received: '8' } as const;

/** Data element 0085 for each of our codes; `unspecified` for those it has no value for. */
export const syntaxErrors: Readonly<Partial<Record<ErrorCode, string>>> = {
  CD_EDI_ELEMENT_CODE_UNKNOWN: '12',
  CD_EDI_ELEMENT_DATE_INVALID: '12',
  CD_EDI_ELEMENT_TIME_INVALID: '12',
  CD_EDI_SEGMENT_EMPTY: '13',
  CD_EDI_SEGMENT_MISSING: '13',
  CD_EDI_ELEMENT_MISSING: '13',
  CD_EDI_ELEMENT_CONDITIONAL_MISSING: '13',
  CD_EDI_ELEMENT_TOO_FEW: '13',
  CD_EDI_TRAILER_MISSING: '13',
  CD_EDI_CONTROL_NUMBER_INVALID: '12',
  CD_EDI_TRANSACTION_UNSUPPORTED: '14',
  CD_EDI_VERSION_UNSUPPORTED: '14',
  CD_EDI_GUIDE_UNKNOWN: '17',
  CD_EDI_SEGMENT_UNKNOWN: '15',
  CD_EDI_SEGMENT_OUT_OF_SEQUENCE: '15',
  CD_EDI_ELEMENT_NOT_USED: '15',
  CD_EDI_ELEMENT_EXCLUDED: '15',
  CD_EDI_ELEMENTS_TOO_MANY: '16',
  CD_EDI_COMPONENTS_TOO_MANY: '16',
  CD_EDI_LIMIT_ELEMENTS: '16',
  CD_EDI_AGREEMENT_NOT_EFFECTIVE: '17',
  CD_EDI_SEGMENT_ID_INVALID: '21',
  CD_EDI_TEST_INDICATOR: '25',
  CD_EDI_CONTROL_NUMBER_REPEATED: '26',
  CD_EDI_CONTROL_NUMBER_MISMATCH: '28',
  CD_EDI_COUNT_MISMATCH: '29',
  CD_EDI_GROUP_MIXED: '30',
  CD_EDI_INTERCHANGE_EMPTY: '32',
  CD_EDI_SEGMENT_OUTSIDE_ENVELOPE: '33',
  CD_EDI_SEGMENT_TOO_OFTEN: '35',
  CD_EDI_ELEMENT_TOO_OFTEN: '35',
  CD_EDI_LOOP_TOO_OFTEN: '36',
  CD_EDI_ELEMENT_CHARACTERS: '37',
  CD_EDI_ELEMENT_TOO_LONG: '39',
  CD_EDI_ELEMENT_TOO_SHORT: '40',
};

/** 0085 for a segment that a rule or level asks for, or rules out. */
export const demandedSegments: Readonly<Partial<Record<Situation['demands'], string>>> = {
  segment: '13',
  'no-segment': '15',
};

/** 0085 for a character that no type of element allows, where 37 is one that this type does not. */
export const invalidCharacter = '21';

/** 0085 for a fault that has no value of its own. */
export const unspecified = '18';
