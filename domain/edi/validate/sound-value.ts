import type { CodeTable } from './code-table.ts';
import { isBetweenDigits } from './value.ts';

/** How the bytes of a value are checked; `slow`: not here. */
export const form = {
  text: 0,
  whole: 1,
  decimal: 2,
  number: 3,
  date: 4,
  time: 5,
  composite: 6,
  slow: 7,
} as const;

const minus = 0x2d;
const point = 0x2e;
const comma = 0x2c;
const zero = 0x30;

/**
 * Whether a value that is not empty and has no control characters or bytes above 0x7f is certainly sound: false may also
 * mean that it takes a closer look. `valueFaults` is what decides.
 */
export function isSoundValue(
  bytes: Uint8Array,
  from: number,
  to: number,
  kind: number,
  min: number,
  max: number,
  codes: CodeTable | null,
): boolean {
  if (kind === form.text) {
    const length = to - from;
    return length >= min && length <= max && (codes === null || codes.has(bytes, from, to));
  }
  if (kind === form.date || kind === form.time) {
    const length = to - from;
    if (length < min || length > max || !areDigits(bytes, from, to)) return false;
    return kind === form.date ? isDate(bytes, from, to) : isTime(bytes, from, length);
  }
  const digits = digitsOf(bytes, from, to, kind);
  return digits > 0 && digits >= min && digits <= max && (codes === null || codes.has(bytes, from, to));
}

/** Whether four bytes are digits; like all here without a branch on each: those would be foreseen wrongly. */
const areFour = (bytes: Uint8Array, at: number): number =>
  (((bytes[at] as number) - zero) >>> 0 > 9 ? 1 : 0) |
  (((bytes[at + 1] as number) - zero) >>> 0 > 9 ? 1 : 0) |
  (((bytes[at + 2] as number) - zero) >>> 0 > 9 ? 1 : 0) |
  (((bytes[at + 3] as number) - zero) >>> 0 > 9 ? 1 : 0);

function areDigits(bytes: Uint8Array, from: number, to: number): boolean {
  const length = to - from;
  if (length === 8) return (areFour(bytes, from) | areFour(bytes, from + 4)) === 0;
  if (length === 4) return areFour(bytes, from) === 0;
  for (let at = from; at < to; at += 1) {
    const digit = (bytes[at] as number) - zero;
    if (digit < 0 || digit > 9) return false;
  }
  return true;
}

/** The digits of a number; 0 if it is none. */
function digitsOf(bytes: Uint8Array, from: number, to: number, kind: number): number {
  let digits = 0;
  let marks = 0;
  for (let at = bytes[from] === minus ? from + 1 : from; at < to; at += 1) {
    const byte = bytes[at] as number;
    const digit = byte - zero;
    if (digit >= 0 && digit <= 9) digits += 1;
    else if ((byte === point && kind !== form.whole) || (byte === comma && kind === form.number)) marks += 1;
    else return 0;
  }
  if (marks === 0) return digits;
  return marks > 1 || (kind === form.number && !isBetweenDigits(bytes, from, to)) ? 0 : digits;
}

const two = (bytes: Uint8Array, at: number): number =>
  (bytes[at] as number) * 10 + (bytes[at + 1] as number) - zero * 11;

/** CCYYMMDD or YYMMDD, in digits; the days after the 28th take a closer look. */
function isDate(bytes: Uint8Array, from: number, to: number): boolean {
  const length = to - from;
  if (length !== 8 && length !== 6) return false;
  const month = two(bytes, to - 4);
  const day = two(bytes, to - 2);
  return month >= 1 && month <= 12 && day >= 1 && day <= 28;
}

/** HHMM, HHMMSS, HHMMSSD or HHMMSSDD, in digits. */
const isTime = (bytes: Uint8Array, from: number, length: number): boolean =>
  length !== 5 &&
  length >= 4 &&
  two(bytes, from) < 24 &&
  two(bytes, from + 2) < 60 &&
  (length < 6 || two(bytes, from + 4) < 60);
