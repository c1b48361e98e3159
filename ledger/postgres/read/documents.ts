import { readable } from '../../damaged.ts';
import { isReference, linesOf, placeOf, type RecentBlocks, referenceMark } from '../blocks.ts';
import type { Query } from './rows.ts';

/** Columns that may hold a reference into a block. */
const names = ['envelope', 'body', 'own_envelope'] as const;

type Fields = Record<string, unknown>;
export type LoadBlocks = (
  numbers: readonly number[],
) => Promise<readonly { readonly number: number; readonly lines: Buffer }[]>;

/** A row whose body came out of a block is `sound`: it is the JSON text that was written. */
export interface MaybeSound {
  readonly sound?: true;
}

/**
 * Puts documents in the place of their references.
 *
 * @returns false when a reference stays, since its block is not there any more or cannot be read
 */
export async function resolve(
  rows: readonly Fields[],
  known: RecentBlocks,
  load: LoadBlocks,
): Promise<boolean> {
  const found = new Map<number, readonly string[] | undefined>();
  const references: {
    readonly row: Fields;
    readonly name: string;
    readonly block: number;
    readonly line: number;
  }[] = [];
  for (const row of rows) {
    for (const name of names) {
      const reference = referenceIn(row[name]);
      if (reference === null) continue;
      const place = placeOf(reference);
      references.push({ row, name, ...place });
      if (!found.has(place.block)) found.set(place.block, known.get(place.block));
    }
  }
  const missing = [...found].filter(([, lines]) => lines === undefined).map(([number]) => number);
  if (missing.length > 0) {
    for (const block of await load(missing)) {
      const lines = readable(() => linesOf(block.lines), null);
      if (lines === null) continue;
      found.set(block.number, lines);
      known.set(block.number, lines);
    }
  }
  let whole = true;
  for (const { row, name, block, line } of references) {
    const text = found.get(block)?.[line];
    if (text === undefined) {
      whole = false;
      continue;
    }
    row[name] = text;
    if (name === 'body') row.sound = true;
  }
  return whole;
}

/** A column comes as text, or as the bytes that are stored. */
function referenceIn(column: unknown): string | null {
  if (typeof column === 'string') return isReference(column) ? column : null;
  return column instanceof Buffer && column[0] === referenceMark ? column.toString() : null;
}

/** How often a read is repeated whose rows retention may have deleted meanwhile, with their blocks. */
const maxTries = 3;

/**
 * The same query, with documents in the place of references. A reference whose block is lost or damaged stays as it
 * is: it is no JSON, and damages its row alone.
 */
export function withDocuments(query: Query, known: RecentBlocks): Query {
  const load: LoadBlocks = async (numbers) => {
    const rows = await query<{ number: number; lines: string }>(
      `SELECT number, encode(lines, 'base64') AS lines FROM block WHERE number = ANY ($1)`,
      [numbers],
    );
    return rows.map(({ number, lines }) => ({ number, lines: Buffer.from(lines, 'base64') }));
  };
  return async <Row extends object>(text: string, values?: readonly unknown[]): Promise<Row[]> => {
    for (let tries = 1; ; tries += 1) {
      const rows = await query<Row>(text, values);
      if ((await resolve(rows as Fields[], known, load)) || tries === maxTries) return rows;
    }
  };
}
