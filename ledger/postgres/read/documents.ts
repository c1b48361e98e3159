import { readable } from '../../damaged.ts';
import type { Json } from '../../ledger.ts';
import { answersIn } from '../answers.ts';
import { idMark, linesOf, placed, type RecentBlocks, withId } from '../blocks.ts';
import { beheaded } from '../delivery-line.ts';
import type { Lines } from '../lines.ts';
import type { Query } from './rows.ts';

type Fields = Record<string, unknown>;

/** Reads the lines of blocks by number, and of answers by the first of their deliveries. */
export interface LinesReader {
  blocks(numbers: readonly number[]): Promise<readonly Stored[]>;
  answers(firsts: readonly number[]): Promise<readonly Stored[]>;
}
export interface Stored {
  readonly number: number;
  readonly lines: Buffer;
}

/** A document out of a block: the one that was written, for the block has a checksum. Made whenever it is asked for. */
export interface Sound {
  value(): Json;
  text(): string;
}
export interface MaybeSound {
  /** The envelope. */
  readonly head?: Sound;
  /** The body. */
  readonly sound?: Sound;
}

/** What stands in the place of a document that is lost: no JSON. */
const lost = '@';

/**
 * Puts documents where rows have places of them: `place` of the envelope in `head` and of the body after it in
 * `sound`, `content_place` in `content`; and the answer out of `answers` where it stands with others.
 *
 * @returns false when one is missing, since its block is not there any more or cannot be read
 */
export async function resolve(
  rows: readonly Fields[],
  known: RecentBlocks,
  reader: LinesReader,
): Promise<boolean> {
  const [sample] = rows;
  if (sample === undefined || !('place' in sample || 'content_place' in sample)) return true;
  const linesAt = await blocksOf(rows, known, reader);
  let whole = true;
  const line = (place: number): string => {
    const at = placed(place);
    const text = linesAt.get(at.block)?.text(at.line);
    whole &&= text !== undefined;
    return text ?? lost;
  };
  for (const row of rows) {
    const { place, content_place: contentPlace } = row;
    if (typeof place === 'number') {
      if (row.envelope === null) {
        row.head = headAt(linesAt, place, String(row.message_id ?? row.id));
        if (row.head === undefined) row.envelope = lost;
        whole &&= row.envelope !== lost;
      }
      if (row.body === null && row.body_claim === null) {
        row.sound = soundAt(linesAt, place);
        if (row.sound === undefined) row.body = lost;
        whole &&= row.body !== lost;
      }
    }
    if (typeof contentPlace === 'number') putDelivery(row, line(contentPlace));
  }
  return (await resolveAnswers(rows, reader)) && whole;
}

/** The envelope in this place, of the message with this id. */
function headAt(
  linesAt: ReadonlyMap<number, Lines | undefined>,
  place: number,
  id: string,
): Sound | undefined {
  const { block, line } = placed(place);
  const lines = linesAt.get(block);
  if (!lines?.has(line)) return undefined;
  return { value: () => lines.value(line, idMark, id), text: () => withId(lines.text(line) ?? lost, id) };
}

/** The body after the envelope in this place. */
function soundAt(linesAt: ReadonlyMap<number, Lines | undefined>, place: number): Sound | undefined {
  const { block, line } = placed(place);
  const lines = linesAt.get(block);
  if (!lines?.has(line + 1)) return undefined;
  return { value: () => lines.value(line + 1), text: () => lines.text(line + 1) ?? lost };
}

/** A delivery that was given another request since then has its content itself; without its head it is lost all the same. */
function putDelivery(row: Fields, line: string): void {
  const found = readable(() => beheaded(line), null);
  const { nodeId, nodeType, idempotencyKey } = found ?? { nodeId: '', nodeType: '', idempotencyKey: '' };
  Object.assign(row, { node_id: nodeId, node_type: nodeType, idempotency_key: idempotencyKey });
  if (found === null) row.content = lost;
  else if (row.content === null && row.content_claim === null) row.content = found.content;
}

async function blocksOf(rows: readonly Fields[], known: RecentBlocks, reader: LinesReader) {
  const found = new Map<number, Lines | undefined>();
  for (const { place, content_place: contentPlace } of rows) {
    for (const each of [place, contentPlace]) {
      if (typeof each !== 'number') continue;
      const { block } = placed(each);
      if (!found.has(block)) found.set(block, known.get(block));
    }
  }
  const missing = [...found].filter(([, lines]) => lines === undefined).map(([number]) => number);
  for (const { number, lines: stored } of missing.length > 0 ? await reader.blocks(missing) : []) {
    const lines = readable(() => linesOf(stored), null);
    if (lines === null) continue;
    found.set(number, lines);
    known.set(number, lines);
  }
  return found;
}

async function resolveAnswers(rows: readonly Fields[], reader: LinesReader): Promise<boolean> {
  const firsts = new Set<number>();
  for (const { answers } of rows) if (typeof answers === 'number') firsts.add(answers);
  if (firsts.size === 0) return true;
  const found = new Map<number, ReadonlyMap<number, string>>();
  for (const { number, lines } of await reader.answers([...firsts])) {
    found.set(
      number,
      readable(() => answersIn(lines), new Map()),
    );
  }
  let whole = true;
  for (const row of rows) {
    if (typeof row.answers !== 'number') continue;
    row.answer = found.get(row.answers)?.get(Number(row.sequence) - row.answers) ?? lost;
    whole &&= row.answer !== lost;
  }
  return whole;
}

/** How often a read is repeated whose rows retention may have deleted meanwhile, with their blocks. */
const maxTries = 3;

/** The same query, with documents for places. One that is lost or damaged is no JSON, and damages its row alone. */
export function withDocuments(query: Query, known: RecentBlocks): Query {
  const read = async (text: string, numbers: readonly number[]): Promise<Stored[]> => {
    const rows = await query<{ number: number; lines: string }>(text, [numbers]);
    return rows.map(({ number, lines }) => ({ number, lines: Buffer.from(lines, 'base64') }));
  };
  const reader: LinesReader = {
    blocks: (numbers) =>
      read(`SELECT number, encode(lines, 'base64') AS lines FROM block WHERE number = ANY ($1)`, numbers),
    answers: (firsts) =>
      read(
        `SELECT first AS number, encode(lines, 'base64') AS lines FROM delivery_answer WHERE first = ANY ($1)`,
        firsts,
      ),
  };
  return async <Row extends object>(text: string, values?: readonly unknown[]): Promise<Row[]> => {
    for (let tries = 1; ; tries += 1) {
      const rows = await query<Row>(text, values);
      if ((await resolve(rows as Fields[], known, reader)) || tries === maxTries) return rows;
    }
  };
}
