import { type Charset, characterCount } from '../charset.ts';
import { type CompiledElement, packCode, type ValueKind } from '../guides/compiled.ts';

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
 * The faults of a value that is not empty: length, characters of the type, calendar, code list; `null` if there are
 * none. In numbers neither sign nor decimal mark counts as length (X12.6, ISO 9735).
 */
export function valueFaults(
  element: CompiledElement,
  bytes: Uint8Array,
  from: number,
  to: number,
  charset: Charset,
): ValueFault[] | null {
  const { kind, min, max } = element;
  const text = kind === 'text' || kind === 'letters';
  const length = text ? characterCount(bytes, from, to, charset) : countDigits(bytes, from, to);
  if (!hasCharacters(kind, bytes, from, to, length)) return [{ code: 'CD_EDI_ELEMENT_CHARACTERS' }];
  const meaning = meaningFault(element, bytes, from, to, length);
  if (length >= min && length <= max) return meaning ? [meaning] : null;
  const code = length < min ? 'CD_EDI_ELEMENT_TOO_SHORT' : 'CD_EDI_ELEMENT_TOO_LONG';
  return meaning ? [{ code, actual: length }, meaning] : [{ code, actual: length }];
}

function hasCharacters(
  kind: ValueKind,
  bytes: Uint8Array,
  from: number,
  to: number,
  digits: number,
): boolean {
  switch (kind) {
    case 'text':
    case 'letters':
      return isText(bytes, from, to, kind === 'letters');
    case 'date':
    case 'time':
      return digits === to - from;
    default:
      return isNumber(bytes, from, to, kind);
  }
}

function meaningFault(
  { kind, codes, min }: CompiledElement,
  bytes: Uint8Array,
  from: number,
  to: number,
  length: number,
): ValueFault | null {
  if (kind === 'date') {
    return length < min || isDate(bytes, from, to) ? null : { code: 'CD_EDI_ELEMENT_DATE_INVALID' };
  }
  if (kind === 'time') {
    return length < min || isTime(bytes, from, to) ? null : { code: 'CD_EDI_ELEMENT_TIME_INVALID' };
  }
  return codes === null || isListed(codes, bytes, from, to) ? null : { code: 'CD_EDI_ELEMENT_CODE_UNKNOWN' };
}

function countDigits(bytes: Uint8Array, from: number, to: number): number {
  let count = 0;
  for (let i = from; i < to; i += 1) if (isDigit(bytes[i] as number)) count += 1;
  return count;
}

/**
 * X12 marks decimals with a point (R) or implies them (N0 to N9); EDIFACT allows point and comma, with a digit before and
 * one behind (ISO 9735, 10.1).
 */
function isNumber(bytes: Uint8Array, from: number, to: number, kind: ValueKind): boolean {
  let marks = 0;
  let digits = 0;
  for (let i = bytes[from] === minus ? from + 1 : from; i < to; i += 1) {
    const byte = bytes[i] as number;
    if (isDigit(byte)) digits += 1;
    else if ((byte === point && kind !== 'whole') || (byte === comma && kind === 'number')) marks += 1;
    else return false;
  }
  return digits > 0 && marks <= 1 && (marks === 0 || kind !== 'number' || isBetweenDigits(bytes, from, to));
}

/** Whether a number with one decimal mark neither begins nor ends with it. */
export const isBetweenDigits = (bytes: Uint8Array, from: number, to: number): boolean =>
  isDigit(bytes[bytes[from] === minus ? from + 1 : from] as number) && isDigit(bytes[to - 1] as number);

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

/** Whether digits are a calendar date: CCYYMMDD or YYMMDD. */
export function isDate(bytes: Uint8Array, from: number, to: number): boolean {
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

/** Whether digits are a time of day: HHMM, HHMMSS, HHMMSSD or HHMMSSDD. */
export function isTime(bytes: Uint8Array, from: number, to: number): boolean {
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
