import type { DatabaseSync } from 'node:sqlite';
import { zstdDecompressSync } from 'node:zlib';
import type { Json } from '../../ledger.ts';
import { RecentMessages } from '../recent-messages.ts';
import { type ReadBlocks, readBlocks } from './blocks.ts';
import { type ReadNames, readNames } from './names.ts';

/** What the reads share. */
export interface ReadTables {
  readonly db: DatabaseSync;
  readonly names: ReadNames;
  readonly blocks: ReadBlocks;
  readonly recent: RecentMessages;
  /** A content by its number. */
  bytes(content: unknown): Buffer | null;
  json(content: unknown): Json;
  /** After a retention: what was read may be gone. */
  forget(): void;
}

export function readTables(db: DatabaseSync): ReadTables {
  const names = readNames(db);
  const blocks = readBlocks(db);
  const find = db.prepare('SELECT bytes FROM content_bytes WHERE number = ?');
  const bytes = (content: unknown): Buffer | null => {
    const bytes = find.get(Number(content))?.bytes;
    return bytes instanceof Uint8Array ? zstdDecompressSync(bytes) : null;
  };

  return {
    db,
    names,
    blocks,
    recent: new RecentMessages(),
    bytes,
    json: (content) => JSON.parse(String(bytes(content))),
    forget: () => blocks.forget(),
  };
}
