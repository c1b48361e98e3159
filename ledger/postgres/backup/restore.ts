import { zstdCompressSync } from 'node:zlib';
import type { ClientBase } from 'pg';
import type { BackupRow, BackupRows, BackupTable } from '../../backup/rows.ts';
import { shardOf } from '../../shard.ts';
import { answerRows } from '../answers.ts';
import { ownKey } from '../idempotency.ts';
import { shortIdentifiers } from '../identifiers.ts';
import { base64, packed } from '../packed.ts';

type Plain = Readonly<Record<string, unknown>>;

/** Columns of a table with the type each comes in: 'base64' is a bytea, 'id' what `short_id` makes one of. */
interface Target {
  readonly table: string;
  readonly columns: Readonly<Record<string, string>>;
}

const message: Target = {
  table: 'message',
  columns: {
    ...{ sequence: 'bigint', id: 'id', tenant: 'text', queue: 'text', key: 'text', shard: 'smallint' },
    ...{
      idempotency_key: 'text',
      digest: 'id',
      output: 'int',
      available_at: 'bigint',
      accepted_at: 'bigint',
    },
    ...{
      raw_digest: 'text',
      bytes: 'int',
      envelope: 'base64',
      body: 'base64',
      body_claim: 'text',
      body_bytes: 'int',
    },
  },
};
const messageState: Target = {
  table: 'message_state',
  columns: {
    ...{ sequence: 'bigint', shard: 'smallint', queue: 'text', key: 'text', state: 'text', attempts: 'int' },
    ...{ accepted_at: 'bigint', available_at: 'bigint', waiting: 'boolean', blocking: 'boolean' },
    ...{ last_error: 'text', finished_at: 'bigint' },
  },
};
const delivery: Target = {
  table: 'delivery',
  columns: {
    by_key: 'by_key',
    ...{
      sequence: 'bigint',
      id: 'id',
      message_id: 'id',
      tenant: 'text',
      node_id: 'text',
      node_type: 'text',
    },
    ...{ system: 'text', key: 'text', shard: 'smallint', idempotency_key: 'text', staged_at: 'bigint' },
    ...{ envelope: 'base64', content: 'base64', content_claim: 'text', content_bytes: 'int' },
  },
};
const deliveryState: Target = {
  table: 'delivery_state',
  columns: {
    ...{ sequence: 'bigint', shard: 'smallint', system: 'text', key: 'text', state: 'text', attempts: 'int' },
    ...{
      staged_at: 'bigint',
      available_at: 'bigint',
      waiting: 'boolean',
      last_error: 'text',
      finished_at: 'bigint',
    },
  },
};
const answer: Target = {
  table: 'delivery_answer',
  columns: { first: 'bigint', last: 'bigint', members: 'base64', lines: 'base64' },
};

const jsonBytes = (json: string | null): string | null => (json === null ? null : base64(packed(json)));
const plainBytes = (json: string): string => Buffer.from(json).toString('base64');

const answerColumns = (sequence: number, text: string): Plain => {
  const [row] = answerRows(new Map([[sequence, text]]));
  return { ...row, members: base64(row?.members ?? ''), lines: base64(row?.lines ?? '') };
};

const stored = (table: 'raw' | 'content') => ({
  table,
  columns: { digest: 'text', size: 'int', bytes: 'base64' },
});
const compressed = ({ digest, size, bytes }: BackupRows['raw']): Plain => ({
  ...{ digest, size, bytes: base64(zstdCompressSync(Buffer.from(bytes, 'base64'))) },
});

/** Rows of the tables that one row of a backup becomes. */
const restored: {
  readonly [Table in BackupTable]: (row: BackupRows[Table]) => readonly (readonly [Target, Plain])[];
} = {
  raw: (row) => [[stored('raw'), compressed(row)]],
  content: (row) => [[stored('content'), compressed(row)]],
  message: (row) => {
    const { sequence, queue, key, state, attempts, acceptedAt, availableAt, lastError, finishedAt } = row;
    const times = { accepted_at: acceptedAt, available_at: availableAt };
    const shard = shardOf(key);
    const columns = {
      ...{ ...row, ...times, shard, idempotency_key: row.idempotencyKey, raw_digest: row.rawDigest },
      ...{ envelope: plainBytes(row.envelope), body: jsonBytes(row.body), body_claim: row.claim },
    };
    const { waiting, blocking } = row;
    const own = { sequence, shard, queue, key, state, attempts, waiting, blocking, last_error: lastError };
    const life = { ...own, ...times, finished_at: finishedAt };
    return state === 'done' && attempts === 0 && lastError === null && isSoon(acceptedAt, finishedAt)
      ? [[message, columns]]
      : [
          [message, columns],
          [messageState, life],
        ];
  },
  known: (row) => [
    [
      {
        table: 'idempotency',
        columns: { tenant: 'text', key: 'text', digest: 'text', message_id: 'text', at: 'bigint' },
      },
      { ...row, message_id: row.messageId },
    ],
  ],
  delivery: (row) => {
    const { sequence, system, key, state, attempts, stagedAt, availableAt, waiting, lastError, finishedAt } =
      row;
    const shard = shardOf(key);
    const columns = {
      ...{ ...row, shard, message_id: row.messageId, node_id: row.nodeId, node_type: row.nodeType },
      ...{ idempotency_key: ownKey(row.idempotencyKey, row.messageId), staged_at: stagedAt },
      envelope: plainBytes(row.envelope),
      ...{ content: jsonBytes(row.content), content_claim: row.claim },
    };
    const own = { sequence, shard, system, key, state, attempts, waiting, last_error: lastError };
    const life = { ...own, staged_at: stagedAt, available_at: availableAt, finished_at: finishedAt };
    const plain =
      state === 'delivered' && attempts === 0 && lastError === null && isSoon(stagedAt, finishedAt);
    return [
      [delivery, columns],
      ...(plain ? [] : [[deliveryState, life] as const]),
      ...(row.answer === null ? [] : [[answer, answerColumns(sequence, row.answer)] as const]),
    ];
  },
  exception: (row) => [
    [
      {
        table: 'exception',
        columns: {
          ...{ id: 'text', kind: 'text', tenant: 'text', key: 'text', subject_id: 'text', error: 'text' },
          ...{ node_id: 'text', node_name: 'text', owner: 'text', deadline: 'bigint', document: 'base64' },
          ...{
            document_claim: 'text',
            retry: 'base64',
            retry_claim: 'text',
            assignee: 'text',
            state: 'text',
          },
          ...{ raised_at: 'bigint', closed_at: 'bigint', closed_by: 'text', reason: 'text' },
        },
      },
      {
        ...{ ...row, subject_id: row.subjectId, node_id: row.nodeId, node_name: row.nodeName },
        ...{ document: jsonBytes(row.document), document_claim: row.documentClaim },
        ...{ retry: jsonBytes(row.retry), retry_claim: row.retryClaim },
        ...{ raised_at: row.raisedAt, closed_at: row.closedAt, closed_by: row.closedBy },
      },
    ],
  ],
  process: (row) => [
    [
      {
        table: 'process',
        columns: {
          ...{
            tenant: 'text',
            key: 'text',
            version: 'int',
            status: 'text',
            customer: 'text',
            held: 'boolean',
            kind: 'smallint',
          },
          ...{ updated_at: 'bigint', identifiers: 'text', state: 'base64', state_claim: 'text' },
        },
      },
      {
        ...row,
        held: row.held === 1,
        updated_at: row.updatedAt,
        identifiers: shortIdentifiers(JSON.parse(row.identifiers)),
        state: jsonBytes(row.state),
        state_claim: row.claim,
      },
    ],
  ],
  journal: (row) => [
    [
      {
        table: 'journal',
        columns: {
          ...{
            tenant: 'text',
            key: 'text',
            at: 'bigint',
            kind: 'text',
            message_id: 'id',
            text: 'text',
            data: 'text',
          },
        },
      },
      { ...row, message_id: row.messageId },
    ],
  ],
  timer: ({ message: { raw: _, ...bare }, ...row }) => [
    [
      {
        table: 'timer',
        columns: {
          ...{
            id: 'text',
            tenant: 'text',
            key: 'text',
            shard: 'smallint',
            due_at: 'bigint',
            message: 'base64',
          },
          raw_digest: 'text',
        },
      },
      {
        ...{ ...row, shard: shardOf(row.key), due_at: row.dueAt, raw_digest: row.rawDigest },
        message: jsonBytes(JSON.stringify(bare)),
      },
    ],
  ],
  remembered: (row) => [
    [
      {
        table: 'remembered',
        columns: { scope: 'text', key: 'text', digest: 'text', value: 'text', at: 'bigint' },
      },
      row,
    ],
  ],
  state: (row) => [[{ table: 'state', columns: { name: 'text', value: 'text' } }, row]],
  sequence: (row) => [[{ table: 'number_sequence', columns: { name: 'text', last: 'bigint' } }, row]],
  reply: (row) => [
    [
      { table: 'reply', columns: { id: 'text', status: 'int', headers: 'text', body: 'text', at: 'bigint' } },
      row,
    ],
  ],
  audit: (row) => [
    [
      {
        table: 'audit',
        columns: {
          ...{ number: 'bigint', hash: 'text', at: 'bigint', by: 'text', action: 'text', subject: 'text' },
          ...{ tenant: 'text', key: 'text', reason: 'text', data: 'text' },
        },
      },
      { ...row },
    ],
  ],
  hold: (row) => [
    [
      {
        table: 'legal_hold',
        columns: { tenant: 'text', key: 'text', by: 'text', reason: 'text', at: 'bigint' },
      },
      row,
    ],
  ],
  hop: (row) => [
    [
      {
        table: 'hop',
        columns: {
          ...{
            message_id: 'text',
            tenant: 'text',
            key: 'text',
            trace_id: 'text',
            attempt: 'int',
            step: 'int',
          },
          ...{ node_id: 'text', node_name: 'text', node_type: 'text', at: 'bigint', duration_ms: 'float8' },
          ...{ event: 'text', outputs: 'text', error: 'text', payload_digest: 'text', payload_bytes: 'int' },
          payload_kept: 'boolean',
        },
      },
      {
        ...{
          ...row,
          message_id: row.messageId,
          trace_id: row.traceId,
          node_id: row.nodeId,
          node_name: row.nodeName,
        },
        ...{ node_type: row.nodeType, duration_ms: row.durationMs, payload_digest: row.payloadDigest },
        ...{ payload_bytes: row.payloadBytes, payload_kept: row.payloadKept === 1 },
      },
    ],
  ],
  tally: (row) => [
    [
      { table: 'tally', columns: { name: 'text', slot: 'smallint', value: 'bigint' } },
      { ...row, slot: 0 },
    ],
  ],
  load: (row) => [
    [
      { table: 'queue_load', columns: { queue: 'text', slot: 'smallint', count: 'bigint', bytes: 'bigint' } },
      { ...row, slot: 0 },
    ],
  ],
  position: () => [],
};

/** What was finished within a day leaves no state behind; see migrations/002-commit.sql. */
const isSoon = (begun: number, finishedAt: number | null): boolean =>
  (finishedAt ?? begun) - begun < 86_400_000;

/** Rows of one statement, and characters after which it is sent. */
const maxRows = 1_000;
const maxChars = 4 * 1024 * 1024;

/** Writes the rows of a backup into an empty schema; `client` is in a transaction. */
export async function restoreRows(client: ClientBase, rows: AsyncIterable<BackupRow>): Promise<void> {
  const waiting = new Map<string, { readonly target: Target; readonly lines: string[]; chars: number }>();
  const write = async (name: string): Promise<void> => {
    const batch = waiting.get(name);
    if (!batch || batch.lines.length === 0) return;
    await client.query(insertOf(batch.target), [`[${batch.lines.join(',')}]`]);
    waiting.delete(name);
  };
  for await (const [table, row] of rows) {
    if (table === 'position') await setPosition(client, row);
    for (const [target, plain] of restored[table](row as never)) {
      const batch = waiting.get(target.table) ?? { target, lines: [], chars: 0 };
      waiting.set(target.table, batch);
      const line = JSON.stringify(
        Object.fromEntries(Object.keys(target.columns).map((name) => [name, plain[name] ?? null])),
      );
      batch.lines.push(line);
      batch.chars += line.length;
      if (batch.lines.length >= maxRows || batch.chars >= maxChars) await write(target.table);
    }
  }
  for (const name of [...waiting.keys()]) await write(name);
  await client.query(
    `UPDATE message m SET body_bytes = c.size FROM content c WHERE c.digest = m.body_claim;
     UPDATE delivery d SET content_bytes = c.size FROM content c WHERE c.digest = d.content_claim;
     INSERT INTO naming (tenant, scheme) SELECT DISTINCT p.tenant, f.scheme FROM process p, identifiers_in(p.identifiers) f;
     INSERT INTO identifier (naming, value, process_key) SELECT DISTINCT n.number, f.value, p.key
     FROM process p, identifiers_in(p.identifiers) f JOIN naming n ON n.scheme = f.scheme WHERE n.tenant = p.tenant;
     UPDATE audit_head SET (number, hash) = (SELECT number, hash FROM audit ORDER BY number DESC LIMIT 1)
     WHERE EXISTS (SELECT FROM audit)`,
  );
}

const texts: readonly string[] = ['base64', 'id', 'by_key'];

function insertOf({ table, columns }: Target): string {
  const names = Object.keys(columns);
  const types = Object.entries(columns).map(
    ([name, type]) => `"${name}" ${texts.includes(type) ? 'text' : type}`,
  );
  const from = `json_to_recordset($1::json) AS r (${types.join(', ')})`;
  const values = names.map((name) => inserted(`r."${name}"`, columns[name]));
  const list = names.map((name) => `"${name}"`).join(', ');
  if (table !== 'idempotency')
    return `INSERT INTO ${table} (${list}) SELECT ${values.join(', ')} FROM ${from}`;
  // Contradictions of a key count on from those before.
  return `INSERT INTO idempotency (${list}, ordinal) SELECT ${values.join(', ')},
    row_number() OVER (PARTITION BY r.tenant, r.key ORDER BY r.at) - 1
    + (SELECT count(*) FROM idempotency i WHERE i.key = r.key AND i.tenant = r.tenant) FROM ${from}`;
}

function inserted(column: string, type: string | undefined): string {
  if (type === 'by_key') return 'by_key(r.key, r.sequence)';
  if (type === 'base64') return `decode(${column}, 'base64')`;
  return type === 'id' ? `short_id(${column})` : column;
}

async function setPosition(client: ClientBase, { of, last }: BackupRows['position']): Promise<void> {
  if (last > 0) await client.query('SELECT setval($1::regclass, $2)', [`${of}_sequence`, last]);
}
