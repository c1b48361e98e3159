import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { zstdCompressSync } from 'node:zlib';

/** Stores raw bytes once per content. Returns the function that writes them and gives their hex SHA-256. */
export function rawStore(db: DatabaseSync): (bytes: Uint8Array | null) => string | null {
  const find = db.prepare('SELECT number FROM raw WHERE digest = ?');
  const insert = db.prepare('INSERT INTO raw (digest, size, bytes) VALUES (?, ?, ?)');
  return (bytes) => {
    if (bytes === null) return null;
    const digest = createHash('sha256').update(bytes).digest('hex');
    if (!find.get(digest)) insert.run(digest, bytes.byteLength, zstdCompressSync(bytes));
    return digest;
  };
}
