import { ownValue } from './own-value.ts';

/** Character sets a syntax level can name. X12 is read as UTF-8 where it is valid UTF-8, else as ISO 8859-1. */
export type Charset = 'ascii' | 'latin1' | 'utf-8' | 'x12' | `iso-8859-${number}`;

const byLevel: Readonly<Record<string, Charset>> = {
  /** Air passenger messages name their own repertoire, a subset of level A. */
  IATA: 'ascii',
  UNOA: 'ascii',
  UNOB: 'ascii',
  UNOC: 'latin1',
  UNOD: 'iso-8859-2',
  UNOE: 'iso-8859-5',
  UNOF: 'iso-8859-7',
  UNOG: 'iso-8859-3',
  UNOH: 'iso-8859-4',
  UNOI: 'iso-8859-6',
  UNOJ: 'iso-8859-8',
  UNOK: 'iso-8859-9',
  UNOW: 'utf-8',
  UNOY: 'utf-8',
};

/** The character set of a UNB syntax identifier (ISO 9735 S001/0001), null for one that is not supported. */
export const charsetOfLevel = (level: string): Charset | null => ownValue(byLevel, level) ?? null;

const strictUtf8 = new TextDecoder('utf-8', { fatal: true });
const looseUtf8 = new TextDecoder('utf-8');
const tables = new Map<Charset, InstanceType<typeof TextDecoder>>();

export function isAscii(bytes: Uint8Array, from: number, to: number): boolean {
  for (let i = from; i < to; i += 1) if ((bytes[i] as number) > 0x7f) return false;
  return true;
}

/** The text of a byte range in a character set. Never throws: bytes that make no character become U+FFFD. */
export function decode(buffer: Buffer, from: number, to: number, charset: Charset): string {
  if (charset === 'ascii' || charset === 'latin1' || isAscii(buffer, from, to)) {
    return buffer.toString('latin1', from, to);
  }
  const bytes = buffer.subarray(from, to);
  if (charset === 'utf-8') return looseUtf8.decode(bytes);
  if (charset === 'x12') {
    try {
      return strictUtf8.decode(bytes);
    } catch {
      return buffer.toString('latin1', from, to);
    }
  }
  let table = tables.get(charset);
  if (!table) {
    table = new TextDecoder(charset);
    tables.set(charset, table);
  }
  return table.decode(bytes);
}

/** Whether letters take several bytes. */
export const isMultibyte = (charset: Charset): boolean => charset === 'utf-8' || charset === 'x12';

/** Characters, not bytes: what the lengths of a guide count. */
export function characterCount(bytes: Uint8Array, from: number, to: number, charset: Charset): number {
  if (!isMultibyte(charset)) return to - from;
  let count = 0;
  for (let i = from; i < to; i += 1) if (((bytes[i] as number) & 0xc0) !== 0x80) count += 1;
  return count;
}

/** The first character of a text that a character set cannot carry, null if it can carry all. */
export function firstUnencodable(text: string, charset: Charset): string | null {
  const highest = charset === 'ascii' ? 0x7f : charset === 'latin1' ? 0xff : 0x10ffff;
  for (const character of text) if ((character.codePointAt(0) ?? 0) > highest) return character;
  return null;
}

/** The bytes of a text: one byte per character for ascii and latin1, UTF-8 for the rest. */
export const encode = (text: string, charset: Charset): Uint8Array =>
  Buffer.from(text, charset === 'ascii' || charset === 'latin1' ? 'latin1' : 'utf8');
