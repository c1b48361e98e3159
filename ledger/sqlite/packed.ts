import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { Json } from '../ledger.ts';

/** Below this, compressing costs the writer more time than the saved pages give back. */
const compressAbove = 4096;

/** JSON text as stored: long text as zstd bytes. */
export function packed(text: string): string | Uint8Array {
  return text.length > compressAbove ? zstdCompressSync(text) : text;
}

/** The value behind a JSON column, packed or plain. */
export function unpacked(column: unknown): Json {
  return JSON.parse(column instanceof Uint8Array ? zstdDecompressSync(column).toString() : String(column));
}
