import { hash } from 'node:crypto';
import { promisify } from 'node:util';
import { zstdCompress } from 'node:zlib';
import type { Pool } from 'pg';
import { claimAbove } from '../../write/content.ts';
import { answerRows } from '../answers.ts';
import { arrayOf, rowsOf, type Value } from '../binary.ts';
import { type Block, BlockWriter, columnsOf, compressed, linesOf, placed, withoutId } from '../blocks.ts';
import { beheaded, headed } from '../delivery-line.ts';
import { base64, packed, unpackedText } from '../packed.ts';
import { columns, type Row, type RowOids, type RowType } from './columns.ts';
import { maxInFlight } from './group-commit.ts';
import { byName } from './rare.ts';
import { type BatchSink, ownOf, type StateChange } from './sink.ts';

const compress = promisify(zstdCompress);

/** Who writes: the number of this worker, and the shards whose work the batch ends, with their epochs. */
export interface Author {
  readonly number: number;
  readonly shards: readonly number[];
  readonly epochs: readonly number[];
}

export interface Drawn {
  /** The others follow in order. */
  readonly firstMessage: number;
  readonly firstDelivery: number;
  /** By which `blocks` are stored. */
  readonly blockNumbers: readonly number[];
  /** The columns of each. */
  readonly blocks: readonly Buffer[];
}

/** Rows of the counts: more than there are batches at a time in practice, few enough to sum up. */
const slots = 64;
let turn = 0;

/** Batches of a worker that are in flight together must not wait for each other's counts. */
function slotOf({ number }: Author): number {
  turn = (turn + 1) % maxInFlight;
  return (maxInFlight * number + turn) % slots;
}

/**
 * Writes what the sink has collected, in one statement that the server completes alone.
 *
 * @returns the sequences drawn, and the blocks
 */
export async function flush(
  pool: Pool,
  oids: RowOids,
  sink: BatchSink,
  author: Author,
  at: number,
): Promise<Drawn> {
  const requests = await replacedRequests(pool, sink);
  const contents = await Promise.all([...sink.contents].sort(byName).map(contentRow));
  const raws = await Promise.all([...sink.raws].sort(byName).map(rawRow));
  const rows = <Type extends RowType>(type: Type, list: readonly Row<Type>[]): Buffer =>
    rowsOf(oids[type], columns[type], list);

  const blocks = placeDocuments(sink);
  const columnsBy = blocks.map(columnsOf);
  const blockRows = columnsBy.map((bytes, index) => ({
    deliveries: blocks[index]?.deliveries ?? false,
    lines: compressed(bytes),
  }));

  const finished: number[] = [];
  const messageChanges: StateChange[] = [];
  for (const { ref, change } of sink.messageChanges.values()) {
    const { state, expected, attempts, availableAt, error } = change;
    const plain = attempts === null && availableAt === null && error === null;
    if (state === 'done' && expected === 'accepted' && plain) finished.push(ref.handle);
    else messageChanges.push(change);
  }
  const answered: number[] = [];
  const answers = new Map<number, string>();
  const deliveryChanges: StateChange[] = [];
  for (const [id, { ref, change }] of sink.deliveryChanges) {
    const { state, expected, attempts, availableAt, error } = change;
    const plain = attempts === null && availableAt === null && error === null;
    if (state === 'delivered' && expected === 'pending' && plain) answered.push(ref.handle);
    else deliveryChanges.push(change);
    const answer = sink.answers.get(id);
    if (answer !== undefined) answers.set(ref.handle, answer);
  }
  const rare = {
    ...sink.rare.document(),
    ...(messageChanges.length > 0 && { messageChanges: messageChanges.sort(bySequence) }),
    ...(deliveryChanges.length > 0 && { deliveryChanges: deliveryChanges.sort(bySequence) }),
    ...(requests.length > 0 && { requests }),
  };
  const { rows: result } = await pool.query<{
    first_message: number;
    first_delivery: number;
    block_numbers: number[];
  }>({
    name: 'write_batch',
    text: `SELECT * FROM write_batch(${Array.from({ length: 20 }, (_, index) => `$${index + 1}`).join(', ')})`,
    values: [
      ...[author.number, slotOf(author), at],
      ...[arrayOf('int2', author.shards), arrayOf('int8', author.epochs)],
      ...[rows('content_in', raws), rows('content_in', contents)],
      ...[rows('message_in', sink.messages), rows('block_in', blockRows)],
      arrayOf('int8', finished),
      ...[rows('delivery_in', sink.deliveries), arrayOf('int8', answered)],
      rows('answer_in', answerRows(answers)),
      rows(
        'process_in',
        [...sink.processes].sort(byName).map(([, row]) => row),
      ),
      rows(
        'identifier_in',
        [...sink.identifiers].sort(byName).map(([, row]) => row),
      ),
      ...[rows('journal_in', sink.lines), rows('hop_in', sink.hops)],
      rows('tally_in', tallies(sink)),
      rows('tally_in', loads(sink)),
      Object.keys(rare).length > 0 ? JSON.stringify(rare) : null,
    ],
  });
  const first = result[0];
  return {
    ...{ firstMessage: first?.first_message ?? 0, firstDelivery: first?.first_delivery ?? 0 },
    ...{ blockNumbers: first?.block_numbers ?? [], blocks: columnsBy },
  };
}

/** Puts documents into blocks; those of neighbouring shards, which the same worker reads, together. */
function placeDocuments({ messages, deliveries }: BatchSink): readonly Block[] {
  const writer = new BlockWriter();
  const sharing = BlockWriter.isWorth(messages.flatMap(({ envelope, body }) => [envelope, body]));
  for (const row of inShards(messages)) {
    const { envelope, body } = row;
    if (sharing && isShort(envelope)) {
      const line = withoutId(envelope, String(row.id));
      row.place = writer.add(false, isShort(body) ? [line, body] : [line]);
      row.envelope = null;
      if (isShort(body)) row.body = null;
    }
    row.envelope = own(row.envelope);
    row.body = own(row.body);
  }
  const worth = BlockWriter.isWorth(deliveries.map(({ content }) => content));
  for (const row of inShards(deliveries)) {
    if (worth && isShort(row.content)) {
      row.place = writer.add(true, [headed(row, row.content)]);
      Object.assign(row, { nodeId: null, nodeType: null, idempotencyKey: null, content: null });
    }
    row.content = own(row.content);
  }
  return writer.blocks;
}

const bySequence = (one: StateChange, other: StateChange): number => one.sequence - other.sequence;
const isText = (value: Value): value is string => typeof value === 'string';
const isShort = (value: Value): value is string => isText(value) && BlockWriter.isShort(value);
/** As its own row keeps it. */
const own = (value: Value): Value => (isText(value) ? packed(value) : value);
const inShards = <Of extends { shard: Value }>(rows: readonly Of[]): Of[] =>
  [...rows].sort((one, other) => Number(one.shard) - Number(other.shard));

const tallies = ({ tallies: counts }: BatchSink): Row<'tally_in'>[] =>
  [...counts].sort(byName).map(([name, count]) => ({ name, count, bytes: 0 }));

const loads = ({ loads: changes }: BatchSink): Row<'tally_in'>[] =>
  [...changes].sort(byName).map(([name, { count, bytes }]) => ({ name, count, bytes }));

async function contentRow([digest, { bytes, text }]: [string, { bytes: number; text: string }]): Promise<
  Row<'content_in'>
> {
  return { digest, size: bytes, bytes: await compress(text) };
}

async function rawRow([digest, bytes]: [string, Uint8Array]): Promise<Row<'content_in'>> {
  return { digest, size: bytes.byteLength, bytes: await compress(bytes) };
}

/** A delivery's request is kept together with its continuation, which stays. */
async function replacedRequests(pool: Pool, sink: BatchSink): Promise<object[]> {
  const replacing = [...sink.rare.requests.values()].sort((one, other) => one.ref.handle - other.ref.handle);
  const list: object[] = [];
  for (const { ref, request } of replacing) {
    const staged = ownOf(sink.deliveries, ref);
    const before = staged ? contentOf(staged, sink) : await storedContent(pool, ref.handle);
    const text = JSON.stringify({ ...before, request: JSON.parse(request) });
    const bytes = Buffer.byteLength(text);
    const claim = bytes > claimAbove ? hash('sha256', text, 'hex') : null;
    if (claim !== null) sink.keepContent(claim, bytes, text);
    const content = claim === null ? text : null;
    const size = claim === null ? null : bytes;
    if (staged) Object.assign(staged, { content, contentClaim: claim, contentBytes: size });
    else list.push({ sequence: ref.handle, content: content && base64(packed(content)), claim, bytes: size });
  }
  return list;
}

/** Of a delivery that is staged by this very batch, and has its text still. */
const contentOf = ({ content, contentClaim }: Row<'delivery_in'>, sink: BatchSink): object =>
  JSON.parse(isText(content) ? content : (sink.contents.get(String(contentClaim))?.text ?? '{}'));

async function storedContent(pool: Pool, sequence: number): Promise<object> {
  const { rows } = await pool.query<{ content: Buffer | null; place: number | null; lines: Buffer | null }>(
    `SELECT coalesce(d.content, c.bytes) AS content, d.place, b.lines FROM delivery d
     LEFT JOIN content c ON c.digest = d.content_claim
     LEFT JOIN block b ON b.number = d.place / 4096 WHERE d.sequence = $1`,
    [sequence],
  );
  const [row] = rows;
  if (row?.content) return JSON.parse(unpackedText(row.content));
  const line = row?.lines ? linesOf(row.lines).text(placed(row.place ?? 0).line) : undefined;
  return line === undefined ? {} : JSON.parse(beheaded(line).content);
}
