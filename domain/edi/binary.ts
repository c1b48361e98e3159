import { tagOf } from './tag.ts';

/**
 * Data that is as long as it says, whatever bytes it holds. X12 has it inside of a segment (BIN01 is the length of
 * BIN02, BDS02 that of BDS03), EDIFACT after one (UNO, S022/0810, up to UNP; ISO 9735-8).
 */

/** The element that holds the length, by the segment's id; the data are the next. */
const x12Lengths: ReadonlyMap<number, number> = new Map([
  [tagOf('BIN'), 1],
  [tagOf('BDS'), 2],
]);

/** Which element of the X12 segment that starts here holds the length of the one after it; 0 when none does. */
export function lengthElement(bytes: Uint8Array, from: number, separator: number): number {
  if (bytes[from] !== 0x42 || bytes[from + 3] !== separator) return 0;
  const tag = 0x42 * 65536 + (bytes[from + 1] as number) * 256 + (bytes[from + 2] as number);
  return x12Lengths.get(tag) ?? 0;
}

export const objectHeader = tagOf('UNO');
export const objectTrailer = tagOf('UNP');
/** S022 of UNO. */
export const objectStatus = 4;
