import type { DatabaseSync } from 'node:sqlite';
import { blockOf, lineOf, unpackedText } from '../codec.ts';

/** Neighbours are read together: some megabytes of what was read last. */
const maxBlocks = 64;

export interface ReadBlocks {
  /** The JSON text at a place, or `offset` lines after it. */
  line(place: number, offset?: number): string;
  forget(): void;
}

export function readBlocks(db: DatabaseSync): ReadBlocks {
  const find = db.prepare('SELECT lines FROM block WHERE number = ?');
  const blocks = new Map<number, readonly string[]>();

  const linesOf = (number: number): readonly string[] => {
    const known = blocks.get(number);
    if (known) return known;
    const row = find.get(number);
    if (!row) throw new Error(`block ${number} is missing`);
    const lines = unpackedText(row.lines).split('\n');
    const [oldest] = blocks.keys();
    if (blocks.size >= maxBlocks && oldest !== undefined) blocks.delete(oldest);
    blocks.set(number, lines);
    return lines;
  };

  return {
    line: (place, offset = 0) => linesOf(blockOf(place))[lineOf(place) + offset] ?? '',
    forget: () => blocks.clear(),
  };
}
