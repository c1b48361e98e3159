import type { Charset } from '../charset.ts';
import { isMultibyte } from '../charset.ts';
import { type Delimiters, roleTable } from '../delimiters.ts';

/** Most bytes that are looked at in one go. */
export const blockSize = 65_536;

/** Room before the block: what ends near its beginning is read four bytes at a time. */
const blockFrom = 16;
const programWords = 1_048_576;

const store = new ArrayBuffer(blockFrom + blockSize + 16);

/**
 * What the fast path works on. All of it lies in arrays that never change, which the compiler of JavaScript then takes
 * for constants: a loop over them takes a third of the time. Modules put them in constants of their own for that reason.
 */
export const memory = {
  /** A piece of the file. */
  block: new Uint8Array(store, blockFrom, blockSize),
  /** The same for reading four bytes at a time: offset 0 is `viewFrom` bytes before the block's. */
  view: new DataView(store),
  /** Offsets in the block of all bytes that are no plain text, ascending. */
  events: new Int32Array(blockSize + 8),
  /** What each byte means in this interchange, by `roleTable`. */
  roles: new Uint8Array(256),
  /** 1 for each byte that is no plain text. */
  special: new Uint8Array(256),
  /** Guides as numbers; 0 is the place of nothing. */
  program: new Int32Array(programWords),
} as const;

export const viewFrom = blockFrom;

let current: Uint8Array | null = null;

/** Sets what the bytes mean. */
export function useDialect(delimiters: Delimiters, charset: Charset): void {
  const roles = roleTable(delimiters, isMultibyte(charset));
  if (roles === current) return;
  current = roles;
  memory.roles.set(roles);
  memory.special.set(roles.map((role) => (role === 0 ? 0 : 1)));
}

let used = 1;
let epoch = 0;

/** Changes when programs were given up: what was placed before is gone. */
export const programEpoch = (): number => epoch;

/** Puts numbers in the program memory, which is emptied when it is full. Returns where they are; 0: there is no room. */
export function placeProgram(numbers: ArrayLike<number>): number {
  if (used + numbers.length > programWords) {
    epoch += 1;
    used = 1;
    return 0;
  }
  const at = used;
  memory.program.set(numbers, at);
  used += numbers.length;
  return at;
}
