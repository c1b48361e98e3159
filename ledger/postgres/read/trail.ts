import type { ErrorRecord } from '../../../domain/errors.ts';
import type { Hop, Ledger, StoredAuditEntry } from '../../ledger.ts';
import { auditEntry, firstHash, verifyChain } from '../../write/audit.ts';
import type { AuditRow } from '../../write/changes.ts';
import { Conditions, instant, optional, parsed, type Query, same } from './rows.ts';

type AuditLine = AuditRow & { readonly number: number; readonly hash: string };

interface HopLine {
  readonly message_id: string;
  readonly tenant: string;
  readonly key: string;
  readonly trace_id: string;
  readonly attempt: number;
  readonly step: number;
  readonly node_id: string;
  readonly node_name: string;
  readonly node_type: string;
  readonly at: number;
  readonly duration_ms: number | null;
  readonly event: Hop['event'];
  readonly outputs: string | null;
  readonly error: string | null;
  readonly payload_digest: string | null;
  readonly payload_bytes: number | null;
  readonly payload_kept: boolean;
}

const pageSize = 1_000;

const auditLine = ({ number, hash, ...row }: AuditLine): StoredAuditEntry => ({
  ...auditEntry(row),
  number,
  hash,
});

function hop(row: HopLine): Hop {
  const { payload_digest: digest, payload_bytes: bytes, payload_kept: kept } = row;
  return {
    ...{ messageId: row.message_id, tenant: row.tenant, key: row.key, traceId: row.trace_id },
    ...{ attempt: row.attempt, step: row.step, nodeId: row.node_id, nodeName: row.node_name },
    ...{ nodeType: row.node_type, at: instant(row.at), event: row.event },
    ...optional('durationMs', row.duration_ms, same),
    ...optional('outputs', row.outputs, parsed<number[]>),
    ...optional('error', row.error, parsed<ErrorRecord>),
    ...optional('payload', digest, (text) => ({ digest: text, bytes: bytes ?? 0, kept })),
  };
}

type Reads = Pick<Ledger, 'audit' | 'verifyAudit' | 'legalHolds' | 'hops'>;

/** What was decided by people, what may not be deleted, and the way of messages through their flows. */
export function trailReads(query: Query): Reads {
  const page = async (after: number, limit: number): Promise<StoredAuditEntry[]> =>
    (
      await query<AuditLine>('SELECT * FROM audit WHERE number > $1 ORDER BY number LIMIT $2', [after, limit])
    ).map(auditLine);

  async function* pages(upTo: number): AsyncGenerator<StoredAuditEntry[]> {
    for (let after = 0; ; ) {
      const lines = (await page(after, pageSize)).filter(({ number }) => number <= upTo);
      if (lines.length === 0) return;
      yield lines;
      after = lines.at(-1)?.number ?? after;
    }
  }

  return {
    audit: ({ afterNumber = 0, limit }) => page(afterNumber, limit),
    async verifyAudit() {
      // One statement, so that lines written meanwhile are in neither.
      const [end] = await query<{ newest: number | null; number: number; hash: string }>(
        'SELECT (SELECT max(number) FROM audit) AS newest, number, hash FROM audit_head',
      );
      return verifyChain(pages(end?.newest ?? 0), end ?? { number: 0, hash: firstHash });
    },
    async legalHolds() {
      const rows = await query<{ tenant: string; key: string; by: string; reason: string; at: number }>(
        'SELECT tenant, key, by, reason, at FROM legal_hold ORDER BY at, tenant, key',
      );
      return rows.map(({ at, ...hold }) => ({ ...hold, at: instant(at) }));
    },
    async hops({ messageId, traceId, limit }) {
      const conditions = new Conditions().when('message_id = $', messageId).when('trace_id = $', traceId);
      const rows = await query<HopLine>(
        `SELECT * FROM hop ${conditions.where} ORDER BY at, number LIMIT ${conditions.parameter(limit)}`,
        conditions.values,
      );
      return rows.map(hop);
    },
  };
}
