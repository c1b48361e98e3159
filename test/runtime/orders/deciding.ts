import type { ProcessKind } from '../../../domain/process/write.ts';
import type { Json, Ledger, Operation } from '../../../ledger/ledger.ts';
import { systemIds } from '../../../runtime/ids.ts';
import { ManualClock } from '../../support/manual-clock.ts';

const listedAs = (at: string, kind?: ProcessKind) => ({
  summary: { ...(kind && { kind }), status: 'open', customer: 'C-1', held: false, updatedAt: at },
  identifiers: [],
});

/** What a decision about one process needs, on a ledger that has only that one and keeps what is committed. */
export function deciding(
  process: { readonly key: string },
  at: string,
  channel: string,
  readers: readonly string[],
  kind?: ProcessKind,
) {
  const commits: (readonly Operation[])[] = [];
  const listed = listedAs(at, kind);
  const ledger = {
    process: async (_: string, key: string) =>
      key === process.key
        ? { ...{ tenant: 'northwind', key, version: 3, state: process as unknown as Json }, ...listed }
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

/** The same on a ledger that takes what nobody else has changed meanwhile, with the actions it audited. */
export function contending(process: { readonly key: string }, at: string, channel: string, reader: string) {
  let state = process as unknown as Json;
  let version = 3;
  const { options } = deciding(process, at, channel, [reader]);
  const audited: string[] = [];
  const ledger = {
    process: async (tenant: string, key: string) => ({ tenant, key, version, state, ...listedAs(at) }),
    commit: async (operations: readonly Operation[]) => {
      const change = operations.find((one) => one.op === 'process');
      if (change?.expectVersion !== version) return { committed: false };
      state = change.state;
      version += 1;
      audited.push(...operations.flatMap((one) => (one.op === 'audit' ? [one.entry.action] : [])));
      return { committed: true, numbers: {}, accepted: [] };
    },
  } as unknown as Ledger;
  return { options: { ...options, ledger }, audited };
}
