import type { DatabaseSync } from 'node:sqlite';
import { zstdCompressSync } from 'node:zlib';
import { storedId } from '../codec.ts';

/** Raw bytes and large JSON by digest, once, counted by the rows that refer to them. */
export interface Contents {
  keep(digest: string, size: number, data: string | Uint8Array): void;
  /** Number for a row that now refers to what was kept under the digest; null for null. */
  use(digest: string | null): number | null;
  /** A row stopped referring to it. */
  release(number: number | null): void;
}

export function writtenContents(db: DatabaseSync): Contents {
  const find = db.prepare('SELECT number FROM content WHERE digest = ?');
  const insert = db.prepare('INSERT INTO content (digest, size, uses) VALUES (?, ?, 0)');
  const insertBytes = db.prepare('INSERT INTO content_bytes (number, bytes) VALUES (?, ?)');
  const use = db.prepare('UPDATE content SET uses = uses + 1 WHERE digest = ? RETURNING number');
  const release = db.prepare('UPDATE content SET uses = uses - 1 WHERE number = ?');

  return {
    keep(digest, size, data) {
      const stored = storedId(digest);
      if (find.get(stored)) return;
      const { lastInsertRowid } = insert.run(stored, size);
      insertBytes.run(lastInsertRowid, zstdCompressSync(data));
    },
    use(digest) {
      if (digest === null) return null;
      const number = use.get(storedId(digest))?.number;
      return number === undefined ? null : Number(number);
    },
    release(number) {
      if (number !== null) release.run(number);
    },
  };
}
