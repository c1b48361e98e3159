import { type Charset, characterCount } from '../charset.ts';
import { type CompiledElement, packCode } from '../guides/compiled.ts';

/** What can be wrong with one value; `actual` is its length as the standard counts it. */
export type ValueFault =
  | { readonly code: 'CD_EDI_ELEMENT_TOO_SHORT' | 'CD_EDI_ELEMENT_TOO_LONG'; readonly actual: number }
  | {
      readonly code:
        | 'CD_EDI_ELEMENT_CHARACTERS'
        | 'CD_EDI_ELEMENT_DATE_INVALID'
        | 'CD_EDI_ELEMENT_TIME_INVALID'
        | 'CD_EDI_ELEMENT_CODE_UNKNOWN';
    };

const minus = 0x2d;
const point = 0x2e;
const comma = 0x2c;
const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39;

/**
 * Checks bytes that are not empty against an element of the guide: length, characters of the type, calendar, code
 * list. In numbers neither sign nor decimal mark counts as length (X12.6, ISO 9735).
 */
export function checkValue(
  element: CompiledElement,
  bytes: Uint8Array,
  from: number,
  to: number,
  charset: Charset,
  report: (fault: ValueFault) => void,
): void {
  const kind = element.type.charAt(0);
  const numeric = kind === 'N' || kind === 'R' || kind === 'n';
  const length = numeric ? countDigits(bytes, from, to) : characterCount(bytes, from, to, charset);
  const sound = numeric
    ? isNumber(bytes, from, to, kind)
    : element.type === 'DT' || element.type === 'TM'
      ? length === countDigits(bytes, from, to)
      : isText(bytes, from, to, element.type === 'a');
  if (!sound) return report({ code: 'CD_EDI_ELEMENT_CHARACTERS' });
  if (length < element.min) report({ code: 'CD_EDI_ELEMENT_TOO_SHORT', actual: length });
  if (length > element.max) report({ code: 'CD_EDI_ELEMENT_TOO_LONG', actual: length });
  if (element.type === 'DT' && length >= element.min && !isDate(bytes, from, to)) {
    report({ code: 'CD_EDI_ELEMENT_DATE_INVALID' });
  } else if (element.type === 'TM' && length >= element.min && !isTime(bytes, from, to)) {
    report({ code: 'CD_EDI_ELEMENT_TIME_INVALID' });
  } else if (element.codes && !isListed(element.codes, bytes, from, to)) {
    report({ code: 'CD_EDI_ELEMENT_CODE_UNKNOWN' });
  }
}

function countDigits(bytes: Uint8Array, from: number, to: number): number {
  let count = 0;
  for (let i = from; i < to; i += 1) if (isDigit(bytes[i] as number)) count += 1;
  return count;
}

/** X12 marks decimals with a point (R) or implies them (N); EDIFACT allows point and comma. */
function isNumber(bytes: Uint8Array, from: number, to: number, kind: string): boolean {
  let marks = 0;
  let digits = 0;
  for (let i = bytes[from] === minus ? from + 1 : from; i < to; i += 1) {
    const byte = bytes[i] as number;
    if (isDigit(byte)) digits += 1;
    else if ((byte === point && kind !== 'N') || (byte === comma && kind === 'n')) marks += 1;
    else return false;
  }
  return digits > 0 && marks <= 1;
}

/** No control characters; in alphabetic elements no digits either. */
function isText(bytes: Uint8Array, from: number, to: number, alphabetic: boolean): boolean {
  for (let i = from; i < to; i += 1) {
    const byte = bytes[i] as number;
    if (byte < 0x20 || byte === 0x7f || (alphabetic && isDigit(byte))) return false;
  }
  return true;
}

const number = (bytes: Uint8Array, from: number, length: number): number => {
  let value = 0;
  for (let i = from; i < from + length; i += 1) value = value * 10 + (bytes[i] as number) - 0x30;
  return value;
};

/** CCYYMMDD or YYMMDD. */
function isDate(bytes: Uint8Array, from: number, to: number): boolean {
  const length = to - from;
  if (length !== 8 && length !== 6) return false;
  const year = length === 8 ? number(bytes, from, 4) : 2000 + number(bytes, from, 2);
  const month = number(bytes, to - 4, 2);
  const day = number(bytes, to - 2, 2);
  if (month < 1 || month > 12 || day < 1) return false;
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = month === 2 ? (leap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
  return day <= days;
}

/** HHMM, HHMMSS, HHMMSSD or HHMMSSDD. */
function isTime(bytes: Uint8Array, from: number, to: number): boolean {
  const length = to - from;
  if (length === 5) return false;
  return (
    number(bytes, from, 2) < 24 &&
    number(bytes, from + 2, 2) < 60 &&
    (length < 6 || number(bytes, from + 4, 2) < 60)
  );
}

function isListed(
  codes: NonNullable<CompiledElement['codes']>,
  bytes: Uint8Array,
  from: number,
  to: number,
): boolean {
  let end = to;
  while (end > from && bytes[end - 1] === 0x20) end -= 1;
  if (end - from <= 4) return codes.packed.has(packCode(bytes, from, end));
  return codes.long.has(Buffer.from(bytes.subarray(from, end)).toString('latin1'));
}
