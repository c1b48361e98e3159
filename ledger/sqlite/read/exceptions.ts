import type { DatabaseSync } from 'node:sqlite';
import type { ExceptionKind, ExceptionState, Ledger, StoredException } from '../../ledger.ts';
import { unpacked } from '../packed.ts';
import { instant, optional, parsed, type Row } from './rows.ts';

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
    state: row.state as ExceptionState,
    raisedAt: instant(row.raised_at),
    ...optional('closedAt', row.closed_at, instant),
    ...optional('closedBy', row.closed_by, String),
    ...optional('reason', row.reason, String),
  };
}

export function exceptionReads(db: DatabaseSync): Pick<Ledger, 'exceptions' | 'exception'> {
  const newest = 'ORDER BY number DESC LIMIT ?';
  const all = db.prepare(`SELECT * FROM exception ${newest}`);
  const byState = db.prepare(`SELECT * FROM exception WHERE state = ? ${newest}`);
  const byKey = db.prepare(`SELECT * FROM exception WHERE key = ? ${newest}`);
  const byBoth = db.prepare(`SELECT * FROM exception WHERE key = ? AND +state = ? ${newest}`);
  const one = db.prepare('SELECT * FROM exception WHERE id = ?');

  return {
    async exceptions({ state, key, limit }) {
      if (state !== undefined && key !== undefined) return byBoth.all(key, state, limit).map(stored);
      if (state !== undefined) return byState.all(state, limit).map(stored);
      return (key === undefined ? all.all(limit) : byKey.all(key, limit)).map(stored);
    },
    async exception(id) {
      const row = one.get(id);
      return row ? stored(row) : null;
    },
  };
}
