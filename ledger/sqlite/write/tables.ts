import type { DatabaseSync } from 'node:sqlite';
import type { Content } from '../../write/sink.ts';
import { packed } from '../codec.ts';
import { type Blocks, writtenBlocks } from './blocks.ts';
import { type Contents, writtenContents } from './contents.ts';
import { type Names, writtenNames } from './names.ts';
import { Sequence } from './sequence.ts';

/** What the parts of the sink share. */
export interface Tables {
  readonly db: DatabaseSync;
  readonly names: Names;
  readonly blocks: Blocks;
  readonly contents: Contents;
  readonly messages: Sequence;
  readonly deliveries: Sequence;
}

export function sharedTables(db: DatabaseSync): Tables {
  return {
    db,
    names: writtenNames(db),
    blocks: writtenBlocks(db),
    contents: writtenContents(db),
    messages: new Sequence(db, 'message'),
    deliveries: new Sequence(db, 'delivery'),
  };
}

/** The column for content that a row keeps itself. */
export const inRow = (content: Content | null): string | Uint8Array | null =>
  content?.text == null ? null : packed(content.text);
