import { shardOf } from '../shard.ts';
import type { Refusal } from './plan.ts';

/** Refuses the end of work that belongs to another process. */
export type Fence = (key: string) => Refusal | null;

/** A fence of one process among several; `holds` tells by shard what the running transaction has found to be its. */
export function fenceOf(holds: (shard: number) => boolean): Fence {
  return (key) => {
    const shard = shardOf(key);
    if (holds(shard)) return null;
    return { cause: 'lease', reason: `shard ${shard} of ${key} has gone to another worker` };
  };
}

/** Of the only process on a ledger. */
export const noFence: Fence = () => null;
