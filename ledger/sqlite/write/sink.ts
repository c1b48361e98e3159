import type { DatabaseSync } from 'node:sqlite';
import { zstdCompressSync } from 'node:zlib';
import type { Content, Sink } from '../../write/sink.ts';
import { packed } from '../packed.ts';

const column = (content: Content | null): string | Uint8Array | null =>
  content === null || content.text === null ? null : packed(content.text);

export function sqliteSink(db: DatabaseSync): Sink {
  const sql = (text: string) => db.prepare(text);
  const findRaw = sql('SELECT 1 FROM raw WHERE digest = ?');
  const insertRaw = sql('INSERT INTO raw (digest, size, bytes) VALUES (?, ?, ?)');
  const findContent = sql('SELECT 1 FROM content WHERE digest = ?');
  const insertContent = sql('INSERT INTO content (digest, size, bytes) VALUES (?, ?, ?)');
  const insertKnown = sql(
    'INSERT INTO idempotency (tenant, key, digest, message_id, at) VALUES (?, ?, ?, ?, ?)',
  );
  const insertMessage = sql(
    `INSERT INTO message (id, tenant, queue, key, shard, idempotency_key, digest, output, state, available_at, waiting,
       accepted_at, raw_digest, bytes)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const insertMessageContent = sql(
    'INSERT INTO message_content (sequence, envelope, body, claim, size) VALUES (?, ?, ?, ?, ?)',
  );
  const finishMessage = sql('UPDATE message SET state = ?, waiting = 0, blocking = 0 WHERE sequence = ?');
  const putOffMessage = sql(
    'UPDATE message SET attempts = ?, available_at = ?, waiting = 1, last_error = ? WHERE sequence = ?',
  );
  const parkMessage = sql(
    `UPDATE message SET state = 'parked', attempts = ?, waiting = 0, blocking = 1, last_error = ? WHERE sequence = ?`,
  );
  const releaseMessage = sql(
    `UPDATE message SET state = 'accepted', attempts = 0, available_at = ?, waiting = 0, blocking = 0 WHERE sequence = ?`,
  );
  const replaceKnown = sql(
    'UPDATE idempotency SET digest = ?, at = ? WHERE tenant = ? AND key = ? AND digest = ?',
  );
  const replaceMessage = sql(
    `UPDATE message SET queue = ?, key = ?, shard = ?, digest = ?, output = ?, available_at = ?, accepted_at = ?,
       raw_digest = NULL, bytes = ? WHERE sequence = ?`,
  );
  const replaceMessageContent = sql(
    'UPDATE message_content SET envelope = ?, body = ?, claim = ?, size = ? WHERE sequence = ?',
  );
  const insertDelivery = sql(
    `INSERT INTO delivery (id, message_id, tenant, node_id, node_type, system, key, shard, idempotency_key, state,
       available_at, staged_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'pending', ?, ?)`,
  );
  const insertDeliveryContent = sql(
    'INSERT INTO delivery_content (sequence, envelope, content, claim, size) VALUES (?, ?, ?, ?, ?)',
  );
  const insertAnswer = sql('INSERT INTO delivery_answer (sequence, answer) VALUES (?, ?)');
  const finishDelivery = sql('UPDATE delivery SET state = ?, waiting = 0 WHERE sequence = ?');
  const putOffDelivery = sql(
    'UPDATE delivery SET attempts = ?, available_at = ?, waiting = 1, last_error = ? WHERE sequence = ?',
  );
  const failDelivery = sql(
    `UPDATE delivery SET state = 'failed', attempts = ?, waiting = 0, last_error = ? WHERE sequence = ?`,
  );
  const releaseDelivery = sql(
    `UPDATE delivery SET state = 'pending', attempts = 0, available_at = ?, waiting = 0 WHERE sequence = ?`,
  );
  const insertException = sql(
    `INSERT INTO exception (id, kind, tenant, key, subject_id, error, node_id, node_name, owner, deadline, document,
       document_claim, retry, retry_claim, raised_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const assignException = sql('UPDATE exception SET state = ?, assignee = ? WHERE id = ?');
  const closeException = sql(
    'UPDATE exception SET state = ?, closed_at = ?, closed_by = ?, reason = ? WHERE id = ?',
  );
  const replaceException = sql(
    'UPDATE exception SET key = ?, owner = ?, error = ?, document = ?, document_claim = ? WHERE id = ?',
  );
  const saveProcess = sql(
    `INSERT INTO process (tenant, key, version, status, customer, held, updated_at, identifiers, state, claim)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (tenant, key) DO UPDATE SET version = excluded.version, status = excluded.status,
       customer = excluded.customer, held = excluded.held, updated_at = excluded.updated_at,
       identifiers = excluded.identifiers, state = excluded.state, claim = excluded.claim`,
  );
  const addIdentifier = sql(
    'INSERT OR IGNORE INTO identifier (tenant, value, scheme, process_key) VALUES (?, ?, ?, ?)',
  );
  const dropIdentifier = sql(
    'DELETE FROM identifier WHERE tenant = ? AND value = ? AND scheme = ? AND process_key = ?',
  );
  const addJournal = sql(
    'INSERT INTO journal (tenant, key, at, kind, message_id, text, data) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const saveTimer = sql(
    'INSERT OR REPLACE INTO timer (id, tenant, key, shard, due_at, message, raw_digest) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const removeTimer = sql('DELETE FROM timer WHERE id = ?');
  const insertRemembered = sql(
    'INSERT INTO remembered (scope, key, digest, value, at) VALUES (?, ?, ?, ?, ?)',
  );
  const saveState = sql(
    'INSERT INTO state (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
  );
  const saveNumber = sql(
    'INSERT INTO number_sequence (name, last) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET last = excluded.last',
  );
  const insertReply = sql(
    'INSERT OR IGNORE INTO reply (id, status, headers, body, at) VALUES (?, ?, ?, ?, ?)',
  );
  const insertAudit = sql(
    `INSERT INTO audit (number, hash, at, by, action, subject, tenant, key, reason, data)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const saveAuditHead = sql('INSERT OR REPLACE INTO audit_head (id, number, hash) VALUES (1, ?, ?)');
  const insertHold = sql(
    'INSERT OR IGNORE INTO legal_hold (tenant, key, by, reason, at) VALUES (?, ?, ?, ?, ?)',
  );
  const removeHold = sql('DELETE FROM legal_hold WHERE tenant = ? AND key = ?');
  const insertHop = sql(
    `INSERT INTO hop (message_id, tenant, key, trace_id, attempt, step, node_id, node_name, node_type, at, duration_ms,
       event, outputs, error, payload_digest, payload_bytes, payload_kept)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const addTally = sql(
    'INSERT INTO tally (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = value + excluded.value',
  );
  const addLoad = sql(
    `INSERT INTO queue_load (queue, count, bytes) VALUES (?, ?, ?)
     ON CONFLICT (queue) DO UPDATE SET count = count + excluded.count, bytes = bytes + excluded.bytes`,
  );

  return {
    keepRaw(digest, bytes) {
      if (!findRaw.get(digest)) insertRaw.run(digest, bytes.byteLength, zstdCompressSync(bytes));
    },
    keepContent(digest, bytes, text) {
      if (!findContent.get(digest)) insertContent.run(digest, bytes, zstdCompressSync(text));
    },
    insertMessage(row) {
      const {
        id,
        tenant,
        queue,
        key,
        shard,
        idempotencyKey,
        digest,
        output,
        state,
        availableAt,
        acceptedAt,
      } = row;
      const { body, rawDigest, bytes } = row;
      const { lastInsertRowid } = insertMessage.run(
        ...[id, tenant, queue, key, shard, idempotencyKey, digest, output, state, availableAt],
        ...[row.waiting ? 1 : 0, acceptedAt, rawDigest, bytes],
      );
      insertMessageContent.run(lastInsertRowid, row.envelope, column(body), body.digest, body.bytes);
      return Number(lastInsertRowid);
    },
    insertKnown: (tenant, key, digest, { id }, at) => insertKnown.run(tenant, key, digest, id, at),
    finishMessage: ({ handle }, state) => finishMessage.run(state, handle),
    putOffMessage: ({ handle }, attempts, availableAt, error) =>
      putOffMessage.run(attempts, availableAt, error, handle),
    parkMessage: ({ handle }, attempts, error) => parkMessage.run(attempts, error, handle),
    releaseMessage: ({ handle }, availableAt) => releaseMessage.run(availableAt, handle),
    replaceMessage({ handle }, row) {
      const { queue, key, shard, digest, output, availableAt, acceptedAt, bytes, envelope, body } = row;
      replaceMessage.run(...[queue, key, shard, digest, output, availableAt, acceptedAt, bytes, handle]);
      replaceMessageContent.run(envelope, column(body), body.digest, body.bytes, handle);
    },
    replaceKnown: (tenant, key, before, digest, at) => replaceKnown.run(digest, at, tenant, key, before),
    insertDelivery(row) {
      const { id, messageId, tenant, nodeId, nodeType, system, key, shard, idempotencyKey, stagedAt } = row;
      const { lastInsertRowid } = insertDelivery.run(
        ...[id, messageId, tenant, nodeId, nodeType, system, key, shard, idempotencyKey, stagedAt, stagedAt],
      );
      const { content } = row;
      insertDeliveryContent.run(
        lastInsertRowid,
        row.envelope,
        column(content),
        content.digest,
        content.bytes,
      );
      return Number(lastInsertRowid);
    },
    finishDelivery({ handle }, answer) {
      finishDelivery.run('delivered', handle);
      insertAnswer.run(handle, packed(answer));
    },
    discardDelivery: ({ handle }) => finishDelivery.run('discarded', handle),
    putOffDelivery: ({ handle }, attempts, availableAt, error) =>
      putOffDelivery.run(attempts, availableAt, error, handle),
    failDelivery: ({ handle }, attempts, error) => failDelivery.run(attempts, error, handle),
    releaseDelivery: ({ handle }, availableAt) => releaseDelivery.run(availableAt, handle),
    insertException(row) {
      const { id, kind, tenant, key, subjectId, error, nodeId, nodeName, owner, deadline, document, retry } =
        row;
      insertException.run(
        ...[id, kind, tenant, key, subjectId, error, nodeId, nodeName, owner, deadline],
        ...[column(document), document?.digest ?? null, column(retry), retry?.digest ?? null, row.raisedAt],
      );
    },
    assignException: (id, assignee) =>
      assignException.run(assignee === null ? 'open' : 'assigned', assignee, id),
    closeException: (id, state, at, by, reason) => closeException.run(state, at, by, reason, id),
    replaceException: (id, { key, owner, error, document }) =>
      replaceException.run(key, owner, error, column(document), document.digest, id),
    saveProcess({ tenant, key, version, status, customer, held, updatedAt, identifiers, state }) {
      saveProcess.run(
        ...[
          tenant,
          key,
          version,
          status,
          customer,
          held,
          updatedAt,
          identifiers,
          column(state),
          state.digest,
        ],
      );
    },
    addIdentifier: (...row) => addIdentifier.run(...row),
    dropIdentifier: (...row) => dropIdentifier.run(...row),
    addJournal: ({ tenant, key, at, kind, messageId, text, data }) =>
      addJournal.run(tenant, key, at, kind, messageId, text, data),
    saveTimer: ({ id, tenant, key, dueAt, message }, rawDigest, shard) =>
      saveTimer.run(id, tenant, key, shard, dueAt, JSON.stringify(message), rawDigest),
    removeTimer: (id) => removeTimer.run(id),
    insertRemembered: (...row) => insertRemembered.run(...row),
    saveState: (...row) => saveState.run(...row),
    saveNumber: (...row) => saveNumber.run(...row),
    insertReply: (...row) => insertReply.run(...row),
    insertAudit(number, hash, { at, by, action, subject, tenant, key, reason, data }) {
      insertAudit.run(number, hash, at, by, action, subject, tenant, key, reason, data);
      saveAuditHead.run(number, hash);
    },
    insertHold: (...row) => insertHold.run(...row),
    removeHold: (...row) => removeHold.run(...row),
    insertHop(row) {
      const { messageId, tenant, key, traceId, attempt, step, nodeId, nodeName, nodeType, at } = row;
      const { durationMs, event, outputs, error, payloadDigest, payloadBytes, payloadKept } = row;
      insertHop.run(
        ...[messageId, tenant, key, traceId, attempt, step, nodeId, nodeName, nodeType, at],
        ...[durationMs, event, outputs, error, payloadDigest, payloadBytes, payloadKept],
      );
    },
    addTally: (...row) => addTally.run(...row),
    addLoad: (...row) => addLoad.run(...row),
  };
}
