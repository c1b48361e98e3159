import type { NewMessageRow, Sink } from '../../write/sink.ts';
import { dayOf, messageCode, storedId } from '../codec.ts';
import { inRow, type Tables } from './tables.ts';

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

export function messageRows({ db, names, blocks, contents, messages }: Tables): Part {
  const insert = db.prepare(
    `INSERT INTO message (sequence, id, tenant, queue, key, idempotency_key, digest, output, state, accepted_at,
       available_at, bytes, place, claim, raw)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const finish = db.prepare('UPDATE message SET state = ?, finished = ? WHERE sequence = ?');
  const putOff = db.prepare(
    'UPDATE message SET state = 1, attempts = ?, available_at = ?, last_error = ? WHERE sequence = ?',
  );
  const park = db.prepare('UPDATE message SET state = 2, attempts = ?, last_error = ? WHERE sequence = ?');
  const release = db.prepare(
    'UPDATE message SET state = 0, attempts = 0, available_at = ? WHERE sequence = ?',
  );
  const findContent = db.prepare('SELECT place, claim, raw FROM message WHERE sequence = ?');
  const mend = db.prepare('UPDATE message SET mended = ?, claim = ? WHERE sequence = ?');
  const replace = db.prepare(
    `UPDATE message SET queue = ?, key = ?, digest = ?, output = ?, available_at = NULL, accepted_at = ?, bytes = ?,
       place = ?, claim = ?, raw = NULL, mended = NULL WHERE sequence = ?`,
  );

  const placeIn = ({ envelope, body }: NewMessageRow): number => blocks.add(envelope, body.text ?? '');
  const contentOf = (sequence: number) => {
    const { place, claim, raw } = findContent.get(sequence) ?? {};
    return { place: Number(place), claim: claim as number | null, raw: raw as number | null };
  };

  return {
    insertMessage(row) {
      const { id, tenant, queue, key, idempotencyKey, digest, output, acceptedAt, body, rawDigest } = row;
      const sequence = messages.next();
      const accepted = row.waiting ? messageCode.putOff : messageCode.accepted;
      const state = row.state === 'parked' ? messageCode.aside : accepted;
      insert.run(
        ...[sequence, storedId(id), names.name(tenant), names.name(queue), names.key(tenant, key)],
        ...[
          idempotencyKey,
          storedId(digest),
          output,
          state,
          acceptedAt,
          row.waiting ? row.availableAt : null,
        ],
        ...[row.bytes, placeIn(row), contents.use(body.digest), contents.use(rawDigest)],
      );
      return sequence;
    },
    // The row of the message carries its key and digest, and outlives its content for their sake.
    insertKnown: () => {},
    replaceKnown: () => {},
    finishMessage: ({ handle }, state, at) => finish.run(messageCode[state], dayOf(at), handle),
    putOffMessage: ({ handle }, attempts, availableAt, error) =>
      putOff.run(attempts, availableAt, error, handle),
    parkMessage: ({ handle }, attempts, error) => park.run(attempts, error, handle),
    releaseMessage({ handle }, availableAt, body) {
      release.run(availableAt, handle);
      if (body === null) return;
      contents.release(contentOf(handle).claim);
      mend.run(inRow(body), contents.use(body.digest), handle);
    },
    replaceMessage({ handle }, row) {
      const { tenant, queue, key, digest, output, acceptedAt, bytes, body } = row;
      const before = contentOf(handle);
      blocks.release([before.place]);
      contents.release(before.claim);
      contents.release(before.raw);
      replace.run(
        ...[names.name(queue), names.key(tenant, key), storedId(digest), output, acceptedAt, bytes],
        ...[placeIn(row), contents.use(body.digest), handle],
      );
    },
  };
}
