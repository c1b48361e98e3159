import { setImmediate as breathe } from 'node:timers/promises';
import type { Ledger, StoredProcess } from '../../ledger/ledger.ts';
import { type Clock, instant } from '../clock.ts';

/** A page is read in some milliseconds: what runs meanwhile must not wait for it. */
const pageSize = 25;
const mostLooked = 20_000;
/** A run takes its time before it commits, and the clocks of workers differ. */
const overlapMs = 60_000;
/** What changes status all the time is found in one of so many rounds. */
const mostRounds = 5;

export interface Looked<T> {
  readonly found: readonly T[];
  /** False when there were more processes than are looked at. */
  readonly complete: boolean;
}

export interface LookOptions {
  readonly ledger: Pick<Ledger, 'processes'>;
  readonly clock: Clock;
  /** Of one tenant alone. */
  readonly tenant?: string | undefined;
}

/**
 * Looks at every process of some statuses, once, in its last version. One that changes its status meanwhile may have been
 * on a page that was read and be on one that is still to come, or the other way round: what has changed since the
 * beginning is read again until nothing is new.
 */
export async function lookThrough<T>(
  { ledger, clock, tenant }: LookOptions,
  statuses: readonly string[],
  look: (stored: StoredProcess) => T,
): Promise<Looked<T>> {
  const seen = new Map<string, { readonly version: number; readonly found: T }>();
  let complete = true;
  let since = Number.NEGATIVE_INFINITY;
  for (let round = 0, before = 0; round < mostRounds && (round < 2 || before < seen.size); round += 1) {
    before = seen.size;
    const began = Date.parse(instant(clock));
    let looked = 0;
    for await (const page of pagesOf({ ledger, tenant }, statuses, since)) {
      looked += page.length;
      for (const stored of page) {
        const name = JSON.stringify([stored.tenant, stored.key]);
        const { version } = stored;
        if ((seen.get(name)?.version ?? 0) < version) seen.set(name, { version, found: look(stored) });
      }
      if (looked >= mostLooked) break;
    }
    complete &&= looked < mostLooked;
    since = began - overlapMs;
  }
  return { found: [...seen.values()].map(({ found }) => found), complete };
}

/** Pages of every status, last updated first, as far back as an instant. */
async function* pagesOf(
  { ledger, tenant }: Pick<LookOptions, 'ledger' | 'tenant'>,
  statuses: readonly string[],
  since: number,
): AsyncGenerator<readonly StoredProcess[]> {
  const isRecent = ({ summary }: StoredProcess): boolean => Date.parse(summary.updatedAt) >= since;
  for (const status of statuses) {
    let last: StoredProcess | undefined;
    do {
      const after = last && { updatedAt: last.summary.updatedAt, tenant: last.tenant, key: last.key };
      const of = tenant === undefined ? {} : { tenant };
      const page = await ledger.processes({ ...of, status, limit: pageSize, ...(after && { after }) });
      const recent = page.filter(isRecent);
      yield recent;
      last = recent.length === pageSize ? recent.at(-1) : undefined;
      await breathe();
    } while (last);
  }
}
