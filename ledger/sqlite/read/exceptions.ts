import type { DatabaseSync } from 'node:sqlite';
import type { ExceptionKind, ExceptionState, Ledger, RetryPoint, StoredException } from '../../ledger.ts';
import { unpacked } from '../packed.ts';
import { instant, optional, parsed, type Row } from './rows.ts';

const select = `SELECT e.*, coalesce(e.document, d.bytes) AS document, coalesce(e.retry, r.bytes) AS retry FROM exception e
  LEFT JOIN content d ON d.digest = e.document_claim LEFT JOIN content r ON r.digest = e.retry_claim`;

const retryPoint = (column: unknown): RetryPoint => unpacked(column) as unknown as RetryPoint;

function stored(row: Row): StoredException {
  return {
    id: String(row.id),
    kind: row.kind as ExceptionKind,
    tenant: String(row.tenant),
    key: String(row.key),
    subjectId: String(row.subject_id),
    error: parsed(row.error),
    ...optional('nodeId', row.node_id, String),
    ...optional('nodeName', row.node_name, String),
    ...optional('owner', row.owner, String),
    ...optional('deadline', row.deadline, instant),
    ...optional('document', row.document, unpacked),
    ...optional('retry', row.retry, retryPoint),
    state: row.state as ExceptionState,
    raisedAt: instant(row.raised_at),
    ...optional('closedAt', row.closed_at, instant),
    ...optional('closedBy', row.closed_by, String),
    ...optional('reason', row.reason, String),
  };
}

export function exceptionReads(db: DatabaseSync): Pick<Ledger, 'exceptions' | 'exception'> {
  // Without `before`, or when it names none, from the newest on.
  const earlier = 'e.number < coalesce((SELECT number FROM exception WHERE id = ?), 9223372036854775807)';
  const newest = 'ORDER BY e.number DESC LIMIT ?';
  const all = db.prepare(`${select} WHERE ${earlier} ${newest}`);
  const byState = db.prepare(`${select} WHERE state = ? AND ${earlier} ${newest}`);
  const byKey = db.prepare(`${select} WHERE key = ? AND ${earlier} ${newest}`);
  const byBoth = db.prepare(`${select} WHERE key = ? AND +state = ? AND ${earlier} ${newest}`);
  const one = db.prepare(`${select} WHERE e.id = ?`);

  return {
    async exceptions({ state, key, before = '', limit }) {
      if (state !== undefined && key !== undefined) return byBoth.all(key, state, before, limit).map(stored);
      if (state !== undefined) return byState.all(state, before, limit).map(stored);
      return (key === undefined ? all.all(before, limit) : byKey.all(key, before, limit)).map(stored);
    },
    async exception(id) {
      const row = one.get(id);
      return row ? stored(row) : null;
    },
  };
}
