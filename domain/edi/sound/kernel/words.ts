import { memory } from '../memory.ts';
import {
  blockFrom,
  childrenAt,
  countsAt,
  loopsAt,
  newText,
  recordsAt,
  recordWords,
  setWords,
} from './layout.ts';

const { block, events, header, levels, program, records, roles, sets, state, texts, values, view } = memory;

/** A byte of the block. */
export const byteAt = (at: i32): i32 => block[at] as number;

/** What a byte of the block means. */
export const roleAt = (at: i32): i32 => roles[block[at] as number] as number;

/** Where an event is in the block. */
export const offsetOf = (event: i32): i32 => events[event] as number;

/** A number of the program. */
export const wordAt = (at: i32): i32 => program[at >> 2] as number;

export function setWord(at: i32, value: i32): void {
  program[at >> 2] = value;
}

export const stateOf = (at: i32): i32 => state[at] as number;

export function setState(at: i32, value: i32): void {
  state[at] = value;
}

/** Of the loop open at a depth: which it is, the child it is at, and how often that has come. */
export const loopOf = (depth: i32): i32 => state[loopsAt + depth] as number;
export const childOf = (depth: i32): i32 => state[childrenAt + depth] as number;
export const countOf = (depth: i32): i32 => state[countsAt + depth] as number;

export function openLoop(depth: i32, loop: i32): void {
  state[loopsAt + depth] = loop;
}

export function standAt(depth: i32, child: i32, count: i32): void {
  state[childrenAt + depth] = child;
  state[countsAt + depth] = count;
}

export const hashOf = (key: i32, shift: i32): i32 => Math.imul(key, 0x9e3779b1) >>> shift;

/** Up to four bytes before an offset as a number. */
export const keyBefore = (to: i32, length: i32): i32 =>
  (view.getInt32(blockFrom + to - 4, true) >>> (32 - 8 * length)) | 0;

const zeros = 0x30303030;

/** Bits that are set unless each byte of four, from which '0' was taken by exclusive or, is a digit. */
const beyondDigits = (bytes: i32): i32 => (((bytes & 0x7f7f7f7f) + 0x06060606) | bytes) & 0xf0f0f0f0;

/** Whether there are only digits. Four bytes at a time, of which the last four may overlap those before. */
export function areDigits(from: i32, to: i32): boolean {
  const length = to - from;
  const last = view.getInt32(blockFrom + to - 4, true) ^ zeros;
  if (length <= 4) return beyondDigits(last >>> (32 - 8 * length)) === 0;
  if (beyondDigits(last) !== 0) return false;
  for (let at = from; at < to - 4; at += 4) {
    if (beyondDigits(view.getInt32(blockFrom + at, true) ^ zeros) !== 0) return false;
  }
  return true;
}

/** Records a segment. */
export function record(
  segment: i32,
  first: i32,
  last: i32,
  begin: i32,
  passed: i32,
  up: i32,
  into: i32,
  count: i32,
  way: i32,
): void {
  const written = state[recordsAt] as number;
  const at = written * recordWords;
  records[at] = segment;
  records[at + 1] = first;
  records[at + 2] = last;
  records[at + 3] = begin;
  records[at + 4] = passed;
  records[at + 5] = up;
  records[at + 6] = into;
  records[at + 7] = count;
  records[at + 8] = way;
  state[recordsAt] = written + 1;
}

/** A word of a record. */
export const recordOf = (record: i32, word: i32): i32 => records[record * recordWords + word] as number;

/** Writes a word of what is said of values. */
export function setValue(at: i32, value: i32): void {
  values[at] = value;
}

/** Four bytes of a text, those beyond its end as zeros. */
function laneOf(from: i32, length: i32, lane: i32): i32 {
  const left = length - lane * 4;
  if (left <= 0) return 0;
  const word = view.getInt32(blockFrom + from + lane * 4, true);
  return left >= 4 ? word : word & ((1 << (8 * left)) - 1);
}

/** The slot of a text of up to sixteen bytes, with `newText` if another was in it. */
export function textSlot(from: i32, length: i32): i32 {
  const lanes = [0, 1, 2, 3].map((lane) => laneOf(from, length, lane));
  const [first = 0, second = 0, third = 0, fourth = 0] = lanes;
  const mixed =
    first ^ Math.imul(second, 0x85ebca6b) ^ Math.imul(third, 0xc2b2ae35) ^ Math.imul(fourth, 0x27d4eb2f);
  const slot = hashOf(mixed, 20);
  if (lanes.every((lane, index) => texts[slot * 4 + index] === lane)) return slot;
  texts.set(lanes, slot * 4);
  return slot + newText;
}

export const headerByte = (at: i32): i32 => header[at] as number;

export const levelOf = (number: i32): i32 => levels[number] as number;

export function setLevel(number: i32, level: i32): void {
  levels[number] = level;
}

/** A word of a transaction set gone past. */
export const setOf = (set: i32, word: i32): i32 => sets[set * setWords + word] as number;

export function setSet(set: i32, word: i32, value: i32): void {
  sets[set * setWords + word] = value;
}

/**
 * Where everything in the block is that is no plain text; how many. Without a branch that depends on the data: it would be
 * foreseen wrongly at every element.
 */
export function findEvents(length: i32): i32 {
  let count = 0;
  for (let at = 0; at < length; at += 1) {
    events[count] = at;
    count += roles[block[at] as number] === 0 ? 0 : 1;
  }
  return count;
}
