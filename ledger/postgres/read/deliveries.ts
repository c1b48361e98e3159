import type { ErrorRecord } from '../../../domain/errors.ts';
import { damage, lostEnvelope, readable } from '../../damaged.ts';
import type { DeliveryState, Envelope, Json, Ledger, StoredDelivery } from '../../ledger.ts';
import { shards } from '../../shard.ts';
import { milliseconds } from '../../write/encode.ts';
import type { DeliveryRef } from '../../write/source.ts';
import { wholeKey } from '../idempotency.ts';
import { sent } from '../packed.ts';
import { type MaybeDamaged, rowsApart } from './damaged.ts';
import type { MaybeSound } from './documents.ts';
import { sequencesOfOtherKeys } from './other-keys.ts';
import { Conditions, contentOf, type Held, instant, ofKey, optional, parsed, type Query } from './rows.ts';

interface Row extends MaybeDamaged, MaybeSound {
  readonly sequence: number;
  readonly id: string;
  readonly message_id: string;
  readonly tenant: string;
  readonly node_id: string;
  readonly node_type: string;
  readonly system: string;
  readonly key: string;
  readonly idempotency_key: string;
  readonly staged_at: number;
  readonly envelope: string;
  readonly content: string | null;
  readonly content_claim: string | null;
  readonly content_bytes: number | null;
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly available_at: number;
  readonly last_error: string | null;
  readonly answer: string | null;
}

const columns = `d.sequence, long_id(d.id) AS id, long_id(coalesce(d.message_id, m.id)) AS message_id, coalesce(d.tenant, m.tenant) AS tenant,
  d.node_id, d.node_type, d.system, coalesce(d.key, m.key) AS key, d.idempotency_key,
  d.staged_at, m.place, json_text(coalesce(d.envelope, m.envelope)) AS envelope, d.place AS content_place, json_text(d.content) AS content, d.content_claim, d.content_bytes,
  coalesce(s.state, 'delivered') AS state, coalesce(s.attempts, 0) AS attempts,
  coalesce(s.available_at, d.staged_at) AS available_at, s.last_error`;
/** Most deliveries share tenant, key and envelope with their message. */
const envelope = 'LEFT JOIN message m ON m.sequence = d.message';
/** Without what may be damaged. */
const bare = columns
  .replace('json_text(coalesce(d.envelope, m.envelope))', 'NULL')
  .replace('json_text(d.content)', 'NULL')
  .replace('s.last_error', 'NULL AS last_error');
const state = 'LEFT JOIN delivery_state s ON s.sequence = d.sequence';
const waiting = `delivery_state s JOIN delivery d ON d.sequence = s.sequence ${envelope}`;
const every = `delivery d ${state} ${envelope}`;
const whole = `${every} LEFT JOIN content c ON c.digest = d.content_claim`;
const withAnswer = `${columns}, NULL AS answer, answer_of(d.sequence) AS answers`;
const apart = { bare: `${bare}, NULL AS answer`, sequence: 'd.sequence' };
const oneOf =
  (from: string) =>
  (list: string): string =>
    `SELECT ${list} FROM ${from} WHERE d.sequence = $1`;

const envelopeOf = ({ head, envelope }: Row): Envelope | null =>
  (head ? head.value() : sent(envelope)) as unknown as Envelope | null;

function stored(row: Row): StoredDelivery {
  if (row.damaged !== undefined) return damaged(row, row.damaged);
  try {
    const { value, claim } = contentOf(row.content, row.content_claim, row.content_bytes);
    const { request = null, continuation = null } = (value ?? {}) as { request?: Json; continuation?: Json };
    return {
      ...common(row),
      ...{ request, envelope: envelopeOf(row) as Envelope, continuation },
      ...optional('lastError', row.last_error, parsed<ErrorRecord>),
      ...optional('answer', row.answer, sent),
      ...claim,
    };
  } catch (thrown) {
    return damaged(row, damage(thrown));
  }
}

const common = (row: Row) => ({
  ...{ id: row.id, messageId: row.message_id, tenant: row.tenant, nodeId: row.node_id },
  ...{ nodeType: row.node_type, system: row.system, key: row.key },
  idempotencyKey: wholeKey(row.idempotency_key, row.message_id),
  ...{ sequence: row.sequence, state: row.state, attempts: row.attempts },
  availableAt: instant(row.available_at),
  stagedAt: instant(row.staged_at),
});

function damaged(row: Row, reason: string): StoredDelivery {
  const { message_id: id, tenant, key, staged_at } = row;
  const lost = lostEnvelope({ id, tenant, key, at: instant(staged_at) });
  const envelope = readable(() => envelopeOf(row) ?? lost, lost);
  return { ...common(row), request: null, continuation: null, envelope, damaged: reason };
}

type Reads = Pick<Ledger, 'dueDeliveries' | 'pendingSystems' | 'delivery' | 'deliveries'>;

/** @param seen is told of deliveries that may soon be finished here */
export function deliveryReads(query: Query, held: Held, seen: (ref: DeliveryRef) => void): Reads {
  const byState: Readonly<Record<string, string>> = {
    pending: "s.state = 'pending'",
    delivered: "(s.sequence IS NULL OR s.state = 'delivered')",
    failed: "s.state = 'failed'",
    discarded: "s.state = 'discarded'",
  };

  return {
    async dueDeliveries({ system, key, exceptKeys = [], now, afterSequence, limit }) {
      const mine = held();
      if (mine.length === 0) return [];
      const at = milliseconds(now, 'dueDeliveries');
      const place = { afterSequence, now: at, limit, shards: mine };
      const others =
        system !== undefined && exceptKeys.length > 0
          ? await sequencesOfOtherKeys(query, 'delivery_state', { of: system, exceptKeys, ...place })
          : null;
      const conditions = new Conditions()
        .always("s.state = 'pending'")
        .when('s.system = $', system)
        .when('s.key = $', key)
        .when('s.sequence = ANY ($)', others ?? undefined)
        .when('s.key <> ALL ($)', others === null && exceptKeys.length > 0 ? exceptKeys : undefined)
        .when('s.shard = ANY ($)', mine.length < shards ? mine : undefined)
        .when('s.sequence > $', afterSequence)
        .when('s.available_at <= $', at);
      const last = `ORDER BY s.sequence LIMIT ${conditions.parameter(limit)}`;
      const rows = await rowsApart<Row>(query, {
        ...{ ...apart, columns: `${columns}, NULL AS answer`, values: conditions.values },
        text: (list) => `SELECT ${list} FROM ${waiting} ${conditions.where} ${last}`,
        one: oneOf(waiting),
      });
      for (const { id, sequence, key: own } of rows) seen({ id, handle: sequence, key: own });
      return rows.map(stored);
    },
    async pendingSystems() {
      // A loose index scan (wiki.postgresql.org/wiki/Loose_indexscan): one descent per system.
      const rows = await query<{ system: string }>(
        `WITH RECURSIVE found AS (
           (SELECT system FROM delivery_state WHERE state = 'pending' ORDER BY system LIMIT 1)
           UNION ALL
           SELECT (SELECT s.system FROM delivery_state s WHERE s.state = 'pending' AND s.system > f.system
             ORDER BY s.system LIMIT 1) FROM found f WHERE f.system IS NOT NULL
         ) SELECT system FROM found WHERE system IS NOT NULL`,
      );
      return rows.map(({ system }) => system);
    },
    async delivery(id) {
      const [row] = await rowsApart<Row & { readonly claimed: string | null }>(query, {
        ...{ ...apart, columns: `${withAnswer}, json_text(c.bytes) AS claimed`, values: [id] },
        text: (list) => `SELECT ${list} FROM ${whole} WHERE id_number(d.id) = id_number(short_id($1))`,
        one: oneOf(whole),
      });
      return row ? stored({ ...row, content: row.content ?? row.claimed }) : null;
    },
    async deliveries({ state, key, limit }) {
      const conditions = new Conditions().when(ofKey('d.by_key', 'coalesce(d.key, m.key)'), key);
      const condition = state === undefined ? undefined : byState[state];
      if (state !== undefined && condition === undefined) return [];
      if (condition !== undefined) conditions.always(condition);
      const few = state !== undefined && state !== 'delivered' && key === undefined;
      const all = key === undefined ? 'd.sequence' : 'd.by_key';
      const order = few ? 's.sequence' : all;
      const last = `ORDER BY ${order} DESC LIMIT ${conditions.parameter(limit)}`;
      const rows = await rowsApart<Row>(query, {
        ...{ ...apart, columns: withAnswer, values: conditions.values },
        text: (list) => `SELECT ${list} FROM ${few ? waiting : every} ${conditions.where} ${last}`,
        one: oneOf(every),
      });
      return rows.map(stored);
    },
  };
}
