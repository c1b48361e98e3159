import type { SQLInputValue } from 'node:sqlite';
import type { ErrorRecord } from '../../../domain/errors.ts';
import { damage, lostEnvelope, readable } from '../../damaged.ts';
import type { DeliveryState, Envelope, Json, Ledger, StoredDelivery } from '../../ledger.ts';
import { idOf, storedId, unpacked } from '../codec.ts';
import { deliveryState, deliveryStateColumns } from '../states.ts';
import { instant, optional, parsed, type Row } from './rows.ts';
import type { ReadTables } from './tables.ts';

export const selectDelivery = `SELECT d.*, c.digest AS claim_digest, c.size AS claim_size, m.id AS message_id,
    m.place AS message_place, ${deliveryStateColumns}
  FROM delivery d LEFT JOIN content c ON c.number = d.claim
  LEFT JOIN message m ON typeof(d.message) = 'integer' AND m.sequence = d.message`;

type Content = { readonly request: Json; readonly continuation: Json };

/** A delivery as the port shows it; reads of many leave large contents to `Ledger.content`. */
export function storedDelivery(tables: ReadTables, row: Row, many: boolean): StoredDelivery {
  const { blocks, json } = tables;
  const place = Number(row.place);
  const claimed = many && row.claim !== null && row.mended === null;
  const content = (): Content => {
    if (claimed) return { request: null, continuation: null };
    const kept = row.claim === null ? parsed<Content>(blocks.line(place, 2)) : (json(row.claim) as Content);
    return row.mended === null ? kept : { ...kept, request: unpacked(row.mended) };
  };
  try {
    return {
      ...common(tables, row),
      idempotencyKey: parsed(blocks.line(place)),
      ...content(),
      envelope: envelopeOf(tables, row),
      ...optional('lastError', row.last_error, (column) => parsed<ErrorRecord>(column)),
      ...optional('answer', row.answer, (column) => parsed<Json>(blocks.line(Number(column)))),
      ...(claimed ? { claim: { digest: idOf(row.claim_digest), bytes: Number(row.claim_size) } } : {}),
    };
  } catch (thrown) {
    return { ...damagedDelivery(tables, row), damaged: damage(thrown) };
  }
}

const isShared = (row: Row): boolean => row.message_place !== null;

const envelopeOf = ({ blocks }: ReadTables, row: Row): Envelope =>
  parsed(isShared(row) ? blocks.line(Number(row.message_place)) : blocks.line(Number(row.place), 1));

const common = ({ names }: ReadTables, row: Row) => ({
  id: idOf(row.id),
  messageId: idOf(isShared(row) ? row.message_id : row.message),
  ...names.owner(row.key),
  ...{ nodeId: names.text(row.node_id), nodeType: names.text(row.node_type), system: names.text(row.system) },
  ...{ sequence: Number(row.sequence), state: deliveryState(row), attempts: Number(row.attempts) },
  availableAt: instant(row.available_at ?? row.staged_at),
  stagedAt: instant(row.staged_at),
});

function damagedDelivery(tables: ReadTables, row: Row): StoredDelivery {
  const known = common(tables, row);
  const lost = lostEnvelope({ ...known, id: known.messageId, at: known.stagedAt });
  return {
    ...known,
    idempotencyKey: readable(() => parsed<string>(tables.blocks.line(Number(row.place))), known.id),
    ...{ request: null, continuation: null },
    envelope: readable(() => envelopeOf(tables, row), lost),
  };
}

const isDue = 'EXISTS (SELECT 1 FROM due w WHERE w.system = d.system AND w.sequence = d.sequence)';
const hasFailed = 'EXISTS (SELECT 1 FROM failed f WHERE f.sequence = d.sequence)';
/** Conditions as text, since a partial index is not found through a parameter. */
const inState: Readonly<Record<DeliveryState, string>> = {
  pending: 'd.sequence IN (SELECT sequence FROM due)',
  failed: 'd.sequence IN (SELECT sequence FROM failed)',
  delivered: `d.ended = 0 AND NOT ${isDue} AND NOT ${hasFailed}`,
  discarded: 'd.ended = 1',
};
const isState = (state: string): state is DeliveryState => state in inState;

export function deliveryReads(tables: ReadTables): Pick<Ledger, 'delivery' | 'deliveries'> {
  const { db, names } = tables;
  const one = db.prepare(`${selectDelivery} WHERE d.id = ?`);

  return {
    async delivery(id) {
      const row = one.get(storedId(id));
      return row ? storedDelivery(tables, row, false) : null;
    },
    async deliveries({ state, key, limit }) {
      const texts: string[] = [];
      const values: SQLInputValue[] = [];
      if (state !== undefined) {
        if (!isState(state)) return [];
        texts.push(inState[state]);
      }
      if (key !== undefined) {
        texts.push('d.key IN (SELECT value FROM json_each(?))');
        values.push(JSON.stringify(names.keys(key)));
      }
      const where = texts.length > 0 ? `WHERE ${texts.join(' AND ')}` : '';
      const statement = db.prepare(`${selectDelivery} ${where} ORDER BY d.sequence DESC LIMIT ?`);
      return statement.all(...values, limit).map((row) => storedDelivery(tables, row, true));
    },
  };
}
