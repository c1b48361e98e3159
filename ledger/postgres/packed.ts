import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { Json } from '../ledger.ts';
import type { Content } from '../write/sink.ts';

/** Below this, compressing costs the process more time than the server saves. */
const compressAbove = 4096;
/** First byte of a zstd frame (RFC 8878, 3.1.1); no JSON text begins with it. */
const zstdMagic = 0x28;

/** JSON text as a bytea column takes it: long text as zstd bytes. */
export const packed = (text: string): string | Uint8Array =>
  text.length > compressAbove ? zstdCompressSync(text) : text;

/** The text of a claim is elsewhere. */
export const packedContent = (content: Content | null): string | Uint8Array | null =>
  content === null || content.text === null ? null : packed(content.text);

/** The same as a JSON string that `decode(…, 'base64')` takes. */
export function base64(value: string | Uint8Array | null): string | null {
  if (value === null) return null;
  const bytes =
    typeof value === 'string'
      ? Buffer.from(value)
      : Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  return bytes.toString('base64');
}

/** The text behind a bytea column, packed or plain. */
export const unpackedText = (bytes: Buffer): string =>
  (bytes[0] === zstdMagic ? zstdDecompressSync(bytes) : bytes).toString();

/** The JSON text behind what `json_text` of the migration sends. */
export const sentText = (text: string): string =>
  text.startsWith('z') ? zstdDecompressSync(Buffer.from(text.slice(1), 'base64')).toString() : text;

export const sent = (text: string): Json => JSON.parse(sentText(text));
