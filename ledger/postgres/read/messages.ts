import { zstdDecompressSync } from 'node:zlib';
import type { ErrorRecord } from '../../../domain/errors.ts';
import { damage, lostEnvelope, readable } from '../../damaged.ts';
import type { Envelope, Instant, Json, Ledger, MessageState, StoredMessage } from '../../ledger.ts';
import { shards } from '../../shard.ts';
import { milliseconds } from '../../write/encode.ts';
import type { MessageRef } from '../../write/source.ts';
import { sentText } from '../packed.ts';
import { contentRead, type MaybeDamaged, rowsApart } from './damaged.ts';
import type { MaybeSound, Sound } from './documents.ts';
import { sequencesOfOtherKeys } from './other-keys.ts';
import {
  Conditions,
  contentOf,
  type Held,
  instant,
  ofKey,
  optional,
  parsed,
  type Query,
  same,
} from './rows.ts';

interface Row extends MaybeDamaged, MaybeSound {
  readonly sequence: number;
  readonly id: string;
  readonly tenant: string;
  readonly queue: string;
  readonly key: string;
  readonly idempotency_key: string;
  readonly digest: string;
  readonly output: number | null;
  readonly accepted_at: number;
  readonly raw_digest: string | null;
  readonly bytes: number;
  readonly envelope: string;
  readonly body: string | null;
  readonly body_claim: string | null;
  readonly body_bytes: number | null;
  readonly state: MessageState;
  readonly attempts: number;
  readonly available_at: number;
  readonly last_error: string | null;
}

const columns = `m.sequence, long_id(m.id) AS id, m.tenant, m.queue, m.key, m.idempotency_key, long_id(m.digest) AS digest, m.output, m.accepted_at,
  m.raw_digest, m.bytes, m.place, json_text(m.envelope) AS envelope, json_text(m.body) AS body, m.body_claim, m.body_bytes, coalesce(s.state, 'done') AS state,
  coalesce(s.attempts, 0) AS attempts, coalesce(s.available_at, m.available_at, m.accepted_at) AS available_at, s.last_error`;
/** Without what may be damaged. */
const bare = columns
  .replace('json_text(m.envelope)', 'NULL')
  .replace('json_text(m.body)', 'NULL')
  .replace('s.last_error', 'NULL AS last_error');
const waiting = 'message_state s JOIN message m ON m.sequence = s.sequence';
const every = 'message m LEFT JOIN message_state s ON s.sequence = m.sequence';
const whole = `${every} LEFT JOIN content c ON c.digest = m.body_claim`;
const one = (list: string): string => `SELECT ${list} FROM ${every} WHERE m.sequence = $1`;
const apart = { columns, bare, one, sequence: 'm.sequence' };

/** The text that stands for a lost one has no value either. */
const envelopeOf = ({ head, envelope }: Row): Envelope =>
  head ? (head.value() as unknown as Envelope) : parsed<Envelope>(sentText(envelope));

function stored(row: Row): StoredMessage {
  if (row.damaged !== undefined) return damaged(row, row.damaged);
  try {
    const { body, sound } = row;
    const envelope = envelopeOf(row);
    if (sound) return withRest(row, new SoundMessage(row, envelope, sound));
    const { value, claim } = contentOf(body, row.body_claim, row.body_bytes);
    return { ...withRest(row, { envelope, body: value, ...common(row) }), ...claim };
  } catch (thrown) {
    return damaged(row, damage(thrown));
  }
}

/**
 * A message whose body is made when it is asked for, and not kept: hundreds of messages wait for their turn, and who
 * runs one makes a copy of its own. Pages of these are read: spread out they would take twice the time.
 */
class SoundMessage {
  readonly envelope: Envelope;
  readonly queue: string;
  readonly idempotencyKey: string;
  readonly digest: string;
  declare readonly body: Json;
  readonly sequence: number;
  readonly state: MessageState;
  readonly attempts: number;
  readonly availableAt: Instant;
  readonly acceptedAt: Instant;
  readonly #sound: Sound;
  /** An own property, which copies take along. One function for all: with one of its own each would be a slow object. */
  static readonly #body: PropertyDescriptor & ThisType<SoundMessage> = {
    get() {
      return this.#sound.value();
    },
    enumerable: true,
  };

  constructor(row: Row, envelope: Envelope, sound: Sound) {
    this.envelope = envelope;
    this.queue = row.queue;
    this.idempotencyKey = row.idempotency_key;
    this.digest = row.digest;
    this.#sound = sound;
    Object.defineProperty(this, 'body', SoundMessage.#body);
    this.sequence = row.sequence;
    this.state = row.state;
    this.attempts = row.attempts;
    this.availableAt = instant(row.available_at);
    this.acceptedAt = instant(row.accepted_at);
  }
}

const common = (row: Row) => ({
  ...{ queue: row.queue, idempotencyKey: row.idempotency_key, digest: row.digest },
  ...{ sequence: row.sequence, state: row.state, attempts: row.attempts },
  availableAt: instant(row.available_at),
  acceptedAt: instant(row.accepted_at),
});

/** Adds what few messages have. */
function withRest(row: Row, message: StoredMessage): StoredMessage {
  const { output, raw_digest: rawDigest, last_error: lastError } = row;
  if (output === null && rawDigest === null && lastError === null) return message;
  return Object.assign(message, {
    ...optional('output', output, same),
    ...optional('rawDigest', rawDigest, same),
    ...optional('lastError', lastError, parsed<ErrorRecord>),
  });
}

function damaged(row: Row, reason: string): StoredMessage {
  const lost = lostEnvelope({ ...row, at: instant(row.accepted_at) });
  const envelope = readable<Envelope>(() => envelopeOf(row) ?? lost, lost);
  const rest = withRest({ ...row, last_error: null }, { envelope, body: null, ...common(row) });
  return { ...rest, damaged: reason };
}

/** A message that may soon be finished; the text of its envelope is made when one of its deliveries asks for it. */
class Seen implements MessageRef {
  readonly id: string;
  handle: number;
  readonly tenant: string;
  readonly queue: string;
  readonly key: string;
  readonly bytes: number;
  readonly #row: Row;

  constructor(row: Row) {
    this.id = row.id;
    this.handle = row.sequence;
    this.tenant = row.tenant;
    this.queue = row.queue;
    this.key = row.key;
    this.bytes = row.bytes;
    this.#row = row;
  }

  /** Of a damaged one none that a delivery could share. */
  get envelope(): string {
    const { head, envelope } = this.#row;
    return readable(() => head?.text() ?? sentText(envelope), '');
  }
}

type Reads = Pick<Ledger, 'pending' | 'parkedKeys' | 'message' | 'raw' | 'content' | 'messages'>;

/** @param seen is told of messages that may soon be finished here */
export function messageReads(query: Query, held: Held, seen: (ref: MessageRef) => void): Reads {
  const byState: Readonly<Record<MessageState, string>> = {
    accepted: "s.state = 'accepted'",
    parked: "s.state = 'parked'",
    done: "(s.sequence IS NULL OR s.state = 'done')",
    discarded: "s.state = 'discarded'",
  };

  return {
    async pending({ queue, key, exceptKeys = [], afterSequence, limit, now }) {
      const mine = held();
      if (mine.length === 0) return [];
      const at = milliseconds(now, 'pending');
      const place = { afterSequence, now: at, limit, shards: mine };
      const others =
        queue !== undefined && exceptKeys.length > 0
          ? await sequencesOfOtherKeys(query, 'message_state', { of: queue, exceptKeys, ...place })
          : null;
      const conditions = new Conditions()
        .always("s.state = 'accepted'")
        .when('s.queue = $', queue)
        .when('s.key = $', key)
        .when('s.sequence = ANY ($)', others ?? undefined)
        .when('s.key <> ALL ($)', others === null && exceptKeys.length > 0 ? exceptKeys : undefined)
        .when('s.shard = ANY ($)', mine.length < shards ? mine : undefined)
        .when('s.sequence > $', afterSequence)
        .when('s.available_at <= $', at);
      const last = `ORDER BY s.sequence LIMIT ${conditions.parameter(limit)}`;
      const rows = await rowsApart<Row>(query, {
        ...{ ...apart, values: conditions.values },
        text: (list) => `SELECT ${list} FROM ${waiting} ${conditions.where} ${last}`,
      });
      return rows.map((row) => {
        const found = stored(row);
        seen(new Seen(row));
        return found;
      });
    },
    parkedKeys: () =>
      query<{ queue: string; key: string }>(
        `SELECT DISTINCT queue, key FROM message_state WHERE state = 'parked' AND blocking ORDER BY queue, key`,
      ),
    async message(id) {
      const [row] = await rowsApart<Row & { readonly content: string | null }>(query, {
        ...{ ...apart, columns: `${columns}, json_text(c.bytes) AS content`, values: [id] },
        text: (list) => `SELECT ${list} FROM ${whole} WHERE id_number(m.id) = id_number(short_id($1))`,
        one: (list) => `SELECT ${list} FROM ${whole} WHERE m.sequence = $1`,
      });
      return row ? stored({ ...row, body: row.body ?? row.content }) : null;
    },
    async raw(digest) {
      const [row] = await query<{ bytes: Buffer }>('SELECT bytes FROM raw WHERE digest = $1', [digest]);
      return row ? new Uint8Array(zstdDecompressSync(row.bytes)) : null;
    },
    content: (digest) => contentRead(query, digest),
    async messages({ tenant, key, state, before, limit }) {
      const aside = state !== undefined && state !== 'done' && key === undefined;
      const conditions = new Conditions()
        .when(ofKey('by_key(m.key, m.sequence)', 'm.key'), key)
        .when('m.tenant = $', tenant)
        .when(
          'm.sequence < coalesce((SELECT sequence FROM message WHERE id_number(id) = id_number(short_id($))), 9223372036854775807)',
          before,
        );
      if (state !== undefined) conditions.always(byState[state]);
      const all = key === undefined ? 'm.sequence' : 'by_key(m.key, m.sequence)';
      const order = aside ? 's.sequence' : all;
      const last = `ORDER BY ${order} DESC LIMIT ${conditions.parameter(limit)}`;
      const from = aside ? waiting : every;
      const rows = await rowsApart<Row>(query, {
        ...{ ...apart, values: conditions.values },
        text: (list) => `SELECT ${list} FROM ${from} ${conditions.where} ${last}`,
      });
      return rows.map(stored);
    },
  };
}
