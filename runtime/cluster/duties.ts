import type { Cluster } from '../../ledger/ledger.ts';
import { shardOf } from '../../ledger/shard.ts';
import type { Ids } from '../ids.ts';
import type { Log } from '../log.ts';
import type { Cron } from '../schedules/schedules.ts';

const mostTries = 1_000;

/** Ends what was opened. */
export type End = () => Promise<void> | void;

/** A slot that fell while a duty had nobody is made up for when it is at most so old. */
const slotKeptMs = 60_000;

/**
 * What one worker does for all: the duties of a node (its schedule, its poll, its subscription) are those of the
 * worker that holds the shard of the node's id, and move with it.
 */
export class Duties {
  private readonly cluster: Pick<Cluster, 'holds' | 'onChange'>;
  private readonly log: Log;
  private readonly listeners = new Set<() => void>();
  private readonly stopFollowing: () => void;

  constructor({ cluster, log }: { cluster: Pick<Cluster, 'holds' | 'onChange'>; log: Log }) {
    this.cluster = cluster;
    this.log = log;
    this.stopFollowing = cluster.onChange(() => {
      for (const listener of [...this.listeners]) listener();
    });
  }

  has(nodeId: string): boolean {
    return this.cluster.holds(shardOf(nodeId));
  }

  /** A new id whose shard is held here: what has it as its key is run by this worker. */
  idHere(ids: Pick<Ids, 'uuid'>): string {
    let id = ids.uuid();
    // With one shard of the 64 it takes 64 on average; with none, any will do.
    for (let tries = 0; tries < mostTries && !this.has(id); tries += 1) id = ids.uuid();
    return id;
  }

  /** Calls `open` whenever the duty comes here and the end of what it opened when it goes; returns the last end. */
  keep(nodeId: string, open: () => End): () => Promise<void> {
    let end: End | null = null;
    let closed = false;
    let last = Promise.resolve();
    const look = (): void => {
      last = last.then(async () => {
        const here = !closed && this.has(nodeId);
        if (here === (end !== null)) return;
        const ended = end;
        end = null;
        if (here) end = open();
        else await ended?.();
      });
      last = last.catch((thrown: unknown) => {
        this.log('warn', 'what one worker does for all did not change hands cleanly', {
          ...{ nodeId, reason: String(thrown) },
        });
      });
    };
    this.listeners.add(look);
    look();
    return () => {
      closed = true;
      this.listeners.delete(look);
      look();
      return last;
    };
  }

  /**
   * The same cron, whose task runs on one worker. A slot that falls while the duty is elsewhere is taken again when
   * the duty comes here soon after: whoever had it may have died at that very moment. What a task takes in for a slot
   * must carry a key made of the slot.
   */
  cron(nodeId: string, cron: Cron, now: () => Date): Cron {
    return (pattern, timeZone, task) => {
      let missed: Date | null = null;
      const stopCron = cron(pattern, timeZone, async (slot) => {
        missed = this.has(nodeId) ? null : slot;
        if (!missed) await task(slot);
      });
      const makeUp = (): void => {
        if (!missed || !this.has(nodeId)) return;
        const slot = missed;
        missed = null;
        if (now().getTime() - slot.getTime() <= slotKeptMs) void task(slot);
      };
      this.listeners.add(makeUp);
      return () => {
        this.listeners.delete(makeUp);
        stopCron();
      };
    };
  }

  stop(): void {
    this.stopFollowing();
    this.listeners.clear();
  }
}
