import { hash } from 'node:crypto';
import type { AuditEntry, AuditVerdict, Json, StoredAuditEntry } from '../ledger.ts';
import { canonicalJson } from './canonical-json.ts';
import type { AuditRow } from './changes.ts';
import type { Part } from './plan.ts';
import { Projection } from './projection.ts';
import type { Sink } from './sink.ts';
import type { Source } from './source.ts';

/** What the first line of a trail is chained to. */
export const firstHash = '0'.repeat(64);

/** Hex SHA-256 over the previous hash and the line as canonical JSON, its number included. */
export function auditHash(previous: string, number: number, entry: AuditEntry): string {
  return hash('sha256', `${previous}\n${canonicalJson({ ...entry, number } as unknown as Json)}`, 'hex');
}

/** A line as the port shows it. */
export function auditEntry({ at, by, action, subject, tenant, key, reason, data }: AuditRow): AuditEntry {
  return {
    ...{ at: new Date(at).toISOString(), by, action, subject },
    ...(tenant === null ? {} : { tenant }),
    ...(key === null ? {} : { key }),
    ...(reason === null ? {} : { reason }),
    ...(data === null ? {} : { data: JSON.parse(data) }),
  };
}

export function auditTrail(source: Source, sink: Sink): Part<'audit'> {
  const last = new Projection<{ readonly number: number; readonly hash: string }>();
  return {
    projections: [last],
    planners: {
      audit: ({ entry }) => {
        const before = last.get('', () => source.lastAudit());
        const number = before.number + 1;
        const hash = auditHash(before.hash, number, auditEntry(entry));
        last.set('', { number, hash });
        return () => sink.insertAudit(number, hash, entry);
      },
    },
  };
}

/**
 * Recomputes a chain, given page by page in order. `last` is the last line as the store remembers it apart from
 * the lines, so that lines cut off at the end are missed too.
 */
export async function verifyChain(
  pages: AsyncIterable<readonly StoredAuditEntry[]>,
  last: { readonly number: number; readonly hash: string },
): Promise<AuditVerdict> {
  let entries = 0;
  let previous = firstHash;
  const broken = (reason: string): AuditVerdict => ({
    ...{ intact: false, entries, brokenAt: entries + 1, reason },
  });
  for await (const page of pages) {
    for (const { number, hash: stored, ...entry } of page) {
      if (number !== entries + 1) return broken(`line ${entries + 1} is missing`);
      if (auditHash(previous, number, entry) !== stored) return broken(`line ${number} was changed`);
      previous = stored;
      entries = number;
    }
  }
  if (last.number > entries) return broken(`line ${entries + 1} is missing`);
  if (last.number < entries || last.hash !== previous) return broken('the end of the trail was changed');
  return { intact: true, entries };
}
