import type { DatabaseSync } from 'node:sqlite';
import type { AheadBlock, KeptAhead } from '../ahead.ts';
import { blockOf, placeOf } from '../codec.ts';
import { Lines, packedLines } from '../lines.ts';
import type { Positions } from './positions.ts';

/** Collects the documents of a transaction and writes them block by block. */
export interface Blocks {
  /** Place of the first line, for one row to refer to. JSON text has no line breaks of its own. */
  add(...lines: string[]): number;
  /** Place of an envelope and its body that came as bytes, for one row to refer to. */
  refer(kept: KeptAhead): number;
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
  const lines = new Lines();
  let number = 0;
  let uses = 0;
  const ahead = new Map<AheadBlock, { readonly number: number; uses: number }>();

  const forget = (): void => {
    number = 0;
    uses = 0;
    lines.clear();
    ahead.clear();
  };

  const end = (): void => {
    if (uses > 0) insert.get(number, uses, packedLines(lines.bytes));
    number = 0;
    uses = 0;
    lines.clear();
  };

  const flush = (): void => {
    end();
    for (const [block, referred] of ahead) insert.get(referred.number, referred.uses, block.lines);
    ahead.clear();
  };

  const addBytes = (documents: Uint8Array): number => {
    if (number === 0) number = positions.next('block');
    const place = placeOf(number, lines.count);
    lines.appendBytes(documents, 2);
    uses += 1;
    if (lines.isFull) end();
    return place;
  };

  const releaseStored = (block: number, count: number): void => {
    if (drop.get(count, block)?.uses === 0) remove.run(block);
  };

  return {
    add(...added) {
      if (number === 0) number = positions.next('block');
      const place = placeOf(number, lines.count);
      for (const line of added) lines.append(line);
      uses += 1;
      if (lines.isFull) end();
      return place;
    },
    refer(kept) {
      const { block, line } = kept;
      if (!block.isPacked && typeof block.lines !== 'string') return addBytes(kept.bothLines(block.lines));
      let referred = ahead.get(block);
      if (!referred) {
        referred = { number: positions.next('block'), uses: 0 };
        ahead.set(block, referred);
      }
      referred.uses += 1;
      return placeOf(referred.number, line);
    },
    release(places) {
      const counts = new Map<number, number>();
      for (const place of places) counts.set(blockOf(place), (counts.get(blockOf(place)) ?? 0) + 1);
      // One of them may not be written yet.
      flush();
      for (const [block, count] of counts) releaseStored(block, count);
    },
    flush,
    forget,
  };
}
