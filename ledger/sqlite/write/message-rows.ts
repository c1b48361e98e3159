import type { NewMessageRow, Sink } from '../../write/sink.ts';
import type { MessageRef } from '../../write/source.ts';
import { KeptAhead } from '../ahead.ts';
import { dayOf, startOfDay, storedId } from '../codec.ts';
import { inRow, type Tables } from './tables.ts';
import { Today } from './today.ts';

type Part = Pick<
  Sink,
  | 'insertMessage'
  | 'insertKnown'
  | 'replaceKnown'
  | 'finishMessage'
  | 'putOffMessage'
  | 'parkMessage'
  | 'releaseMessage'
  | 'replaceMessage'
>;

export function messageRows({ db, names, blocks, contents, positions }: Tables): Part {
  const insert = db.prepare(
    `INSERT INTO message (sequence, id, tenant, queue, key, idempotency_key, digest, output, accepted_at, available_at,
       bytes, place, claim, raw)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const wait = db.prepare('INSERT INTO waiting (queue, sequence, key, available_at) VALUES (?, ?, ?, ?)');
  const leave = db.prepare('DELETE FROM waiting WHERE queue = ? AND sequence = ?');
  const insertParked = db.prepare('INSERT INTO parked (sequence, queue, key, aside) VALUES (?, ?, ?, ?)');
  const leaveParked = db.prepare('DELETE FROM parked WHERE sequence = ?');
  const discard = db.prepare('UPDATE message SET ended = 1 WHERE sequence = ?');
  const finishLate = db.prepare('UPDATE message SET finished = ? WHERE sequence = ? AND accepted_at < ?');
  const postpone = db.prepare(
    'UPDATE message SET attempts = ?, available_at = ?, last_error = ? WHERE sequence = ?',
  );
  const putOff = db.prepare('UPDATE waiting SET available_at = ? WHERE queue = ? AND sequence = ?');
  const fail = db.prepare('UPDATE message SET attempts = ?, last_error = ? WHERE sequence = ?');
  const release = db.prepare('UPDATE message SET attempts = 0, available_at = ? WHERE sequence = ?');
  const findContent = db.prepare('SELECT place, claim, raw FROM message WHERE sequence = ?');
  const mend = db.prepare('UPDATE message SET mended = ?, claim = ? WHERE sequence = ?');
  const replace = db.prepare(
    `UPDATE message SET queue = ?, key = ?, digest = ?, output = ?, available_at = NULL, accepted_at = ?, bytes = ?,
       place = ?, claim = ?, raw = NULL, mended = NULL WHERE sequence = ?`,
  );
  const replaceParked = db.prepare('UPDATE parked SET queue = ?, key = ? WHERE sequence = ?');

  const today = new Today();
  const placeIn = ({ envelope, body }: NewMessageRow): number =>
    body.kept instanceof KeptAhead ? blocks.refer(body.kept) : blocks.add(envelope, body.text ?? '');
  const contentOf = (sequence: number) => {
    const { place, claim, raw } = findContent.get(sequence) ?? {};
    return { place: Number(place), claim: claim as number | null, raw: raw as number | null };
  };
  const numbersOf = ({ tenant, queue, key }: Pick<MessageRef, 'tenant' | 'queue' | 'key'>) =>
    [names.name(queue), names.key(tenant, key)] as const;

  return {
    insertMessage(row) {
      const { tenant, queue, key, body, rawDigest } = row;
      const sequence = positions.next('message');
      const [queueNumber, keyNumber] = [names.name(queue), names.key(tenant, key)];
      const availableAt = row.waiting ? row.availableAt : null;
      today.add(sequence, row.acceptedAt);
      insert.get(
        sequence,
        storedId(row.id),
        names.name(tenant),
        queueNumber,
        keyNumber,
        row.idempotencyKey,
        storedId(row.digest),
        row.output,
        row.acceptedAt,
        availableAt,
        row.bytes,
        placeIn(row),
        body.digest === null ? null : contents.use(body.digest),
        rawDigest === null ? null : contents.use(rawDigest),
      );
      if (row.state === 'accepted') wait.get(queueNumber, sequence, keyNumber, availableAt);
      else insertParked.run(sequence, queueNumber, keyNumber, 1);
      return sequence;
    },
    // The row of the message carries its key and digest, and outlives its content for their sake.
    insertKnown: () => {},
    replaceKnown: () => {},
    finishMessage({ handle, queue }, state, at) {
      leave.get(names.name(queue), handle);
      if (state === 'discarded') {
        leaveParked.run(handle);
        discard.run(handle);
      }
      if (!today.has(handle, at)) finishLate.run(dayOf(at), handle, startOfDay(at));
    },
    putOffMessage({ handle, queue }, attempts, availableAt, error) {
      postpone.run(attempts, availableAt, error, handle);
      putOff.run(availableAt, names.name(queue), handle);
    },
    parkMessage(ref, attempts, error) {
      const [queue, key] = numbersOf(ref);
      fail.run(attempts, error, ref.handle);
      leave.run(queue, ref.handle);
      insertParked.run(ref.handle, queue, key, 0);
    },
    releaseMessage(ref, availableAt, body) {
      const { handle } = ref;
      const [queue, key] = numbersOf(ref);
      release.run(availableAt, handle);
      leaveParked.run(handle);
      wait.run(queue, handle, key, null);
      if (body === null) return;
      contents.release(contentOf(handle).claim);
      mend.run(inRow(body), contents.use(body.digest), handle);
    },
    replaceMessage({ handle }, row) {
      const { digest, output, acceptedAt, bytes, body } = row;
      const [queue, key] = numbersOf(row);
      const before = contentOf(handle);
      blocks.release([before.place]);
      contents.release(before.claim);
      contents.release(before.raw);
      const columns = [queue, key, storedId(digest), output, acceptedAt, bytes, placeIn(row)];
      replace.run(...columns, contents.use(body.digest), handle);
      replaceParked.run(queue, key, handle);
    },
  };
}
