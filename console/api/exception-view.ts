import type { StoredException } from '../../ledger/ledger.ts';

/** An exception as people see it: what happened, where, and what to do. No stack, no secrets. */
export function exceptionView(exception: StoredException) {
  const { id, kind, tenant, key, subjectId, error, state, raisedAt, closedAt, closedBy, reason } = exception;
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
    deadline: exception.deadline ?? null,
    state,
    raisedAt,
    closedAt: closedAt ?? null,
    closedBy: closedBy ?? null,
    reason: reason ?? null,
    document: exception.document ?? null,
  };
}
