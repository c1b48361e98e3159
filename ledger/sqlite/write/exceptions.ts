import type { DatabaseSync } from 'node:sqlite';
import { packed } from '../packed.ts';
import type { ExceptionRow } from '../protocol.ts';
import { gone, type Part } from './plan.ts';
import { Projection } from './projection.ts';
import type { Tally } from './tally.ts';

/** Opens an exception; a step of other operations too. */
export type Raise = (row: ExceptionRow, now: number) => void;

export interface Exceptions extends Part<'exception' | 'closeException'> {
  readonly raise: Raise;
  /** State by id, as the operations planned so far leave it; null: there is none. */
  readonly states: Projection<string | null>;
}

export function exceptions(db: DatabaseSync, tally: Tally): Exceptions {
  const find = db.prepare('SELECT state FROM exception WHERE id = ?');
  const insert = db.prepare(
    `INSERT INTO exception (id, kind, tenant, key, subject_id, error, node_id, node_name, owner, deadline, document, retry,
       raised_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const close = db.prepare(
    'UPDATE exception SET state = ?, closed_at = ?, closed_by = ?, reason = ? WHERE id = ?',
  );
  const states = new Projection<string | null>((id) => String(find.get(id)?.state ?? '') || null);

  const raise: Raise = (row, now) => {
    const { id, kind, tenant, key, subjectId, error, nodeId, nodeName, owner, deadline } = row;
    const document = row.document === null ? null : packed(row.document);
    const retry = row.retry === null ? null : packed(row.retry);
    const by = [nodeId, nodeName, owner, deadline];
    insert.run(id, kind, tenant, key, subjectId, error, ...by, document, retry, now);
    tally.add('exception.open', 1);
  };

  return {
    raise,
    states,
    projections: [states],
    planners: {
      exception: ({ exception }, { now }) => {
        states.set('open', exception.id);
        return () => raise(exception, now);
      },
      closeException: ({ id, state, by, reason }, { now }) => {
        const before = states.get(id);
        if (before !== 'open') return gone('exception', id, before);
        states.set(state, id);
        return () => {
          close.run(state, now, by, reason, id);
          tally.move('exception.open', `exception.${state}`);
        };
      },
    },
  };
}
