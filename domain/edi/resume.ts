import { areSound, canDelimit } from './delimiters.ts';
import { startsInterchange } from './dialect.ts';
import { mostFiller, skipFiller } from './filler.ts';

const text = (bytes: Uint8Array, from: number, length: number): string =>
  Buffer.from(bytes.subarray(from, from + length)).toString('latin1');

const delimits = (byte: number | undefined): boolean => byte !== undefined && canDelimit(byte);

const isWordByte = (byte: number | undefined): boolean =>
  byte !== undefined &&
  ((byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a));

/**
 * Whether reading can go on here after something that is no EDI: three letters in the middle of data are no header, so
 * what follows them must look like one too.
 */
export function resumesAt(bytes: Uint8Array, at: number): boolean {
  if (!startsInterchange(bytes, at) || isWordByte(bytes[at - 1])) return false;
  const tag = text(bytes, at, 3);
  if (tag === 'ISA') return delimits(bytes[at + 3]);
  if (tag !== 'UNA') return delimits(bytes[at + 3]) && /^[A-Z]{4}/.test(text(bytes, at + 4, 4));
  const [component, element, , , , segment] = bytes.subarray(at + 3, at + 9);
  if (component === undefined || element === undefined || segment === undefined) return false;
  if (!areSound({ component, element, segment, repetition: null, release: null })) return false;
  const header = text(bytes, skipFiller(bytes, at + 9, mostFiller), 3);
  return header === 'UNB' || header === 'UIB';
}
