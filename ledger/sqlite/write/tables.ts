import type { DatabaseSync } from 'node:sqlite';
import type { Content } from '../../write/sink.ts';
import { packed } from '../codec.ts';
import { type Blocks, writtenBlocks } from './blocks.ts';
import { type Contents, writtenContents } from './contents.ts';
import { type Names, writtenNames } from './names.ts';
import { Positions } from './positions.ts';

/**
 * What the parts of the sink share. Statements of every message are carried out by `get`, which answers nothing when
 * there are no rows: `run` builds an object of what has changed with every call.
 */
export interface Tables {
  readonly db: DatabaseSync;
  readonly names: Names;
  readonly blocks: Blocks;
  readonly contents: Contents;
  readonly positions: Positions;
}

export function sharedTables(db: DatabaseSync): Tables {
  const positions = new Positions(db);
  return {
    db,
    names: writtenNames(db, positions),
    blocks: writtenBlocks(db, positions),
    contents: writtenContents(db),
    positions,
  };
}

/** The column for content that a row keeps itself. */
export const inRow = (content: Content | null): string | Uint8Array | null =>
  content?.text == null ? null : packed(content.text);
