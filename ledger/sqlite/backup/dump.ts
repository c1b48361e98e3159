import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import type { BackupRow, BackupRows, BackupTable } from '../../backup/rows.ts';
import type { ProcessIdentifier } from '../../ledger.ts';
import type { HopRow } from '../../write/changes.ts';
import { dayOf, ended, exceptionState, idOf, unpacked, unpackedText } from '../codec.ts';
import { type ReadTables, readTables } from '../read/tables.ts';
import { deliveryState, deliveryStateColumns, messageState, messageStateColumns } from '../states.ts';

type Row = Record<string, SQLOutputValue>;
type Dump = { readonly [Table in BackupTable]: () => Iterable<BackupRows[Table]> };

const number = (column: SQLOutputValue | undefined): number | null =>
  column == null ? null : Number(column);
const text = (column: SQLOutputValue | undefined): string | null => (column == null ? null : String(column));
const digest = (column: SQLOutputValue | undefined): string | null => (column == null ? null : idOf(column));
const packedText = (column: SQLOutputValue | undefined): string | null =>
  column == null ? null : unpackedText(column);
/** The last millisecond of the day on which a row was finished: by default the one on which it came in. */
const endOf = (day: SQLOutputValue | undefined, cameIn: SQLOutputValue | undefined): number =>
  ((day == null ? dayOf(Number(cameIn)) : Number(day)) + 1) * 86_400_000 - 1;
const putOff = (table: string, of: string, row: string): string =>
  `EXISTS (SELECT 1 FROM ${table} w WHERE w.${of} = ${row}.${of} AND w.sequence = ${row}.sequence
     AND w.available_at IS NOT NULL) AS put_off`;

/** Every row of a ledger in the neutral form, in the order of a backup; `db` is within one read transaction. */
export function* dumpedRows(db: DatabaseSync): Generator<BackupRow> {
  const tables = readTables(db);
  const dump: Dump = { ...contents(tables), ...work(tables), ...processes(tables), ...records(tables) };
  for (const [table, rows] of Object.entries(dump)) {
    for (const row of rows()) yield [table, row] as BackupRow;
  }
}

function* each(db: DatabaseSync, sql: string): Generator<Row> {
  yield* db.prepare(sql).iterate();
}

function* mapped<Mapped>(rows: Iterable<Row>, map: (row: Row) => Mapped): Generator<Mapped> {
  for (const row of rows) yield map(row);
}

function contents({ db, bytes }: ReadTables): Pick<Dump, 'raw' | 'content'> {
  const rawOnly =
    'SELECT raw FROM message WHERE raw IS NOT NULL UNION SELECT raw FROM timer WHERE raw IS NOT NULL';
  const claimed = [
    ...['message', 'delivery', 'process'].map(
      (table) => `SELECT claim FROM ${table} WHERE claim IS NOT NULL`,
    ),
    'SELECT document_claim FROM exception WHERE document_claim IS NOT NULL',
    'SELECT retry_claim FROM exception WHERE retry_claim IS NOT NULL',
    'SELECT content FROM hop_payload',
  ].join(' UNION ');
  const of = (numbers: string) =>
    mapped(each(db, `SELECT number, digest, size FROM content WHERE number IN (${numbers})`), (row) => ({
      digest: idOf(row.digest),
      size: Number(row.size),
      bytes: bytes(row.number)?.toString('base64') ?? '',
    }));
  return { raw: () => of(rawOnly), content: () => of(claimed) };
}

function work({
  db,
  names,
  blocks,
  json,
}: ReadTables): Pick<Dump, 'message' | 'known' | 'delivery' | 'exception'> {
  const envelopeAt = db.prepare('SELECT id, place FROM message WHERE sequence = ?');
  const contentOf = (row: Row): string | null => {
    if (row.mended === null) return row.claim === null ? blocks.line(Number(row.place), 2) : null;
    const kept = row.claim === null ? JSON.parse(blocks.line(Number(row.place), 2)) : json(row.claim);
    return JSON.stringify({ ...kept, request: unpacked(row.mended) });
  };
  const claims = (table: string, more: string, ...columns: string[]) => {
    const alias = table[0];
    const joins = columns.map(
      (column) => `LEFT JOIN content ${column}_ ON ${column}_.number = ${alias}.${column}`,
    );
    const digests = columns.map((column) => `${column}_.digest AS ${column}_digest`);
    const order = table === 'exception' ? 'number' : 'sequence';
    const selected = [`${alias}.*`, ...digests, ...(more === '' ? [] : [more])].join(', ');
    return `SELECT ${selected} FROM ${table} ${alias} ${joins.join(' ')} ORDER BY ${alias}.${order}`;
  };

  return {
    *message() {
      for (const row of each(
        db,
        claims(
          'message',
          `${messageStateColumns}, ${putOff('waiting', 'queue', 'm')},
        (SELECT aside FROM parked p WHERE p.sequence = m.sequence) AS aside`,
          'claim',
          'raw',
        ),
      )) {
        if (row.ended === ended.gone) continue;
        const place = Number(row.place);
        const state = messageState(row);
        const mended = packedText(row.mended);
        yield {
          sequence: Number(row.sequence),
          id: idOf(row.id),
          ...names.owner(row.key),
          queue: names.text(row.queue),
          idempotencyKey: String(row.idempotency_key),
          digest: idOf(row.digest),
          output: number(row.output),
          envelope: blocks.line(place),
          body: row.claim === null ? (mended ?? blocks.line(place, 1)) : null,
          claim: digest(row.claim_digest),
          bytes: Number(row.bytes),
          rawDigest: digest(row.raw_digest),
          state,
          waiting: row.put_off === 1,
          blocking: state === 'parked' && row.aside === 0,
          attempts: Number(row.attempts),
          acceptedAt: Number(row.accepted_at),
          availableAt: Number(row.available_at ?? row.accepted_at),
          finishedAt: state === 'done' || state === 'discarded' ? endOf(row.finished, row.accepted_at) : null,
          lastError: text(row.last_error),
        };
      }
    },
    known: () =>
      mapped(
        each(
          db,
          'SELECT tenant, idempotency_key, digest, id, accepted_at FROM message WHERE recognised = 1 ORDER BY sequence',
        ),
        (row) => ({
          tenant: names.text(row.tenant),
          key: String(row.idempotency_key),
          digest: idOf(row.digest),
          messageId: idOf(row.id),
          at: Number(row.accepted_at),
        }),
      ),
    delivery: () =>
      mapped(
        each(db, claims('delivery', `${deliveryStateColumns}, ${putOff('due', 'system', 'd')}`, 'claim')),
        (row) => {
          const place = Number(row.place);
          const state = deliveryState(row);
          const shared = typeof row.message === 'number' ? envelopeAt.get(row.message) : undefined;
          return {
            sequence: Number(row.sequence),
            id: idOf(row.id),
            messageId: idOf(shared ? shared.id : row.message),
            ...names.owner(row.key),
            nodeId: names.text(row.node_id),
            nodeType: names.text(row.node_type),
            system: names.text(row.system),
            idempotencyKey: JSON.parse(blocks.line(place)),
            envelope: shared ? blocks.line(Number(shared.place)) : blocks.line(place, 1),
            content: contentOf(row),
            claim: row.mended === null ? digest(row.claim_digest) : null,
            state,
            waiting: row.put_off === 1,
            attempts: Number(row.attempts),
            stagedAt: Number(row.staged_at),
            availableAt: Number(row.available_at ?? row.staged_at),
            finishedAt:
              state === 'delivered' || state === 'discarded' ? endOf(row.finished, row.staged_at) : null,
            lastError: text(row.last_error),
            answer: row.answer === null ? null : blocks.line(Number(row.answer)),
          };
        },
      ),
    exception: () =>
      mapped(each(db, claims('exception', '', 'document_claim', 'retry_claim')), (row) => ({
        id: idOf(row.id),
        kind: String(row.kind),
        ...names.owner(row.key),
        subjectId: idOf(row.subject_id),
        error: String(row.error),
        nodeId: text(row.node_id),
        nodeName: text(row.node_name),
        owner: text(row.owner),
        deadline: number(row.deadline),
        document: packedText(row.document),
        documentClaim: digest(row.document_claim_digest),
        retry: packedText(row.retry),
        retryClaim: digest(row.retry_claim_digest),
        state: exceptionState(row.state),
        assignee: text(row.assignee),
        raisedAt: Number(row.raised_at),
        closedAt: number(row.closed_at),
        closedBy: text(row.closed_by),
        reason: text(row.reason),
      })),
  };
}

function processes({ db, names }: ReadTables): Pick<Dump, 'process' | 'journal' | 'timer'> {
  const identifiers = (column: SQLOutputValue | undefined): string => {
    const flat: (number | string)[] = JSON.parse(String(column));
    const list = flat.flatMap((value, index): ProcessIdentifier[] =>
      index % 2 === 1 ? [{ scheme: names.text(flat[index - 1]), value: String(value) }] : [],
    );
    return JSON.stringify(list);
  };
  return {
    process: () =>
      mapped(
        each(db, 'SELECT p.*, c.digest FROM process p LEFT JOIN content c ON c.number = p.claim'),
        (row) => ({
          ...names.owner(row.key),
          version: Number(row.version),
          status: names.text(row.status),
          customer: String(row.customer),
          held: Number(row.held),
          kind: Number(row.kind),
          updatedAt: Number(row.updated_at),
          identifiers: identifiers(row.identifiers),
          state: packedText(row.state),
          claim: digest(row.digest),
        }),
      ),
    journal: () =>
      mapped(each(db, 'SELECT * FROM journal ORDER BY key, number'), (row) => ({
        ...names.owner(row.key),
        at: Number(row.at),
        kind: names.text(row.kind),
        messageId: digest(row.message_id),
        text: String(row.text),
        data: packedText(row.data),
      })),
    timer: () =>
      mapped(
        each(db, 'SELECT t.*, c.digest FROM timer t LEFT JOIN content c ON c.number = t.raw'),
        (row) => ({
          id: String(row.id),
          ...names.owner(row.key),
          dueAt: Number(row.due_at),
          message: JSON.parse(unpackedText(row.message)),
          rawDigest: digest(row.digest),
        }),
      ),
  };
}

type Records = Exclude<
  BackupTable,
  'raw' | 'content' | 'message' | 'known' | 'delivery' | 'exception' | 'process' | 'journal' | 'timer'
>;

function records({ db, names, blocks }: ReadTables): Pick<Dump, Records> {
  const rows = <Mapped>(sql: string, map: (row: Row) => Mapped) => mapped(each(db, sql), map);
  return {
    remembered: () =>
      rows('SELECT * FROM remembered ORDER BY number', (row) => ({
        scope: String(row.scope),
        key: String(row.key),
        digest: idOf(row.digest),
        value: packedText(row.value),
        at: Number(row.at),
      })),
    state: () => rows('SELECT * FROM state', (row) => ({ name: String(row.name), value: String(row.value) })),
    sequence: () =>
      rows('SELECT * FROM number_sequence', (row) => ({ name: String(row.name), last: Number(row.last) })),
    reply: () =>
      rows('SELECT * FROM reply ORDER BY number', (row) => ({
        id: idOf(row.id),
        status: Number(row.status),
        headers: String(row.headers),
        body: unpackedText(row.body),
        at: Number(row.at),
      })),
    audit: () =>
      rows('SELECT * FROM audit ORDER BY number', (row) => ({
        number: Number(row.number),
        hash: idOf(row.hash),
        at: Number(row.at),
        by: String(row.by),
        action: String(row.action),
        subject: String(row.subject),
        tenant: text(row.tenant),
        key: text(row.key),
        reason: text(row.reason),
        data: text(row.data),
      })),
    hold: () =>
      rows('SELECT * FROM legal_hold', (row) => ({
        ...names.owner(row.key),
        ...{ by: String(row.by), reason: String(row.reason), at: Number(row.at) },
      })),
    *hop() {
      for (const { place } of each(db, 'SELECT place FROM hops ORDER BY number')) {
        yield* JSON.parse(blocks.line(Number(place))) as HopRow[];
      }
    },
    tally: () =>
      rows(`SELECT * FROM tally`, (row) => ({
        name: String(row.name),
        value: Number(row.value),
      })),
    load: () =>
      rows('SELECT * FROM queue_load', (row) => ({
        queue: names.text(row.queue),
        ...{ count: Number(row.count), bytes: Number(row.bytes) },
      })),
    position: () =>
      rows(`SELECT name, value FROM position WHERE name IN ('message', 'delivery')`, (row) => ({
        of: row.name as 'message' | 'delivery',
        last: Number(row.value),
      })),
  };
}
