import type { Hop, Ledger, StoredAuditEntry } from '../../ledger.ts';
import { auditEntry, firstHash, verifyChain } from '../../write/audit.ts';
import type { AuditRow, HopRow } from '../../write/changes.ts';
import { decodeHop } from '../../write/encode.ts';
import { idOf, storedId } from '../codec.ts';
import { traceNumber } from '../trace-number.ts';
import { parsed, type Row } from './rows.ts';
import type { ReadTables } from './tables.ts';

/** Lines of the audit trail checked between two looks at other work. */
const auditPage = 500;

/** What was done, by runs and by people. */
export function trailReads({ db, blocks }: ReadTables): Pick<Ledger, 'hops' | 'audit' | 'verifyAudit'> {
  const byMessage = db.prepare('SELECT place FROM hops WHERE message = ? ORDER BY number');
  const byTrace = db.prepare('SELECT place FROM hops WHERE trace = ? ORDER BY number');
  const lines = db.prepare('SELECT * FROM audit WHERE number > ? AND number <= ? ORDER BY number LIMIT ?');
  // One statement, so that lines written meanwhile are in neither.
  const end = db.prepare('SELECT (SELECT max(number) FROM audit) AS newest, number, hash FROM audit_end');

  const entry = (row: Row): StoredAuditEntry => ({
    ...auditEntry(row as unknown as AuditRow),
    number: Number(row.number),
    hash: idOf(row.hash),
  });
  async function* pages(newest: number): AsyncGenerator<StoredAuditEntry[]> {
    for (let after = 0; ; ) {
      const page = lines.all(after, newest, auditPage).map(entry);
      const last = page.at(-1);
      if (!last) return;
      yield page;
      after = last.number;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  return {
    async hops({ messageId, traceId, limit }) {
      const places = [
        ...(messageId === undefined ? [] : byMessage.all(storedId(messageId))),
        ...(messageId === undefined && traceId !== undefined ? byTrace.all(traceNumber(traceId)) : []),
      ];
      const rows = places.flatMap(({ place }) => parsed<HopRow[]>(blocks.line(Number(place))));
      const wanted = rows.filter((hop) => traceId === undefined || hop.traceId === traceId);
      return wanted
        .sort((one, other) => one.at - other.at)
        .slice(0, limit)
        .map((hop): Hop => decodeHop(hop));
    },
    async audit({ afterNumber = 0, limit }) {
      return lines.all(afterNumber, Number.MAX_SAFE_INTEGER, limit).map(entry);
    },
    async verifyAudit() {
      const last = end.get();
      return verifyChain(pages(Number(last?.newest ?? 0)), {
        number: Number(last?.number ?? 0),
        hash: last?.hash == null ? firstHash : idOf(last.hash),
      });
    },
  };
}
