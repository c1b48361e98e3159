import type { StoredException } from '../../ledger/ledger.ts';
import { cutJson } from './cut.ts';

/** A page of exceptions is asked for every few seconds: larger documents are read one by one. */
const mostShownBytes = 16_000;

/** An exception as people see it: what happened, where, and what to do. No stack, no secrets. */
export function exceptionView(exception: StoredException) {
  const { id, kind, tenant, key, subjectId, error, state, raisedAt, closedAt, closedBy, reason } = exception;
  const { document = null } = exception;
  const { cut, bytes } = cutJson(document, mostShownBytes);
  return {
    id,
    kind,
    tenant,
    key,
    subjectId,
    code: error.code,
    text: error.message,
    remedy: error.remedy,
    fault: error.fault,
    node: exception.nodeName || exception.nodeId || null,
    owner: exception.owner ?? null,
    assignee: exception.assignee ?? null,
    deadline: exception.deadline ?? null,
    state,
    raisedAt,
    closedAt: closedAt ?? null,
    closedBy: closedBy ?? null,
    reason: reason ?? null,
    document: cut ? null : document,
    ...(cut && { documentBytes: bytes }),
  };
}
