import type { ErrorRecord } from '../../../domain/errors.ts';
import type {
  ExceptionKind,
  ExceptionState,
  Json,
  Ledger,
  RetryPoint,
  StoredException,
} from '../../ledger.ts';
import { sent } from '../packed.ts';
import { Conditions, instant, optional, parsed, type Query, same } from './rows.ts';

interface Row {
  readonly id: string;
  readonly kind: ExceptionKind;
  readonly tenant: string;
  readonly key: string;
  readonly subject_id: string;
  readonly error: string;
  readonly node_id: string | null;
  readonly node_name: string | null;
  readonly owner: string | null;
  readonly deadline: number | null;
  readonly document: string | null;
  readonly retry: string | null;
  readonly assignee: string | null;
  readonly state: ExceptionState;
  readonly raised_at: number;
  readonly closed_at: number | null;
  readonly closed_by: string | null;
  readonly reason: string | null;
}

const select = `SELECT e.id, e.kind, e.tenant, e.key, e.subject_id, e.error, e.node_id, e.node_name, e.owner, e.deadline,
  json_text(coalesce(e.document, d.bytes)) AS document, json_text(coalesce(e.retry, r.bytes)) AS retry, e.assignee, e.state, e.raised_at,
  e.closed_at, e.closed_by, e.reason
  FROM exception e LEFT JOIN content d ON d.digest = e.document_claim LEFT JOIN content r ON r.digest = e.retry_claim`;

const retryPoint = (text: string): RetryPoint => sent(text) as Json as unknown as RetryPoint;

function stored(row: Row): StoredException {
  return {
    ...{ id: row.id, kind: row.kind, tenant: row.tenant, key: row.key, subjectId: row.subject_id },
    error: parsed<ErrorRecord>(row.error),
    ...optional('nodeId', row.node_id, same),
    ...optional('nodeName', row.node_name, same),
    ...optional('owner', row.owner, same),
    ...optional('deadline', row.deadline, instant),
    ...optional('document', row.document, sent),
    ...optional('retry', row.retry, retryPoint),
    ...optional('assignee', row.assignee, same),
    state: row.state,
    raisedAt: instant(row.raised_at),
    ...optional('closedAt', row.closed_at, instant),
    ...optional('closedBy', row.closed_by, same),
    ...optional('reason', row.reason, same),
  };
}

export function exceptionReads(query: Query): Pick<Ledger, 'exceptions' | 'exception'> {
  return {
    async exceptions({ state, key, keyPrefix, assignee, before, limit }) {
      const conditions = new Conditions()
        .when('e.key = $', key)
        .when('e.key >= $', keyPrefix)
        .when('e.key < $', keyPrefix === undefined ? undefined : `${keyPrefix}\u{10FFFF}`)
        .when('e.assignee = $', assignee)
        .when(
          'e.number < coalesce((SELECT number FROM exception WHERE id = $), 9223372036854775807)',
          before,
        );
      if (state === 'undecided') conditions.always("e.state IN ('open', 'assigned')");
      else if (state === 'decided') conditions.always("e.state IN ('resolved', 'discarded')");
      else conditions.when('e.state = $', state);
      const last = `ORDER BY e.number DESC LIMIT ${conditions.parameter(limit)}`;
      return (await query<Row>(`${select} ${conditions.where} ${last}`, conditions.values)).map(stored);
    },
    async exception(id) {
      const [row] = await query<Row>(`${select} WHERE e.id = $1`, [id]);
      return row ? stored(row) : null;
    },
  };
}
