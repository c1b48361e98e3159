import { zstdDecompressSync } from 'node:zlib';
import type { ClientBase } from 'pg';
import type { BackupRow, BackupRows, BackupTable } from '../../backup/rows.ts';
import type { DeliveryState, ExceptionState, MessageState } from '../../ledger.ts';
import { RecentBlocks } from '../blocks.ts';
import { wholeKey } from '../idempotency.ts';
import { identifiersIn } from '../identifiers.ts';
import { unpackedText } from '../packed.ts';
import { type LinesReader, type MaybeSound, resolve, type Sound } from '../read/documents.ts';

/** Rows fetched at a time: some may carry documents. */
const pageSize = 500;

type Fields = Record<string, string | number | boolean | Buffer | null>;

const text = (row: Fields, name: string): string => String(row[name]);
const optionalText = (row: Fields, name: string): string | null =>
  row[name] === null ? null : String(row[name]);
const number = (row: Fields, name: string): number => Number(row[name]);
const optionalNumber = (row: Fields, name: string): number | null =>
  row[name] === null ? null : Number(row[name]);
const flag = (row: Fields, name: string): boolean => row[name] === true;
const json = (row: Fields, name: string): string | null => {
  const bytes = row[name];
  if (typeof bytes === 'string') return bytes;
  return bytes instanceof Buffer ? unpackedText(bytes) : null;
};
const head = (row: Fields & MaybeSound): Sound | undefined => row.head;
const sound = (row: Fields & MaybeSound): Sound | undefined => row.sound;
const stored = (row: Fields) => ({
  ...{ digest: text(row, 'digest'), size: number(row, 'size') },
  bytes: zstdDecompressSync(row.bytes as Buffer).toString('base64'),
});

/** How each table of a backup is read: rows in the order it asks for, and their neutral form. */
const dump: {
  readonly [Table in BackupTable]: { readonly sql: string; readonly row: (row: Fields) => BackupRows[Table] };
} = {
  raw: { sql: 'SELECT * FROM raw', row: stored },
  content: { sql: 'SELECT * FROM content', row: stored },
  message: {
    sql: `SELECT m.*, long_id(m.id) AS id, long_id(m.digest) AS digest, coalesce(s.state, 'done') AS state, coalesce(s.waiting, false) AS waiting,
            coalesce(s.blocking, false) AS blocking, coalesce(s.attempts, 0) AS attempts, s.last_error,
            coalesce(s.available_at, m.available_at, m.accepted_at) AS due, CASE WHEN s.sequence IS NULL THEN m.accepted_at ELSE s.finished_at END AS finished_at
          FROM message m LEFT JOIN message_state s ON s.sequence = m.sequence ORDER BY m.sequence`,
    row: (row) => ({
      ...{
        sequence: number(row, 'sequence'),
        id: text(row, 'id'),
        tenant: text(row, 'tenant'),
        key: text(row, 'key'),
      },
      ...{
        queue: text(row, 'queue'),
        idempotencyKey: text(row, 'idempotency_key'),
        digest: text(row, 'digest'),
      },
      ...{
        output: optionalNumber(row, 'output'),
        envelope: head(row)?.text() ?? json(row, 'envelope') ?? '',
        body: sound(row)?.text() ?? json(row, 'body'),
      },
      ...{
        claim: optionalText(row, 'body_claim'),
        bytes: number(row, 'bytes'),
        rawDigest: optionalText(row, 'raw_digest'),
      },
      ...{
        state: text(row, 'state') as MessageState,
        waiting: flag(row, 'waiting'),
        blocking: flag(row, 'blocking'),
      },
      ...{
        attempts: number(row, 'attempts'),
        acceptedAt: number(row, 'accepted_at'),
        availableAt: number(row, 'due'),
      },
      ...{ finishedAt: optionalNumber(row, 'finished_at'), lastError: optionalText(row, 'last_error') },
    }),
  },
  known: {
    sql: `SELECT tenant, key, digest, message_id, at FROM (
            SELECT tenant, key, ordinal, digest, message_id, at FROM idempotency
            UNION ALL
            SELECT tenant, idempotency_key, ordinal, long_id(digest), long_id(id), accepted_at FROM message WHERE ordinal IS NOT NULL
          ) k ORDER BY at, key, tenant, ordinal`,
    row: (row) => ({
      ...{ tenant: text(row, 'tenant'), key: text(row, 'key'), digest: text(row, 'digest') },
      ...{ messageId: text(row, 'message_id'), at: number(row, 'at') },
    }),
  },
  delivery: {
    sql: `SELECT d.*, long_id(d.id) AS id, long_id(coalesce(d.message_id, m.id)) AS message_id,
            coalesce(d.tenant, m.tenant) AS tenant, coalesce(d.key, m.key) AS key, coalesce(d.envelope, m.envelope) AS envelope, m.place, d.place AS content_place,
            NULL AS answer, answer_of(d.sequence) AS answers, coalesce(s.state, 'delivered') AS state,
            coalesce(s.waiting, false) AS waiting, coalesce(s.attempts, 0) AS attempts, s.last_error,
            coalesce(s.available_at, d.staged_at) AS due, CASE WHEN s.sequence IS NULL THEN d.staged_at ELSE s.finished_at END AS finished_at
          FROM delivery d LEFT JOIN delivery_state s ON s.sequence = d.sequence
          LEFT JOIN message m ON m.sequence = d.message ORDER BY d.sequence`,
    row: (row) => ({
      ...{ sequence: number(row, 'sequence'), id: text(row, 'id'), messageId: text(row, 'message_id') },
      ...{ tenant: text(row, 'tenant'), key: text(row, 'key'), nodeId: text(row, 'node_id') },
      ...{ nodeType: text(row, 'node_type'), system: text(row, 'system') },
      idempotencyKey: wholeKey(text(row, 'idempotency_key'), text(row, 'message_id')),
      envelope: head(row)?.text() ?? json(row, 'envelope') ?? '',
      ...{ content: json(row, 'content'), claim: optionalText(row, 'content_claim') },
      ...{
        state: text(row, 'state') as DeliveryState,
        waiting: flag(row, 'waiting'),
        attempts: number(row, 'attempts'),
      },
      ...{ stagedAt: number(row, 'staged_at'), availableAt: number(row, 'due') },
      ...{ finishedAt: optionalNumber(row, 'finished_at'), lastError: optionalText(row, 'last_error') },
      answer: json(row, 'answer'),
    }),
  },
  exception: {
    sql: 'SELECT * FROM exception ORDER BY number',
    row: (row) => ({
      ...{ id: text(row, 'id'), kind: text(row, 'kind'), tenant: text(row, 'tenant'), key: text(row, 'key') },
      ...{
        subjectId: text(row, 'subject_id'),
        error: text(row, 'error'),
        nodeId: optionalText(row, 'node_id'),
      },
      ...{ nodeName: optionalText(row, 'node_name'), owner: optionalText(row, 'owner') },
      ...{
        deadline: optionalNumber(row, 'deadline'),
        document: json(row, 'document'),
        retry: json(row, 'retry'),
      },
      ...{ documentClaim: optionalText(row, 'document_claim'), retryClaim: optionalText(row, 'retry_claim') },
      ...{ state: text(row, 'state') as ExceptionState, assignee: optionalText(row, 'assignee') },
      ...{ raisedAt: number(row, 'raised_at'), closedAt: optionalNumber(row, 'closed_at') },
      ...{ closedBy: optionalText(row, 'closed_by'), reason: optionalText(row, 'reason') },
    }),
  },
  process: {
    sql: 'SELECT * FROM process ORDER BY key, tenant',
    row: (row) => ({
      ...{ tenant: text(row, 'tenant'), key: text(row, 'key'), version: number(row, 'version') },
      ...{ status: text(row, 'status'), customer: text(row, 'customer'), held: flag(row, 'held') ? 1 : 0 },
      kind: number(row, 'kind'),
      ...{
        updatedAt: number(row, 'updated_at'),
        identifiers: JSON.stringify(identifiersIn(text(row, 'identifiers'))),
      },
      ...{ state: json(row, 'state'), claim: optionalText(row, 'state_claim') },
    }),
  },
  journal: {
    sql: 'SELECT *, long_id(message_id) AS message_id FROM journal ORDER BY key, tenant, number',
    row: (row) => ({
      ...{
        tenant: text(row, 'tenant'),
        key: text(row, 'key'),
        at: number(row, 'at'),
        kind: text(row, 'kind'),
      },
      ...{
        messageId: optionalText(row, 'message_id'),
        text: text(row, 'text'),
        data: optionalText(row, 'data'),
      },
    }),
  },
  timer: {
    sql: 'SELECT * FROM timer ORDER BY due_at, id',
    row: (row) => ({
      ...{
        id: text(row, 'id'),
        tenant: text(row, 'tenant'),
        key: text(row, 'key'),
        dueAt: number(row, 'due_at'),
      },
      message: { ...JSON.parse(json(row, 'message') ?? '{}'), raw: null },
      rawDigest: optionalText(row, 'raw_digest'),
    }),
  },
  remembered: {
    sql: 'SELECT * FROM remembered ORDER BY at, scope, key',
    row: (row) => ({
      ...{ scope: text(row, 'scope'), key: text(row, 'key'), digest: text(row, 'digest') },
      ...{ value: optionalText(row, 'value'), at: number(row, 'at') },
    }),
  },
  state: {
    sql: 'SELECT * FROM state ORDER BY name',
    row: (row) => ({ name: text(row, 'name'), value: text(row, 'value') }),
  },
  sequence: {
    sql: 'SELECT * FROM number_sequence ORDER BY name',
    row: (row) => ({ name: text(row, 'name'), last: number(row, 'last') }),
  },
  reply: {
    sql: 'SELECT * FROM reply ORDER BY at, id',
    row: (row) => ({
      ...{ id: text(row, 'id'), status: number(row, 'status'), headers: text(row, 'headers') },
      ...{ body: text(row, 'body'), at: number(row, 'at') },
    }),
  },
  audit: {
    sql: 'SELECT * FROM audit ORDER BY number',
    row: (row) => ({
      ...{
        number: number(row, 'number'),
        hash: text(row, 'hash'),
        at: number(row, 'at'),
        by: text(row, 'by'),
      },
      ...{ action: text(row, 'action'), subject: text(row, 'subject'), tenant: optionalText(row, 'tenant') },
      ...{
        key: optionalText(row, 'key'),
        reason: optionalText(row, 'reason'),
        data: optionalText(row, 'data'),
      },
    }),
  },
  hold: {
    sql: 'SELECT * FROM legal_hold ORDER BY at, key, tenant',
    row: (row) => ({
      ...{ tenant: text(row, 'tenant'), key: text(row, 'key'), by: text(row, 'by') },
      ...{ reason: text(row, 'reason'), at: number(row, 'at') },
    }),
  },
  hop: {
    sql: 'SELECT * FROM hop ORDER BY number',
    row: (row) => ({
      ...{ messageId: text(row, 'message_id'), tenant: text(row, 'tenant'), key: text(row, 'key') },
      ...{ traceId: text(row, 'trace_id'), attempt: number(row, 'attempt'), step: number(row, 'step') },
      ...{ nodeId: text(row, 'node_id'), nodeName: text(row, 'node_name'), nodeType: text(row, 'node_type') },
      ...{ at: number(row, 'at'), durationMs: optionalNumber(row, 'duration_ms'), event: text(row, 'event') },
      ...{ outputs: optionalText(row, 'outputs'), error: optionalText(row, 'error') },
      ...{
        payloadDigest: optionalText(row, 'payload_digest'),
        payloadBytes: optionalNumber(row, 'payload_bytes'),
      },
      payloadKept: flag(row, 'payload_kept') ? 1 : 0,
    }),
  },
  tally: {
    sql: 'SELECT name, sum(value)::bigint AS value FROM tally GROUP BY name ORDER BY name',
    row: (row) => ({ name: text(row, 'name'), value: number(row, 'value') }),
  },
  load: {
    sql: `SELECT queue, sum(count)::bigint AS count, sum(bytes)::bigint AS bytes FROM queue_load GROUP BY queue ORDER BY queue`,
    row: (row) => ({ queue: text(row, 'queue'), count: number(row, 'count'), bytes: number(row, 'bytes') }),
  },
  position: {
    sql: `SELECT 'message' AS of, CASE WHEN is_called THEN last_value ELSE 0 END AS last FROM message_sequence
          UNION ALL SELECT 'delivery', CASE WHEN is_called THEN last_value ELSE 0 END FROM delivery_sequence`,
    row: (row) => ({ of: text(row, 'of') as 'message' | 'delivery', last: number(row, 'last') }),
  },
};

/** Every row of a ledger in the neutral form; `client` is in a REPEATABLE READ transaction. */
export async function* dumpedRows(client: ClientBase): AsyncGenerator<BackupRow> {
  const blocks = new RecentBlocks();
  const reader: LinesReader = {
    blocks: async (numbers) =>
      (await client.query('SELECT number, lines FROM block WHERE number = ANY ($1)', [numbers])).rows,
    answers: async (firsts) =>
      (
        await client.query('SELECT first AS number, lines FROM delivery_answer WHERE first = ANY ($1)', [
          firsts,
        ])
      ).rows,
  };
  for (const [table, { sql, row }] of Object.entries(dump)) {
    await client.query(`DECLARE dumping NO SCROLL CURSOR FOR ${sql}`);
    for (;;) {
      const { rows } = await client.query<Fields>(`FETCH ${pageSize} FROM dumping`);
      if (!(await resolve(rows, blocks, reader))) throw new Error('a block of documents is missing');
      for (const fields of rows) yield [table, row(fields)] as BackupRow;
      if (rows.length < pageSize) break;
    }
    await client.query('CLOSE dumping');
  }
}
