import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { ExceptionState, Json } from '../ledger.ts';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const sha256 = /^[0-9a-f]{64}$/;

/** An id or digest as stored: a UUID as 16 bytes, a hex SHA-256 as 32, anything else as it is. */
export function storedId(id: string): string | Uint8Array {
  if (id.length === 36 && uuid.test(id)) return Buffer.from(id.replaceAll('-', ''), 'hex');
  if (id.length === 64 && sha256.test(id)) return Buffer.from(id, 'hex');
  return id;
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
