import type { Charset } from '../charset.ts';
import { isMultibyte } from '../charset.ts';
import { type Delimiters, roleTable } from '../delimiters.ts';
import {
  blockFrom,
  blockSize,
  delimitersFrom,
  eventsFrom,
  headerFrom,
  levelsFrom,
  memoryPages,
  mostHeader,
  mostLevels,
  mostRecords,
  mostSets,
  mostTexts,
  mostValues,
  programFrom,
  programWords,
  recordsFrom,
  recordWords,
  rolesFrom,
  setsFrom,
  setWords,
  stateFrom,
  stateWords,
  textsFrom,
  valuesFrom,
} from './kernel/layout.ts';

const pageSize = 65_536;

/** What WebAssembly works on; `null` where there is none. */
export const wasmMemory =
  typeof WebAssembly === 'undefined'
    ? null
    : new WebAssembly.Memory({ initial: memoryPages, maximum: memoryPages });

const store = wasmMemory?.buffer ?? new ArrayBuffer(memoryPages * pageSize);

/**
 * What the fast path works on. All of it lies in arrays that never change, which the compiler of JavaScript then takes
 * for constants: a loop over them takes a third of the time. Modules put them in constants of their own for that reason.
 */
export const memory = {
  /** A piece of the file. */
  block: new Uint8Array(store, blockFrom, blockSize),
  /** The same for reading several bytes at a time: offset 0 is the memory's. */
  view: new DataView(store),
  /** Offsets in the block of all bytes that are no plain text, ascending. */
  events: new Int32Array(store, eventsFrom, blockSize),
  /** What each byte means in this interchange, by `roleTable`. */
  roles: new Uint8Array(store, rolesFrom, 256),
  /** The bytes below 0x7f that are no plain text, beside control characters. */
  delimiters: new Uint8Array(store, delimitersFrom, 5),
  /** Guides as numbers, from `programFrom` on; 0 is the place of nothing. By words of the whole memory. */
  program: new Int32Array(store, 0, programFrom / 4 + programWords),
  /** Where a run is. */
  state: new Int32Array(store, stateFrom, stateWords),
  /** The header that transaction sets of a series have, without its number. */
  header: new Uint8Array(store, headerFrom, mostHeader),
  /** The transaction sets gone past. */
  sets: new Int32Array(store, setsFrom, mostSets * setWords),
  /** Levels of the set that is read. */
  levels: new Int32Array(store, levelsFrom, mostLevels),
  /** What `kernel.values` has said. */
  values: new Int32Array(store, valuesFrom, mostValues),
  /** The bytes of the texts that are told by their number. */
  texts: new Int32Array(store, textsFrom, mostTexts * 4),
  /** The segments gone past. */
  records: new Int32Array(store, recordsFrom, mostRecords * recordWords),
} as const;

let current: Uint8Array | null = null;

/** Sets what the bytes mean. */
export function useDialect(delimiters: Delimiters, charset: Charset): void {
  const roles = roleTable(delimiters, isMultibyte(charset));
  if (roles === current) return;
  current = roles;
  memory.roles.set(roles);
  const { element, segment, component, repetition, release } = delimiters;
  memory.delimiters.set([element, segment, component, repetition ?? element, release ?? element]);
}

const firstWord = programFrom / 4;
let used = firstWord;
let epoch = 0;

/** Changes when programs were given up: what was placed before is gone. */
export const programEpoch = (): number => epoch;

/** Puts numbers in the program memory, which is emptied when it is full. Returns where they are, in bytes; 0: there is no room. */
export function placeProgram(numbers: ArrayLike<number>): number {
  if (used + numbers.length > firstWord + programWords) {
    epoch += 1;
    used = firstWord;
    return 0;
  }
  const at = used;
  memory.program.set(numbers, at);
  used += numbers.length;
  return at * 4;
}
