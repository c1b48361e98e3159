import { ownValue } from '../own-value.ts';
import type { Reconciliation, ReportedError } from '../reconcile.ts';

/** AK304 and IK304. */
const segmentWords: Readonly<Record<string, string>> = {
  1: 'unknown segment id',
  2: 'segment not expected',
  3: 'mandatory segment missing',
  4: 'loop too often',
  5: 'segment too often',
  6: 'segment not in the set',
  7: 'segment out of sequence',
  8: 'elements in error',
  I4: 'segment not used by the implementation',
  I6: 'segment missing that another one asks for',
  I7: 'loop missing that the implementation asks for',
  I8: 'segment missing that the implementation asks for',
  I9: 'segment not used beside another one',
};

/** AK403 and IK403. */
const elementWords: Readonly<Record<string, string>> = {
  1: 'mandatory element missing',
  2: 'conditional element missing',
  3: 'too many elements',
  4: 'too short',
  5: 'too long',
  6: 'characters not allowed',
  7: 'code not known',
  8: 'no date',
  9: 'no time',
  10: 'not allowed beside another',
  12: 'too many repetitions',
  13: 'too many components',
  I6: 'code not used by the implementation',
  I9: 'element missing that another one asks for',
  I10: 'element not used by the implementation',
  I11: 'too few repetitions for the implementation',
  I12: 'not of the form that the implementation asks for',
  I13: 'element not used beside another one',
};

/** Data element 0085. */
const syntaxWords: Readonly<Record<string, string>> = {
  12: 'invalid value',
  13: 'missing',
  14: 'value not supported here',
  15: 'not supported here',
  16: 'too many constituents',
  17: 'no agreement',
  18: 'unspecified',
  21: 'invalid characters',
  25: 'test indicator not supported',
  26: 'duplicate',
  28: 'references differ',
  29: 'count differs',
  35: 'too many repetitions',
  36: 'too many segment groups',
  37: 'invalid type of characters',
  39: 'too long',
  40: 'too short',
};

function meaningOf(type: Reconciliation['type'], { segment, element, code }: ReportedError): string {
  if (type === 'CONTRL') return ownValue(syntaxWords, code) ?? '';
  if (element !== undefined) return ownValue(elementWords, code) ?? '';
  return segment === undefined ? '' : (ownValue(segmentWords, code) ?? '');
}

/** `W01 (segment 12) element 5: code 1, mandatory element missing`. */
export function reportedWords(type: Reconciliation['type'], error: ReportedError): string {
  const { segmentId = '', segment, element, component, code, value } = error;
  const place = [
    segment === undefined ? segmentId : `${segmentId} (segment ${segment})`.trim(),
    element === undefined ? '' : `element ${element}${component === undefined ? '' : `.${component}`}`,
  ].filter((part) => part !== '');
  const meaning = meaningOf(type, error);
  const said = `code ${code}${meaning === '' ? '' : `, ${meaning}`}${value === undefined ? '' : ` ("${value}")`}`;
  return place.length === 0 ? said : `${place.join(' ')}: ${said}`;
}
