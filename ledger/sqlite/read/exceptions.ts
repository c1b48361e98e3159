import type { SQLInputValue } from 'node:sqlite';
import type { ExceptionKind, Json, Ledger, RetryPoint, StoredException } from '../../ledger.ts';
import { exceptionCode, exceptionState, idOf, storedId, unpacked } from '../codec.ts';
import { instant, optional, parsed, type Row } from './rows.ts';
import type { ReadTables } from './tables.ts';

function stored({ names, json }: ReadTables, row: Row): StoredException {
  const content = (inRow: unknown, claim: unknown): Json => (claim === null ? unpacked(inRow) : json(claim));
  return {
    id: idOf(row.id),
    kind: row.kind as ExceptionKind,
    ...names.owner(row.key),
    subjectId: idOf(row.subject_id),
    error: parsed(row.error),
    ...optional('nodeId', row.node_id, String),
    ...optional('nodeName', row.node_name, String),
    ...optional('owner', row.owner, String),
    ...optional('deadline', row.deadline, instant),
    ...optional('document', row.document ?? row.document_claim, () =>
      content(row.document, row.document_claim),
    ),
    ...optional(
      'retry',
      row.retry ?? row.retry_claim,
      () => content(row.retry, row.retry_claim) as unknown as RetryPoint,
    ),
    state: exceptionState(row.state),
    raisedAt: instant(row.raised_at),
    ...optional('assignee', row.assignee, String),
    ...optional('closedAt', row.closed_at, instant),
    ...optional('closedBy', row.closed_by, String),
    ...optional('reason', row.reason, String),
  };
}

const keyText = '(SELECT text FROM ordering_key WHERE number = exception.key)';
const decided = ['resolved', 'discarded'] as const;

export function exceptionReads(tables: ReadTables): Pick<Ledger, 'exceptions' | 'exception'> {
  const { db, names } = tables;
  const one = db.prepare('SELECT * FROM exception WHERE id = ?');
  const numberOf = db.prepare('SELECT number FROM exception WHERE id = ?');

  return {
    async exceptions({ state, key, keyPrefix, assignee, before, limit }) {
      const texts: string[] = [];
      const values: SQLInputValue[] = [];
      const only = (text: string, ...wanted: SQLInputValue[]): void => {
        texts.push(text);
        values.push(...wanted);
      };
      if (key !== undefined) only('key IN (SELECT value FROM json_each(?))', JSON.stringify(names.keys(key)));
      if (keyPrefix !== undefined) only(`${keyText} BETWEEN ? AND ?`, keyPrefix, `${keyPrefix}\u{10ffff}`);
      if (assignee !== undefined) only('assignee = ?', assignee);
      if (state === 'undecided') texts.push('state <= 1');
      const number = before === undefined ? undefined : numberOf.get(storedId(before))?.number;
      if (number !== undefined) only('number < ?', number);
      const each = (one: string[], ofState: SQLInputValue[]): Row[] => {
        const where = one.length + texts.length > 0 ? `WHERE ${[...one, ...texts].join(' AND ')}` : '';
        const statement = db.prepare(`SELECT * FROM exception ${where} ORDER BY number DESC LIMIT ?`);
        return statement.all(...ofState, ...values, limit);
      };
      const inState = `${key === undefined && assignee === undefined ? '' : '+'}state = ?`;
      const rows =
        state === undefined || state === 'undecided'
          ? each([], [])
          : (state === 'decided' ? decided : [state]).flatMap((one) => each([inState], [exceptionCode(one)]));
      return rows
        .sort((one, other) => Number(other.number) - Number(one.number))
        .slice(0, limit)
        .map((row) => stored(tables, row));
    },
    async exception(id) {
      const row = one.get(storedId(id));
      return row ? stored(tables, row) : null;
    },
  };
}
