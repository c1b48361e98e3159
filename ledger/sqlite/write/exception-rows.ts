import type { Sink } from '../../write/sink.ts';
import { dayOf, exceptionCode, storedId } from '../codec.ts';
import { inRow, type Tables } from './tables.ts';

type Part = Pick<Sink, 'insertException' | 'assignException' | 'closeException' | 'replaceException'>;

export function exceptionRows({ db, names, contents }: Tables): Part {
  const insert = db.prepare(
    `INSERT INTO exception (id, kind, key, subject_id, error, node_id, node_name, owner, deadline, document,
       document_claim, retry, retry_claim, raised_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const assign = db.prepare('UPDATE exception SET state = ?, assignee = ? WHERE id = ?');
  const close = db.prepare(
    'UPDATE exception SET state = ?, closed_at = ?, finished = ?, closed_by = ?, reason = ? WHERE id = ?',
  );
  const find = db.prepare(
    `SELECT t.text AS tenant, e.document_claim AS claim FROM exception e
     JOIN ordering_key k ON k.number = e.key JOIN name t ON t.number = k.tenant WHERE e.id = ?`,
  );
  const replace = db.prepare(
    'UPDATE exception SET key = ?, owner = ?, error = ?, document = ?, document_claim = ? WHERE id = ?',
  );

  return {
    insertException(row) {
      const { id, kind, tenant, key, subjectId, error, nodeId, nodeName, owner, deadline, document, retry } =
        row;
      insert.run(
        ...[storedId(id), kind, names.key(tenant, key), storedId(subjectId), error, nodeId, nodeName, owner],
        ...[deadline, inRow(document), contents.use(document?.digest ?? null)],
        ...[inRow(retry), contents.use(retry?.digest ?? null), row.raisedAt],
      );
    },
    assignException: (id, assignee) =>
      assign.run(exceptionCode(assignee === null ? 'open' : 'assigned'), assignee, storedId(id)),
    closeException: (id, state, at, by, reason) =>
      close.run(exceptionCode(state), at, dayOf(at), by, reason, storedId(id)),
    replaceException(id, { key, owner, error, document }) {
      const { tenant, claim } = find.get(storedId(id)) ?? {};
      contents.release((claim ?? null) as number | null);
      const claimed = contents.use(document.digest);
      replace.run(names.key(String(tenant), key), owner, error, inRow(document), claimed, storedId(id));
    },
  };
}
