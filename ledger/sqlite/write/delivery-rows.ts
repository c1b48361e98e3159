import type { Sink } from '../../write/sink.ts';
import { dayOf, deliveryCode, packed, storedId } from '../codec.ts';
import type { Tables } from './tables.ts';

type Part = Pick<
  Sink,
  | 'insertDelivery'
  | 'finishDelivery'
  | 'discardDelivery'
  | 'putOffDelivery'
  | 'failDelivery'
  | 'releaseDelivery'
>;

export function deliveryRows({ db, names, blocks, contents, deliveries }: Tables): Part {
  const insert = db.prepare(
    `INSERT INTO delivery (sequence, id, message, key, node_id, node_type, system, state, staged_at, place, claim)
     VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?)`,
  );
  const finish = db.prepare('UPDATE delivery SET state = 3, finished = ?, answer = ? WHERE sequence = ?');
  const discard = db.prepare(
    `UPDATE delivery SET state = ${deliveryCode.discarded}, finished = ? WHERE sequence = ?`,
  );
  const putOff = db.prepare(
    'UPDATE delivery SET state = 1, attempts = ?, available_at = ?, last_error = ? WHERE sequence = ?',
  );
  const fail = db.prepare('UPDATE delivery SET state = 2, attempts = ?, last_error = ? WHERE sequence = ?');
  const release = db.prepare(
    `UPDATE delivery SET state = 0, attempts = 0, available_at = ?, mended = coalesce(?, mended)
     WHERE sequence = ?`,
  );

  return {
    insertDelivery(row) {
      const { id, messageId, message, tenant, key, nodeId, nodeType, system, stagedAt, envelope, content } =
        row;
      const sequence = deliveries.next();
      const place = blocks.add(JSON.stringify(row.idempotencyKey), envelope ?? '', content.text ?? '');
      // Only a bigint is stored as an integer: node:sqlite binds every number as a float.
      const shared = envelope === null && message ? BigInt(message.handle) : null;
      insert.run(
        ...[sequence, storedId(id), shared ?? storedId(messageId)],
        ...[names.key(tenant, key), names.name(nodeId), names.name(nodeType), names.name(system)],
        ...[stagedAt, place, contents.use(content.digest)],
      );
      return sequence;
    },
    finishDelivery: ({ handle }, answer, at) => finish.run(dayOf(at), blocks.add(answer), handle),
    discardDelivery: ({ handle }, at) => discard.run(dayOf(at), handle),
    putOffDelivery: ({ handle }, attempts, availableAt, error) =>
      putOff.run(attempts, availableAt, error, handle),
    failDelivery: ({ handle }, attempts, error) => fail.run(attempts, error, handle),
    releaseDelivery: ({ handle }, availableAt, request) =>
      release.run(availableAt, request === null ? null : packed(request), handle),
  };
}
