import type { BackupRow, BackupRows, BackupTable } from '../../backup/rows.ts';
import { shardOf } from '../../shard.ts';
import type { Content } from '../../write/sink.ts';
import { dayOf, deliveryCode, exceptionCode, messageCode, storedId } from '../codec.ts';
import type { SqliteSink } from '../write/sink.ts';
import type { Tables } from '../write/tables.ts';

type Put = { readonly [Table in BackupTable]: (row: BackupRows[Table]) => void };

/** Idempotency keys whose message is gone get positions that no message ever had. */
const firstGone = -(2 ** 40);

/** Writes rows of a backup, in its order, as the running ledger would have. Part of a transaction. */
export function restoredRows(tables: Tables, sink: SqliteSink): (row: BackupRow) => void {
  const put: Put = { ...work(tables, sink), ...records(tables, sink) };
  return ([table, row]) => (put[table] as (row: unknown) => void)(row);
}

const contentOf = (text: string | null, claim: string | null): Content =>
  claim === null
    ? { text: text ?? 'null', digest: null, bytes: Buffer.byteLength(text ?? '') }
    : { text: null, digest: claim, bytes: 0 };
const optionalContent = (text: string | null, claim: string | null): Content | null =>
  text === null && claim === null ? null : contentOf(text, claim);

type Work = 'raw' | 'content' | 'message' | 'known' | 'delivery' | 'exception' | 'process';

function work(
  { db, names, blocks, contents, messages, deliveries }: Tables,
  sink: SqliteSink,
): Pick<Put, Work> {
  const placeMessage = db.prepare(
    `UPDATE message SET state = ?, attempts = ?, available_at = ?, finished = ?, last_error = ?, recognised = 0
     WHERE sequence = ?`,
  );
  const recognise = db.prepare('UPDATE message SET recognised = 1, digest = ? WHERE id = ?');
  const insertGone = db.prepare(
    `INSERT INTO message (sequence, id, tenant, idempotency_key, digest, state, accepted_at, bytes)
     VALUES (?, ?, ?, ?, ?, ${messageCode.gone}, ?, 0)`,
  );
  const placeDelivery = db.prepare(
    `UPDATE delivery SET state = ?, attempts = ?, available_at = ?, finished = ?, last_error = ?, answer = ?
     WHERE sequence = ?`,
  );
  const placeException = db.prepare(
    `UPDATE exception SET state = ?, assignee = ?, closed_at = ?, closed_by = ?, reason = ?, finished = ?
     WHERE id = ?`,
  );
  const placeProcess = db.prepare('UPDATE process SET version = ? WHERE key = ?');
  let gone = firstGone;
  const day = (at: number | null): number | null => (at === null ? null : dayOf(at));

  return {
    raw: ({ digest, size, bytes }) => contents.keep(digest, size, Buffer.from(bytes, 'base64')),
    content: ({ digest, size, bytes }) => contents.keep(digest, size, Buffer.from(bytes, 'base64')),
    message({ body, claim, state, waiting, blocking, ...row }) {
      messages.startAt(row.sequence);
      const sequence = sink.insertMessage({
        ...row,
        ...{ body: contentOf(body, claim), state: 'accepted', waiting: false, shard: shardOf(row.key) },
      });
      const accepted = waiting ? messageCode.putOff : messageCode.accepted;
      const parked = blocking ? messageCode.parked : messageCode.aside;
      const code = { accepted, parked, done: messageCode.done, discarded: messageCode.discarded }[state];
      const { attempts, availableAt, finishedAt, lastError } = row;
      placeMessage.run(code, attempts, availableAt, day(finishedAt), lastError, sequence);
    },
    known({ tenant, key, digest, messageId, at }) {
      const id = storedId(messageId);
      if (recognise.run(storedId(digest), id).changes === 1) return;
      insertGone.run(gone, id, names.name(tenant), key, storedId(digest), at);
      gone += 1;
    },
    delivery({ content, claim, state, waiting, answer, ...row }) {
      deliveries.startAt(row.sequence);
      const sequence = sink.insertDelivery({
        ...row,
        ...{ content: contentOf(content, claim), message: null, shard: shardOf(row.key) },
      });
      const pending = waiting ? deliveryCode.putOff : deliveryCode.pending;
      const code = state === 'pending' ? pending : deliveryCode[state];
      const place = answer === null ? null : blocks.add(answer);
      const { attempts, availableAt, finishedAt, lastError } = row;
      placeDelivery.run(code, attempts, availableAt, day(finishedAt), lastError, place, sequence);
    },
    exception({ document, documentClaim, retry, retryClaim, ...row }) {
      sink.insertException({
        ...row,
        document: optionalContent(document, documentClaim),
        retry: optionalContent(retry, retryClaim),
      });
      const { id, state, assignee, closedAt, closedBy, reason } = row;
      const closing = [closedAt, closedBy, reason, day(closedAt)];
      placeException.run(exceptionCode(state), assignee, ...closing, storedId(id));
    },
    process({ state, claim, ...row }) {
      sink.saveProcess({ ...row, version: 1, state: contentOf(state, claim) });
      placeProcess.run(row.version, names.key(row.tenant, row.key));
      for (const { scheme, value } of JSON.parse(row.identifiers)) {
        sink.addIdentifier(row.tenant, value, scheme, row.key);
      }
    },
  };
}

function records({ messages, deliveries }: Tables, sink: SqliteSink): Omit<Put, Work> {
  return {
    journal: (row) => sink.addJournal(row),
    timer: ({ rawDigest, ...row }) => sink.saveTimer(row, rawDigest, shardOf(row.key)),
    remembered: ({ scope, key, digest, value, at }) => sink.insertRemembered(scope, key, digest, value, at),
    state: ({ name, value }) => sink.saveState(name, value),
    sequence: ({ name, last }) => sink.saveNumber(name, last),
    reply: ({ id, status, headers, body, at }) => sink.insertReply(id, status, headers, body, at),
    audit: ({ number, hash, ...row }) => sink.insertAudit(number, hash, row),
    hold: ({ tenant, key, by, reason, at }) => sink.insertHold(tenant, key, by, reason, at),
    hop: (row) => sink.insertHop(row),
    tally: ({ name, value }) => sink.addTally(name, value),
    load: ({ queue, count, bytes }) => sink.addLoad(queue, count, bytes),
    position({ of, last }) {
      const sequence = of === 'message' ? messages : deliveries;
      sequence.startAt(last + 1);
      sequence.note();
    },
  };
}
