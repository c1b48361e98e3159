/** The service characters of one interchange, as byte values. `null`: the interchange has none. */
export interface Delimiters {
  readonly element: number;
  readonly component: number;
  readonly segment: number;
  readonly repetition: number | null;
  readonly release: number | null;
}

/** Byte classes of the scanner; everything that is no service character is data. */
export const byteClass = {
  data: 0,
  element: 1,
  segment: 2,
  component: 3,
  repetition: 4,
  release: 5,
} as const;

const mostShared = 100;
/** What stands for "none" beside the values of a byte. */
const none = 256;
const shared = new Map<number, Delimiters>();

/** One and the same object for equal delimiters, so that what is made of them is made once. */
export function sharedDelimiters(delimiters: Delimiters): Delimiters {
  const { element, component, segment, repetition, release } = delimiters;
  const key = [component, segment, repetition ?? none, release ?? none].reduce(
    (sum, byte) => sum * (none + 1) + byte,
    element,
  );
  const known = shared.get(key);
  if (known) return known;
  if (shared.size >= mostShared) shared.clear();
  shared.set(key, delimiters);
  return delimiters;
}

const tables = new WeakMap<Delimiters, Uint8Array>();

/** A 256-entry table from byte value to class: one look-up per byte decides what the scanner does. */
export function classTable(delimiters: Delimiters): Uint8Array {
  const known = tables.get(delimiters);
  if (known) return known;
  const table = new Uint8Array(256);
  table[delimiters.component] = byteClass.component;
  if (delimiters.repetition !== null) table[delimiters.repetition] = byteClass.repetition;
  if (delimiters.release !== null) table[delimiters.release] = byteClass.release;
  table[delimiters.element] = byteClass.element;
  table[delimiters.segment] = byteClass.segment;
  tables.set(delimiters, table);
  return table;
}

/** What a byte that is no plain text may be besides a delimiter: a control character, or (part of) a letter beyond ASCII. */
export const beyondClass = { control: 6, letter: 7, continuation: 8 } as const;

const roles = new WeakMap<Delimiters, Uint8Array[]>();

/**
 * As `classTable`, and of data what is no plain text by `beyondClass`.
 *
 * @param multibyte the character set has letters of several bytes: those after the first count for nothing
 */
export function roleTable(delimiters: Delimiters, multibyte: boolean): Uint8Array {
  let known = roles.get(delimiters);
  if (!known) {
    known = [false, true].map((several) =>
      classTable(delimiters).map((kind, byte) => (kind === byteClass.data ? roleOf(byte, several) : kind)),
    );
    roles.set(delimiters, known);
  }
  return known[multibyte ? 1 : 0] as Uint8Array;
}

function roleOf(byte: number, multibyte: boolean): number {
  if (byte < 0x20 || byte === 0x7f) return beyondClass.control;
  if (byte < 0x80) return byteClass.data;
  return multibyte && byte < 0xc0 ? beyondClass.continuation : beyondClass.letter;
}

const isAlphanumeric = (byte: number): boolean =>
  (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a);

/** Whether a byte may serve as a delimiter at all: no letter, digit, space or byte of a multi-byte character. */
export const canDelimit = (byte: number): boolean => byte < 0x80 && byte !== 0x20 && !isAlphanumeric(byte);

/** Whether all service characters can delimit and none has two meanings. */
export function areSound(delimiters: Delimiters): boolean {
  const all = [
    delimiters.element,
    delimiters.component,
    delimiters.segment,
    delimiters.repetition,
    delimiters.release,
  ].filter((byte) => byte !== null);
  return all.every(canDelimit) && new Set(all).size === all.length;
}

/** For error messages: the characters as a reader would type them. */
export const shown = (...bytes: (number | null)[]): string =>
  bytes
    .filter((byte) => byte !== null)
    .map((byte) => (byte > 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `0x${byte.toString(16)}`))
    .join(' ');
