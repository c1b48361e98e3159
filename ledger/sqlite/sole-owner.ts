import { hostname } from 'node:os';
import type { Cluster } from '../ledger.ts';
import { shards } from '../shard.ts';

/** The cluster of a ledger that one process owns: it holds every shard from start to end. */
export function soleOwner(clock: () => Date): Cluster {
  const worker = `${hostname()}-${process.pid}`;
  return {
    worker,
    holds: () => true,
    onChange: () => () => {},
    async workers() {
      return [{ worker, shards, seenAt: clock().toISOString() }];
    },
  };
}
