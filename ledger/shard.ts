/** The work is shared out among workers in this many parts. Changing it moves every key: a new ledger. */
export const shards = 64;

/** The shard of an ordering key: FNV-1a (32 bit) over its UTF-8 bytes, modulo 64. Source: draft-eastlake-fnv. */
export function shardOf(key: string): number {
  let hash = offsetBasis;
  for (let index = 0; index < key.length; index += 1) {
    const code = key.charCodeAt(index);
    // One byte a character, as most keys are: no need for a buffer.
    if (code > 0x7f) return shardOfBytes(Buffer.from(key));
    hash = Math.imul(hash ^ code, prime);
  }
  return (hash >>> 0) % shards;
}

const offsetBasis = 0x811c9dc5;
const prime = 0x01000193;

function shardOfBytes(bytes: Uint8Array): number {
  let hash = offsetBasis;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, prime);
  return (hash >>> 0) % shards;
}
