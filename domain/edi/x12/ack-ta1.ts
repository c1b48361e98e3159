import type { ErrorCode } from '../../errors.ts';
import type { InterchangeEnvelope } from '../envelope.ts';
import type { SegmentValues, TransactionJson } from '../json-form.ts';
import { hasErrors, type Problem } from '../problem.ts';

/** TA105 of what is wrong in an element of ISA, by its position. */
const ofHeader: Readonly<Record<number, string>> = {
  1: '010',
  2: '011',
  3: '012',
  4: '013',
  5: '005',
  6: '006',
  7: '007',
  8: '008',
  9: '014',
  10: '015',
  11: '016',
  12: '017',
  13: '018',
  14: '019',
  15: '020',
};

/**
 * TA105 of anything else that is wrong with an interchange (X12.5). What has no code of its own is an invalid content.
 * Of an interchange whose delimiters cannot be told (004, 026, 027) nothing is known that a TA1 could repeat; standards
 * and versions of the envelopes are all read (002, 003).
 */
const notes: Readonly<Partial<Record<ErrorCode, string>>> = {
  CD_EDI_CONTROL_NUMBER_MISMATCH: '001',
  CD_EDI_CONTROL_NUMBER_INVALID: '018',
  CD_EDI_CONTROL_NUMBER_DUPLICATE: '025',
  CD_EDI_TEST_INDICATOR: '020',
  CD_EDI_COUNT_MISMATCH: '021',
  CD_EDI_HEADER_MISSING: '022',
  CD_EDI_SEGMENT_OUTSIDE_ENVELOPE: '022',
  CD_EDI_SEGMENT_ID_INVALID: '022',
  CD_EDI_TRAILER_MISSING: '023',
  CD_EDI_TRUNCATED: '023',
};
const invalidContent = '024';
const nothingToNote = '000';
/** Version of the envelope around an answer to one whose version is none. */
const usualVersion = '00401';

/** The interchange acknowledgement: whether its envelope was sound, whatever its groups hold. */
export function buildTa1(
  { controlNumber, date, time, version }: InterchangeEnvelope,
  problems: readonly Problem[],
): TransactionJson {
  const [first] = problems.filter(({ severity }) => severity === 'error');
  const TA1: SegmentValues = {
    TA101: controlNumber.replace(/\D/g, '').slice(0, 9).padStart(9, '0'),
    TA102: digitsOf(date.replaceAll('-', '').slice(-6), 6),
    TA103: digitsOf(time.replaceAll(':', '').slice(0, 4), 4),
    TA104: hasErrors(problems) ? 'R' : 'A',
    TA105: first ? noteOf(first) : nothingToNote,
  };
  const answered = /^\d{5}$/.test(version) ? version : usualVersion;
  return { standard: 'X12', version: answered, type: 'TA1', controlNumber: '', segments: { TA1 } };
}

/** Zeros for a date or time that cannot be repeated because it is none of so many digits: TA105 says which is wrong. */
const digitsOf = (value: string, width: number): string =>
  /^\d+$/.test(value) && value.length === width ? value : '0'.repeat(width);

/** TA105 of what is wrong in an element of ISB or ISE, which ask for a service. */
const ofService: Readonly<Record<string, string>> = { ISB1: '031', ISE1: '028', ISE2: '029', ISE3: '030' };

function noteOf({ code, location: { segmentId, element } }: Problem): string {
  const inHeader = segmentId === 'ISA' && element !== undefined ? ofHeader[element] : undefined;
  return inHeader ?? ofService[`${segmentId}${element ?? 1}`] ?? notes[code] ?? invalidContent;
}
