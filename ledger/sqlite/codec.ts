import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { ExceptionState, Json } from '../ledger.ts';

/** Value of a lower-case hex digit by its character code; 16 for any other character. */
const nibbles = Uint8Array.from({ length: 128 }, (_, code) => {
  const value = '0123456789abcdef'.indexOf(String.fromCharCode(code));
  return value < 0 ? 16 : value;
});
const hyphen = 0x2d;

/** The bytes of hex digits, with hyphens where a UUID has them; null when it is anything else. */
function hexBytes(text: string, length: number, isUuid: boolean): Uint8Array | null {
  const bytes = new Uint8Array(length);
  let at = 0;
  for (let index = 0; index < length; index += 1) {
    if (isUuid && (at === 8 || at === 13 || at === 18 || at === 23)) {
      if (text.charCodeAt(at) !== hyphen) return null;
      at += 1;
    }
    const high = nibbles[text.charCodeAt(at)] ?? 16;
    const low = nibbles[text.charCodeAt(at + 1)] ?? 16;
    if (high === 16 || low === 16) return null;
    bytes[index] = high * 16 + low;
    at += 2;
  }
  return bytes;
}

/** An id or digest as stored: a UUID as 16 bytes, a hex SHA-256 as 32, anything else as it is. */
export function storedId(id: string): string | Uint8Array {
  if (id.length === 36) return hexBytes(id, 16, true) ?? id;
  return id.length === 64 ? (hexBytes(id, 32, false) ?? id) : id;
}

export function idOf(column: unknown): string {
  if (!(column instanceof Uint8Array)) return String(column);
  const hex = Buffer.from(column.buffer, column.byteOffset, column.byteLength).toString('hex');
  if (hex.length !== 32) return hex;
  const part = (from: number, to?: number) => hex.slice(from, to);
  return `${part(0, 8)}-${part(8, 12)}-${part(12, 16)}-${part(16, 20)}-${part(20)}`;
}

/** Below this, compressing a text alone costs the writer more time than the saved pages give back. */
const compressAbove = 1024;

/** Text as stored on its own: long text as zstd bytes. */
export function packed(text: string): string | Uint8Array {
  return text.length > compressAbove ? zstdCompressSync(text) : text;
}

export const unpackedText = (column: unknown): string =>
  column instanceof Uint8Array ? zstdDecompressSync(column).toString() : String(column);

/** The value behind a JSON column, packed or plain. */
export const unpacked = (column: unknown): Json => JSON.parse(unpackedText(column));

const dayMs = 86_400_000;
export const dayOf = (at: number): number => Math.floor(at / dayMs);
export const startOfDay = (at: number): number => dayOf(at) * dayMs;

/** Places count lines within blocks. */
const linesPerBlock = 4096;
export const placeOf = (block: number, line: number): number => block * linesPerBlock + line;
export const blockOf = (place: number): number => Math.floor(place / linesPerBlock);
export const lineOf = (place: number): number => place % linesPerBlock;

/** `ended` as the column numbers it; see the migration. */
export const ended = { asMeant: 0, discarded: 1, gone: 2 } as const;

const exceptionStates: readonly ExceptionState[] = ['open', 'assigned', 'resolved', 'discarded'];
export const exceptionCode = (state: ExceptionState): number => exceptionStates.indexOf(state);
export const exceptionState = (code: unknown): ExceptionState => exceptionStates[Number(code)] ?? 'discarded';
