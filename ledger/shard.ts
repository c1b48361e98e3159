/** The work is shared out among workers in this many parts. Changing it moves every key: a new ledger. */
export const shards = 64;

/** The shard of an ordering key: FNV-1a (32 bit) over its UTF-8 bytes, modulo 64. Source: draft-eastlake-fnv. */
export function shardOf(key: string): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(key)) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0) % shards;
}
