import type { BackupRow, BackupRows, BackupTable } from '../../backup/rows.ts';
import type { ProcessIdentifier } from '../../ledger.ts';
import { shardOf } from '../../shard.ts';
import type { Content } from '../../write/sink.ts';
import { dayOf, ended, exceptionCode, storedId } from '../codec.ts';
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

function work({ db, names, blocks, contents, positions }: Tables, sink: SqliteSink): Pick<Put, Work> {
  const placeMessage = db.prepare(
    `UPDATE message SET attempts = ?, available_at = ?, last_error = ?, ended = ?, finished = ?, recognised = 0
     WHERE sequence = ?`,
  );
  const noLongerWaiting = db.prepare('DELETE FROM waiting WHERE queue = ? AND sequence = ?');
  const inTheWay = db.prepare('UPDATE parked SET aside = 0 WHERE sequence = ?');
  const recognise = db.prepare('UPDATE message SET recognised = 1, digest = ? WHERE id = ?');
  const insertGone = db.prepare(
    `INSERT INTO message (sequence, id, tenant, idempotency_key, digest, ended, accepted_at, bytes)
     VALUES (?, ?, ?, ?, ?, ${ended.gone}, ?, 0)`,
  );
  const placeDelivery = db.prepare(
    `UPDATE delivery SET attempts = ?, available_at = ?, last_error = ?, ended = ?, finished = ?, answer = ?
     WHERE sequence = ?`,
  );
  const noLongerDue = db.prepare('DELETE FROM due WHERE system = ? AND sequence = ?');
  const putOff = db.prepare('UPDATE due SET available_at = ? WHERE system = ? AND sequence = ?');
  const insertFailed = db.prepare('INSERT INTO failed (sequence, system, key) VALUES (?, ?, ?)');
  const placeException = db.prepare(
    `UPDATE exception SET state = ?, assignee = ?, closed_at = ?, closed_by = ?, reason = ?, finished = ?
     WHERE id = ?`,
  );
  const placeProcess = db.prepare('UPDATE process SET version = ? WHERE key = ?');
  let gone = firstGone;
  const day = (at: number | null): number | null => (at === null ? null : dayOf(at));
  const laterDay = (finishedAt: number | null, cameIn: number): number | null =>
    day(finishedAt) === dayOf(cameIn) ? null : day(finishedAt);
  const endedBy = (state: string): number => (state === 'discarded' ? ended.discarded : ended.asMeant);

  return {
    raw: ({ digest, size, bytes }) => contents.keep(digest, size, Buffer.from(bytes, 'base64')),
    content: ({ digest, size, bytes }) => contents.keep(digest, size, Buffer.from(bytes, 'base64')),
    message({ body, claim, state, blocking, ...row }) {
      const { sequence, attempts, availableAt, acceptedAt, finishedAt, lastError } = row;
      positions.set('message', sequence - 1);
      const place = { body: contentOf(body, claim), shard: shardOf(row.key) };
      sink.insertMessage({ ...row, ...place, state: state === 'parked' ? 'parked' : 'accepted' });
      if (blocking) inTheWay.run(sequence);
      if (state === 'done' || state === 'discarded') noLongerWaiting.run(names.name(row.queue), sequence);
      const available = availableAt === acceptedAt ? null : availableAt;
      const finished = laterDay(finishedAt, acceptedAt);
      placeMessage.run(attempts, available, lastError, endedBy(state), finished, sequence);
    },
    known({ tenant, key, digest, messageId, at }) {
      const id = storedId(messageId);
      if (recognise.run(storedId(digest), id).changes === 1) return;
      insertGone.run(gone, id, names.name(tenant), key, storedId(digest), at);
      gone += 1;
    },
    delivery({ content, claim, state, waiting, answer, ...row }) {
      const { sequence, attempts, availableAt, stagedAt, finishedAt, lastError } = row;
      positions.set('delivery', sequence - 1);
      const place = { content: contentOf(content, claim), message: null, shard: shardOf(row.key) };
      sink.insertDelivery({ ...row, ...place });
      const system = names.name(row.system);
      if (state !== 'pending') noLongerDue.run(system, sequence);
      if (state === 'failed') insertFailed.run(sequence, system, names.key(row.tenant, row.key));
      if (waiting) putOff.run(availableAt, system, sequence);
      const available = availableAt === stagedAt ? null : availableAt;
      const finished = laterDay(finishedAt, stagedAt);
      const answered = answer === null ? null : blocks.add(answer);
      placeDelivery.run(attempts, available, lastError, endedBy(state), finished, answered, sequence);
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
      const identifierList: ProcessIdentifier[] = JSON.parse(row.identifiers);
      sink.saveProcess({ ...row, version: 1, identifierList, state: contentOf(state, claim) });
      placeProcess.run(row.version, names.key(row.tenant, row.key));
      for (const { scheme, value } of identifierList) {
        sink.addIdentifier(row.tenant, value, scheme, row.key);
      }
    },
  };
}

function records({ positions }: Tables, sink: SqliteSink): Omit<Put, Work> {
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
    position: ({ of, last }) => positions.set(of, last),
  };
}
