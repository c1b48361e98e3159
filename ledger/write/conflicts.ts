import { CrossdockError, type ErrorRecord } from '../../domain/errors.ts';
import type { ExceptionRow, MessageRow } from './changes.ts';

/** Named after the message kept aside, so that it needs no source of ids. */
export const conflictId = (messageId: string): string => `conflict-${messageId}`;

/** The exception for the first message that comes with other content than message `firstId`. */
export function conflictException(row: MessageRow, firstId: string): ExceptionRow {
  const { id, tenant, key, idempotencyKey, owner } = row;
  const error = new CrossdockError('CD_LEDGER_CONFLICT', { idempotencyKey, firstId, count: 1 }).record();
  return {
    ...{ id: conflictId(id), kind: 'message', tenant, key, subjectId: id },
    error: JSON.stringify(error),
    ...{ nodeId: null, nodeName: null, owner, deadline: null, document: row.body, retry: null },
  };
}

/** The error of a conflict after one more contradiction; both as JSON text. */
export function countedAgain(error: string): string {
  const { parameters } = JSON.parse(error) as ErrorRecord;
  const count = Number(parameters.count ?? 1) + 1;
  return JSON.stringify(new CrossdockError('CD_LEDGER_CONFLICT', { ...parameters, count }).record());
}

/** The message under another id; a correlation or reply that was its own id follows. */
export function withId(row: MessageRow, id: string): MessageRow {
  const entries = Object.entries(JSON.parse(row.envelope) as Record<string, unknown>);
  const envelope = Object.fromEntries(entries.map(([name, value]) => [name, value === row.id ? id : value]));
  const { kept: _, ...rest } = row;
  return { ...rest, body: row.body, id, envelope: JSON.stringify(envelope) };
}
