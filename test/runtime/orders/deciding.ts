import type { Json, Ledger, Operation } from '../../../ledger/ledger.ts';
import { systemIds } from '../../../runtime/ids.ts';
import { ManualClock } from '../../support/manual-clock.ts';

/** What a decision about one process needs, on a ledger that has only that one and keeps what is committed. */
export function deciding(
  process: { readonly key: string },
  at: string,
  channel: string,
  readers: readonly string[],
) {
  const commits: (readonly Operation[])[] = [];
  const ledger = {
    process: async (_: string, key: string) =>
      key === process.key
        ? { tenant: 'northwind', key, version: 3, state: process as unknown as Json, identifiers: [] }
        : null,
    commit: async (operations: readonly Operation[]) => {
      commits.push(operations);
      return { committed: true, numbers: {}, accepted: [] };
    },
  } as unknown as Ledger;
  const packs = { readersOf: (asked: string) => (asked === channel ? readers : []) };
  const options = { ledger, clock: new ManualClock(at), ids: systemIds, packs, siteId: 'demo' };
  return { options, commits };
}
