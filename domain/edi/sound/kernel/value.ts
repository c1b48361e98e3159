import {
  codeForm,
  compositeForm,
  dateForm,
  lettersForm,
  numberForm,
  textForm,
  timeForm,
  wholeForm,
} from './layout.ts';
import { areDigits, byteAt, hashOf, keyBefore, wordAt } from './words.ts';

const minus: i32 = 0x2d;
const point: i32 = 0x2e;
const comma: i32 = 0x2c;
const zero: i32 = 0x30;

/**
 * Whether a value of the block that is not empty and plain text is certainly sound by the slot at a place in the program:
 * false may also mean that it takes a closer look. `valueFaults` is what decides.
 */
export function isSoundValue(slot: i32, from: i32, to: i32): boolean {
  const form = wordAt(slot);
  const length = to - from;
  if (form <= codeForm) {
    if (length < wordAt(slot + 4) || length > wordAt(slot + 8)) return false;
    return form === textForm || isListed(wordAt(slot + 12), length, to);
  }
  if (form >= compositeForm) return false;
  return form === lettersForm ? areLetters(slot, from, to) : isNumeric(slot, form, from, to);
}

function areLetters(slot: i32, from: i32, to: i32): boolean {
  for (let at = from; at < to; at += 1) if (isDigit(byteAt(at))) return false;
  return isFitting(slot, to - from, to - from, to);
}

function isNumeric(slot: i32, form: i32, from: i32, to: i32): boolean {
  const length = to - from;
  if (!areDigits(from, to)) {
    if (form >= dateForm) return false;
    const digits = digitsOf(from, to, form);
    return digits > 0 && isFitting(slot, digits, length, to);
  }
  if (form < dateForm) return isFitting(slot, length, length, to);
  if (length < wordAt(slot + 4) || length > wordAt(slot + 8)) return false;
  return form === timeForm ? isTime(from, length) : isDate(to, length);
}

/** Whether a value has a length and is a code that its slot allows. */
function isFitting(slot: i32, counted: i32, length: i32, to: i32): boolean {
  if (counted < wordAt(slot + 4) || counted > wordAt(slot + 8)) return false;
  const codes = wordAt(slot + 12);
  return codes === 0 || isListed(codes, length, to);
}

/** Whether the bytes before an offset are one of the codes of a table by `placeCodes`. */
function isListed(codes: i32, length: i32, to: i32): boolean {
  if (length > 4) return false;
  const key = keyBefore(to, length);
  const mask = wordAt(codes + 4);
  let slot = hashOf(key, wordAt(codes));
  for (let found = wordAt(codes + 8 + slot * 4); found !== 0; found = wordAt(codes + 8 + slot * 4)) {
    if (found === key) return true;
    slot = (slot + 1) & mask;
  }
  return false;
}

export function isDigit(byte: i32): boolean {
  return byte >= zero && byte <= zero + 9;
}

/** The digits of a number; 0 if it is none, or begins or ends with its decimal mark. */
function digitsOf(from: i32, to: i32, form: i32): i32 {
  let digits: i32 = 0;
  let marks: i32 = 0;
  const first = byteAt(from) === minus ? from + 1 : from;
  for (let at = first; at < to; at += 1) {
    const byte = byteAt(at);
    if (isDigit(byte)) digits += 1;
    else if ((byte === point && form !== wholeForm) || (byte === comma && form === numberForm)) marks += 1;
    else return 0;
  }
  if (marks > 1) return 0;
  const isBare = form === numberForm && marks === 1 && !(isDigit(byteAt(first)) && isDigit(byteAt(to - 1)));
  return isBare ? 0 : digits;
}

export function two(at: i32): i32 {
  return byteAt(at) * 10 + byteAt(at + 1) - zero * 11;
}

/** CCYYMMDD or YYMMDD, in digits. */
function isDate(to: i32, length: i32): boolean {
  if (length !== 8 && length !== 6) return false;
  const century: i32 = length === 8 ? two(to - 8) : 20;
  return isDay(century, two(to - 6), two(to - 4), two(to - 2));
}

/** Whether a day is in the calendar. */
export function isDay(century: i32, year: i32, month: i32, day: i32): boolean {
  if (month < 1 || month > 12 || day < 1) return false;
  if (day <= 28) return true;
  if (month !== 2) return day <= (month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31);
  return day === 29 && year % 4 === 0 && (year !== 0 || century % 4 === 0);
}

/** HHMM, HHMMSS, HHMMSSD or HHMMSSDD, in digits. */
function isTime(from: i32, length: i32): boolean {
  if (length === 5 || length < 4 || two(from) >= 24 || two(from + 2) >= 60) return false;
  return length < 6 || two(from + 4) < 60;
}
