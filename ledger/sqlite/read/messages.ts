import type { SQLInputValue } from 'node:sqlite';
import { CrossdockError, type ErrorRecord } from '../../../domain/errors.ts';
import { damage, lostEnvelope, readable } from '../../damaged.ts';
import type { Envelope, Json, Ledger, MessageState, NewMessage, StoredMessage } from '../../ledger.ts';
import { idOf, storedId, unpacked } from '../codec.ts';
import { messageState, messageStateColumns } from '../states.ts';
import { instant, optional, parsed, type Row } from './rows.ts';
import type { ReadTables } from './tables.ts';

export const selectMessage = `SELECT m.*, r.digest AS raw_digest, c.digest AS claim_digest, c.size AS claim_size, ${messageStateColumns}
  FROM message m LEFT JOIN content r ON r.number = m.raw LEFT JOIN content c ON c.number = m.claim`;

/**
 * A message as the port shows it; reads of many leave large bodies to `Ledger.content`. What is `known` of it since
 * it was accepted need not be read.
 */
export function storedMessage(
  tables: ReadTables,
  row: Row,
  many: boolean,
  known: NewMessage | null = null,
): StoredMessage {
  const { blocks, json } = tables;
  const place = Number(row.place);
  const body = (): Json => {
    if (row.claim !== null) return many ? null : json(row.claim);
    if (row.mended !== null) return unpacked(row.mended);
    return known ? known.body : parsed(blocks.line(place, 1));
  };
  const claim = { digest: idOf(row.claim_digest), bytes: Number(row.claim_size) };
  try {
    return {
      envelope: known ? known.envelope : parsed(blocks.line(place)),
      ...common(tables, row),
      body: body(),
      ...optional('lastError', row.last_error, (column) => parsed<ErrorRecord>(column)),
      ...(many && row.claim !== null ? { claim } : {}),
    };
  } catch (thrown) {
    return { ...damagedMessage(tables, row), damaged: damage(thrown) };
  }
}

const common = ({ names }: ReadTables, row: Row) => ({
  ...{ queue: names.text(row.queue), idempotencyKey: String(row.idempotency_key), digest: idOf(row.digest) },
  ...optional('output', row.output, Number),
  ...{ sequence: Number(row.sequence), state: messageState(row), attempts: Number(row.attempts) },
  availableAt: instant(row.available_at ?? row.accepted_at),
  acceptedAt: instant(row.accepted_at),
  ...optional('rawDigest', row.raw_digest, idOf),
});

function damagedMessage(tables: ReadTables, row: Row): StoredMessage {
  const { names, blocks } = tables;
  const id = idOf(row.id);
  const lost = lostEnvelope({ id, ...names.owner(row.key), at: instant(row.accepted_at) });
  const envelope = readable<Envelope>(() => parsed(blocks.line(Number(row.place))), lost);
  return { envelope, ...common(tables, row), body: null };
}

const waits = 'EXISTS (SELECT 1 FROM waiting w WHERE w.queue = m.queue AND w.sequence = m.sequence)';
const isParked = 'EXISTS (SELECT 1 FROM parked p WHERE p.sequence = m.sequence)';
/** Conditions as text, since a partial index is not found through a parameter. */
const inState: Readonly<Record<MessageState, string>> = {
  accepted: 'm.sequence IN (SELECT sequence FROM waiting)',
  parked: 'm.sequence IN (SELECT sequence FROM parked)',
  done: `m.ended = 0 AND NOT ${waits} AND NOT ${isParked}`,
  discarded: 'm.ended = 1',
};

type Reads = Pick<Ledger, 'message' | 'messages' | 'raw' | 'content'>;

export function messageReads(tables: ReadTables): Reads {
  const { db, names, bytes } = tables;
  const one = db.prepare(`${selectMessage} WHERE m.id = ? AND m.ended < 2`);
  const sequenceOf = db.prepare('SELECT sequence FROM message WHERE id = ?');
  const contentOf = db.prepare('SELECT number FROM content WHERE digest = ?');
  const find = (digest: string): Buffer | null => {
    const number = contentOf.get(storedId(digest))?.number;
    return number === undefined ? null : bytes(number);
  };

  return {
    async message(id) {
      const row = one.get(storedId(id));
      return row ? storedMessage(tables, row, false) : null;
    },
    async messages({ tenant, key, state, before, limit }) {
      const texts = ['m.ended < 2'];
      const values: SQLInputValue[] = [];
      const only = (text: string, ...numbers: SQLInputValue[]): void => {
        texts.push(text);
        values.push(...numbers);
      };
      if (state !== undefined) texts.push(inState[state]);
      if (tenant !== undefined) only('+m.tenant = ?', names.number(tenant));
      if (key !== undefined)
        only('m.key IN (SELECT value FROM json_each(?))', JSON.stringify(names.keys(key)));
      if (before !== undefined) only('m.sequence < ?', sequenceOf.get(storedId(before))?.sequence ?? 0);
      const where = texts.join(' AND ');
      const statement = db.prepare(`${selectMessage} WHERE ${where} ORDER BY m.sequence DESC LIMIT ?`);
      return statement.all(...values, limit).map((row) => storedMessage(tables, row, true));
    },
    async raw(digest) {
      const found = find(digest);
      return found ? new Uint8Array(found) : null;
    },
    async content(digest) {
      try {
        const found = find(digest);
        return found ? JSON.parse(found.toString()) : null;
      } catch (thrown) {
        const reason = damage(thrown);
        throw new CrossdockError('CD_LEDGER_CONTENT_DAMAGED', { digest, reason }, { cause: thrown });
      }
    },
  };
}
