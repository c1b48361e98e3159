import type { Sink } from '../../write/sink.ts';
import { dayOf, packed, startOfDay, storedId } from '../codec.ts';
import type { Tables } from './tables.ts';
import { Today } from './today.ts';

type Part = Pick<
  Sink,
  | 'insertDelivery'
  | 'finishDelivery'
  | 'discardDelivery'
  | 'putOffDelivery'
  | 'failDelivery'
  | 'releaseDelivery'
>;

export function deliveryRows({ db, names, blocks, contents, positions }: Tables): Part {
  const insert = db.prepare(
    `INSERT INTO delivery (sequence, id, message, key, node_id, node_type, system, staged_at, place, claim)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const insertDue = db.prepare(
    'INSERT INTO due (system, sequence, key, available_at) VALUES (?, ?, ?, NULL)',
  );
  const inDue = 'sequence = ?1 AND system = (SELECT system FROM delivery WHERE sequence = ?1)';
  const leave = db.prepare(`DELETE FROM due WHERE ${inDue}`);
  const leaveSystem = db.prepare('DELETE FROM due WHERE system = ? AND sequence = ?');
  const finishedLate = 'finished = CASE WHEN staged_at < ? THEN ? END';
  const answer = db.prepare('UPDATE delivery SET answer = ? WHERE sequence = ?');
  const answerLate = db.prepare(`UPDATE delivery SET answer = ?, ${finishedLate} WHERE sequence = ?`);
  const discard = db.prepare(`UPDATE delivery SET ended = 1, ${finishedLate} WHERE sequence = ?`);
  const postpone = db.prepare(
    'UPDATE delivery SET attempts = ?, available_at = ?, last_error = ? WHERE sequence = ?',
  );
  const putOff = db.prepare(`UPDATE due SET available_at = ?2 WHERE ${inDue}`);
  const fail = db.prepare('UPDATE delivery SET attempts = ?, last_error = ? WHERE sequence = ?');
  const insertFailed = db.prepare(
    'INSERT INTO failed (sequence, system, key) SELECT sequence, system, key FROM delivery WHERE sequence = ?',
  );
  const leaveFailed = db.prepare('DELETE FROM failed WHERE sequence = ?');
  const release = db.prepare(
    'UPDATE delivery SET attempts = 0, available_at = ?, mended = coalesce(?, mended) WHERE sequence = ?',
  );
  const insertDueAgain = db.prepare(
    'INSERT INTO due (system, sequence, key) SELECT system, sequence, key FROM delivery WHERE sequence = ?',
  );

  const today = new Today();
  return {
    insertDelivery(row) {
      const { messageId, message, envelope, content, stagedAt } = row;
      const sequence = positions.next('delivery');
      today.add(sequence, stagedAt);
      const key = names.key(row.tenant, row.key);
      const system = names.name(row.system);
      insert.get(
        sequence,
        storedId(row.id),
        // Only a bigint is stored as an integer: node:sqlite binds every number as a float.
        envelope === null && message ? BigInt(message.handle) : storedId(messageId),
        key,
        names.name(row.nodeId),
        names.name(row.nodeType),
        system,
        stagedAt,
        blocks.add(JSON.stringify(row.idempotencyKey), envelope ?? '', content.text ?? ''),
        content.digest === null ? null : contents.use(content.digest),
      );
      insertDue.get(system, sequence, key);
      return sequence;
    },
    finishDelivery({ handle, system }, text, at) {
      if (system === undefined) leave.get(handle);
      else leaveSystem.get(names.name(system), handle);
      const place = blocks.add(text);
      if (today.has(handle, at)) answer.get(place, handle);
      else answerLate.get(place, startOfDay(at), dayOf(at), handle);
    },
    discardDelivery({ handle }, at) {
      if (leave.run(handle).changes === 0) leaveFailed.run(handle);
      discard.run(startOfDay(at), dayOf(at), handle);
    },
    putOffDelivery({ handle }, attempts, availableAt, error) {
      postpone.run(attempts, availableAt, error, handle);
      putOff.run(handle, availableAt);
    },
    failDelivery({ handle }, attempts, error) {
      fail.run(attempts, error, handle);
      leave.run(handle);
      insertFailed.run(handle);
    },
    releaseDelivery({ handle }, availableAt, request) {
      release.run(availableAt, request === null ? null : packed(request), handle);
      leaveFailed.run(handle);
      insertDueAgain.run(handle);
    },
  };
}
