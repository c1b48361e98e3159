import type { DatabaseSync } from 'node:sqlite';
import { constants, zstdCompressSync } from 'node:zlib';
import { blockOf, placeOf } from '../codec.ts';
import type { Positions } from './positions.ts';

/** Larger blocks hardly get smaller by the document, and reading one document costs the whole block. */
const maxBlockBytes = 48 * 1024;
const maxLines = 4_000;
const mostBytesPerUnit = 3;
const lineBreak = 0x0a;
/** Shorter texts do not get smaller. */
const compressAbove = 160;
/** The fastest: over dozens of like documents a higher level saves some percent and takes twice the time. */
const params = { [constants.ZSTD_c_compressionLevel]: 1 };

/** Collects the documents of a transaction and writes them block by block. */
export interface Blocks {
  /** Place of the first line, for one row to refer to. JSON text has no line breaks of its own. */
  add(...lines: string[]): number;
  /** Rows stopped referring to these places. */
  release(places: Iterable<number>): void;
  /** Writes what is left; part of the transaction. */
  flush(): void;
  /** After a rollback, or when somebody else wrote. */
  forget(): void;
}

export function writtenBlocks(db: DatabaseSync, positions: Positions): Blocks {
  const insert = db.prepare('INSERT INTO block (number, uses, lines) VALUES (?, ?, ?)');
  const drop = db.prepare('UPDATE block SET uses = uses - ? WHERE number = ? RETURNING uses');
  const remove = db.prepare('DELETE FROM block WHERE number = ?');
  let number = 0;
  /** The lines so far as UTF-8: joining strings first would make another copy of them all. */
  let bytes = Buffer.allocUnsafe(2 * maxBlockBytes);
  let used = 0;
  let lines = 0;
  let uses = 0;

  const reset = (): void => {
    number = 0;
    used = 0;
    lines = 0;
    uses = 0;
  };

  const append = (line: string): void => {
    const most = used + 1 + mostBytesPerUnit * line.length;
    if (most > bytes.length) bytes = Buffer.concat([bytes.subarray(0, used)], 2 * most);
    if (lines > 0) {
      bytes[used] = lineBreak;
      used += 1;
    }
    used += bytes.write(line, used);
    lines += 1;
  };

  const flush = (): void => {
    if (uses === 0) return;
    const text = bytes.subarray(0, used);
    insert.get(number, uses, used > compressAbove ? zstdCompressSync(text, { params }) : text.toString());
    reset();
  };

  const releaseStored = (block: number, count: number): void => {
    if (drop.get(count, block)?.uses === 0) remove.run(block);
  };

  return {
    add(...added) {
      if (number === 0) number = positions.next('block');
      const place = placeOf(number, lines);
      for (const line of added) append(line);
      uses += 1;
      if (used > maxBlockBytes || lines > maxLines) flush();
      return place;
    },
    release(places) {
      const counts = new Map<number, number>();
      for (const place of places) counts.set(blockOf(place), (counts.get(blockOf(place)) ?? 0) + 1);
      if (counts.has(number)) flush();
      for (const [block, count] of counts) releaseStored(block, count);
    },
    flush,
    forget: reset,
  };
}
