import { memory, viewFrom } from './memory.ts';

/** How the bytes of a value are checked; `slow`: not here. */
export const form = {
  text: 0,
  whole: 1,
  decimal: 2,
  number: 3,
  date: 4,
  time: 5,
  letters: 6,
  composite: 7,
  slow: 8,
} as const;

const { text: TEXT, whole: WHOLE, number: NUMBER, date: DATE, time: TIME } = form;
const { letters: LETTERS, composite: COMPOSITE } = form;
const { block, view, program } = memory;
const VIEW = viewFrom;

const minus = 0x2d;
const point = 0x2e;
const comma = 0x2c;
const zero = 0x30;
const zeros = 0x30303030;

/**
 * Whether a value of the block that is not empty and plain text is certainly sound by the slot at a place in the program:
 * false may also mean that it takes a closer look. `valueFaults` is what decides.
 */
export function isSoundValue(slot: number, from: number, to: number): boolean {
  const kind = program[slot] as number;
  const length = to - from;
  const min = program[slot + 1] as number;
  const max = program[slot + 2] as number;
  const codes = program[slot + 3] as number;
  if (kind === TEXT) return length >= min && length <= max && (codes === 0 || isListed(codes, length, to));
  if (kind >= COMPOSITE) return false;
  if (kind === LETTERS) {
    return (
      length >= min && length <= max && !hasDigit(from, to) && (codes === 0 || isListed(codes, length, to))
    );
  }
  if (areDigits(from, to)) {
    if (length < min || length > max) return false;
    if (kind === DATE) return isDate(to, length);
    if (kind === TIME) return isTime(from, length);
    return codes === 0 || isListed(codes, length, to);
  }
  if (kind >= DATE) return false;
  const digits = digitsOf(from, to, kind);
  return digits > 0 && digits >= min && digits <= max && (codes === 0 || isListed(codes, length, to));
}

/** Whether the bytes before an offset are one of the codes of a table by `placeCodes`. */
export function isListed(codes: number, length: number, to: number): boolean {
  if (length > 4) return false;
  const key = (view.getInt32(to - 4 + VIEW, true) >>> (32 - 8 * length)) | 0;
  const mask = program[codes + 1] as number;
  let slot = Math.imul(key, 0x9e3779b1) >>> (program[codes] as number);
  for (;;) {
    const found = program[codes + 2 + slot] as number;
    if (found === key) return true;
    if (found === 0) return false;
    slot = (slot + 1) & mask;
  }
}

/** Bits that are set unless each byte of four, from which '0' was taken by exclusive or, is a digit. */
const beyondDigits = (bytes: number): number => (((bytes & 0x7f7f7f7f) + 0x06060606) | bytes) & 0xf0f0f0f0;

/** Four bytes at a time, of which the last four may overlap those before. */
function areDigits(from: number, to: number): boolean {
  const length = to - from;
  const last = view.getInt32(to - 4 + VIEW, true) ^ zeros;
  if (length <= 4) return beyondDigits(last >>> (32 - 8 * length)) === 0;
  if (beyondDigits(last) !== 0) return false;
  for (let at = from; at < to - 4; at += 4) {
    if (beyondDigits(view.getInt32(at + VIEW, true) ^ zeros) !== 0) return false;
  }
  return true;
}

function hasDigit(from: number, to: number): boolean {
  for (let at = from; at < to; at += 1) if (isDigit(block[at] as number)) return true;
  return false;
}

const isDigit = (byte: number): boolean => (byte - zero) >>> 0 <= 9;

/** The digits of a number; 0 if it is none, or begins or ends with its decimal mark. */
function digitsOf(from: number, to: number, kind: number): number {
  let digits = 0;
  let marks = 0;
  const first = block[from] === minus ? from + 1 : from;
  for (let at = first; at < to; at += 1) {
    const byte = block[at] as number;
    const digit = byte - zero;
    if (digit >= 0 && digit <= 9) digits += 1;
    else if ((byte === point && kind !== WHOLE) || (byte === comma && kind === NUMBER)) marks += 1;
    else return 0;
  }
  const isMarkInside = isDigit(block[first] as number) && isDigit(block[to - 1] as number);
  return marks > 1 || (kind === NUMBER && marks === 1 && !isMarkInside) ? 0 : digits;
}

const two = (at: number): number => (block[at] as number) * 10 + (block[at + 1] as number) - zero * 11;

/** CCYYMMDD or YYMMDD, in digits; the days after the 28th take a closer look. */
function isDate(to: number, length: number): boolean {
  if (length !== 8 && length !== 6) return false;
  const month = two(to - 4);
  const day = two(to - 2);
  return month >= 1 && month <= 12 && day >= 1 && day <= 28;
}

/** HHMM, HHMMSS, HHMMSSD or HHMMSSDD, in digits. */
const isTime = (from: number, length: number): boolean =>
  length !== 5 && length >= 4 && two(from) < 24 && two(from + 2) < 60 && (length < 6 || two(from + 4) < 60);
