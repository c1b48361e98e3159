import type { DatabaseSync } from 'node:sqlite';
import { CrossdockError, type ErrorRecord } from '../../../domain/errors.ts';
import { packed } from '../packed.ts';
import type { ExceptionRow, MessageRow } from '../protocol.ts';

/** Named after the message kept aside, so that it needs no source of ids. */
export const conflictId = (messageId: string): string => `conflict-${messageId}`;

/** The exception for the first message that comes with other content than message `firstId`. */
export function conflictException(row: MessageRow, firstId: string): ExceptionRow {
  const { id, tenant, key, idempotencyKey, owner = null } = row;
  const error = new CrossdockError('CD_LEDGER_CONFLICT', { idempotencyKey, firstId, count: 1 }).record();
  return {
    ...{ id: conflictId(id), kind: 'message', tenant, key, subjectId: id },
    error: JSON.stringify(error),
    ...{ nodeId: null, nodeName: null, owner, deadline: null, document: row.body, retry: null },
  };
}

/** Puts a message in the place of the one that an open conflict keeps aside under `id`, and counts it. */
export type Replace = (row: MessageRow, id: string, digestBefore: string, now: number) => void;

/**
 * While nobody has decided, a sender that contradicts itself again and again adds nothing to the store: the last
 * content stays, as the message and the exception of the first contradiction. Its exact bytes do not: they may be
 * shared with other messages, and those of all contradictions would pile up.
 */
export function conflictReplacer(db: DatabaseSync): Replace {
  const updateKey = db.prepare(
    'UPDATE idempotency SET digest = ?, at = ? WHERE tenant = ? AND key = ? AND digest = ?',
  );
  const updateMessage = db.prepare(
    `UPDATE message SET queue = ?, key = ?, digest = ?, output = ?, available_at = ?, accepted_at = ?, raw_digest = NULL
     WHERE id = ?`,
  );
  const updateContent = db.prepare(
    'UPDATE message_content SET envelope = ?, body = ? WHERE sequence = (SELECT sequence FROM message WHERE id = ?)',
  );
  const findError = db.prepare('SELECT error FROM exception WHERE id = ?');
  const updateException = db.prepare(
    'UPDATE exception SET key = ?, owner = ?, error = ?, document = ? WHERE id = ?',
  );
  return (row, id, digestBefore, now) => {
    const { tenant, idempotencyKey, digest, queue, key, output, owner = null } = row;
    const body = packed(row.body);
    updateKey.run(digest, now, tenant, idempotencyKey, digestBefore);
    updateMessage.run(queue, key, digest, output, now, now, id);
    updateContent.run(withId(row, id), body, id);
    const { parameters } = JSON.parse(String(findError.get(conflictId(id))?.error)) as ErrorRecord;
    const count = Number(parameters.count ?? 1) + 1;
    const error = new CrossdockError('CD_LEDGER_CONFLICT', { ...parameters, count }).record();
    updateException.run(key, owner, JSON.stringify(error), body, conflictId(id));
  };
}

/** The envelope under another id; a correlation or reply that was the message's own id follows. */
function withId({ envelope, id: own }: MessageRow, id: string): string {
  const entries = Object.entries(JSON.parse(envelope) as Record<string, unknown>);
  return JSON.stringify(
    Object.fromEntries(entries.map(([name, value]) => [name, value === own ? id : value])),
  );
}
