import type { QueueLoad } from '../../ledger/ledger.ts';
import { DrainRate } from './drain-rate.ts';

/** What waits in a queue, or in all. */
export interface Load {
  readonly count: number;
  readonly bytes: number;
}

interface Counted {
  count: number;
  bytes: number;
  /** On their way into the ledger. */
  comingCount: number;
  comingBytes: number;
  /** As the ledger told last; null when the queue was empty. */
  oldestAt: number | null;
  changes: number;
  /** How often in a row it was not corrected because it moved. */
  passedOver: number;
  readonly drain: DrainRate;
}

/** Stands for all queues together. */
export const everyQueue = '*';

const mostPassedOver = 3;

/** A message on its way into the ledger, counted until somebody says what became of it. */
export type Settle = (accepted: boolean) => void;

/**
 * What is accepted and not finished, by queue and in all: counted from what this process takes in and finishes, so
 * that an entry need not ask the ledger, and corrected by the ledger, which knows what other processes did.
 * The same small work for every message, however many wait.
 */
export class QueueLoads {
  private readonly queues = new Map<string, Counted>();
  private readonly all: Counted;
  private readonly now: () => number;
  private readonly onChange: (queue: string) => void;

  /** `onChange` is told of every queue that grew or shrank, `everyQueue` included. */
  constructor({ now, onChange }: { now: () => number; onChange: (queue: string) => void }) {
    this.now = now;
    this.onChange = onChange;
    this.all = this.counted(everyQueue);
  }

  /** Counted before it is written, so that what comes at the same time sees it. */
  coming(queue: string, bytes: number): Settle {
    this.add(queue, 0, 0, 1, bytes);
    return (accepted) =>
      accepted ? this.add(queue, 1, bytes, -1, -bytes) : this.add(queue, 0, 0, -1, -bytes);
  }

  taken(queue: string, bytes: number): void {
    this.add(queue, 1, bytes, 0, 0);
  }

  finished(queue: string, bytes: number): void {
    const now = this.now();
    this.counted(queue).drain.count(bytes, now);
    this.all.drain.count(bytes, now);
    this.add(queue, -1, -bytes, 0, 0);
  }

  /**
   * Call before the ledger is read, and what it returns with what was read. Of a process that is alone, a queue that
   * changed meanwhile keeps its own count, which is exact, but not more than a few times in a row. With others
   * (`isShared`) the ledger knows better, but for what this process had under way while it was read.
   */
  correction(isShared = false): (loads: readonly QueueLoad[]) => void {
    const before = new Map([...this.queues].map(([queue, { changes }]) => [queue, changes]));
    return (loads) => {
      const told = new Map(loads.map((load) => [load.queue, load]));
      for (const queue of new Set([...this.queues.keys(), ...told.keys()])) {
        if (queue === everyQueue) continue;
        const load = this.counted(queue);
        const changed = load.changes !== (before.get(queue) ?? 0) || load.comingCount > 0;
        const moved = changed && !isShared && load.passedOver < mostPassedOver;
        load.passedOver = moved ? load.passedOver + 1 : 0;
        if (!moved) this.set(load, told.get(queue));
      }
      for (const queue of this.queues.keys()) this.onChange(queue);
    };
  }

  private set(load: Counted, { count = 0, bytes = 0, oldestAt = null }: Partial<QueueLoad> = {}): void {
    const { all } = this;
    all.count += count - load.count;
    all.bytes += bytes - load.bytes;
    Object.assign(load, { count, bytes, oldestAt: oldestAt === null ? null : Date.parse(oldestAt) });
  }

  of(queue: string): Load {
    const load = this.queues.get(queue);
    if (!load) return { count: 0, bytes: 0 };
    // What a look at the ledger missed can take more away than it left.
    return {
      count: Math.max(0, load.count + load.comingCount),
      bytes: Math.max(0, load.bytes + load.comingBytes),
    };
  }

  /** Milliseconds since the epoch; null when nothing waits. */
  oldestAt(queue: string): number | null {
    return this.of(queue).count === 0 ? null : (this.queues.get(queue)?.oldestAt ?? null);
  }

  /** How many milliseconds it takes at the present pace until so much is gone; null when nothing moves. */
  drainMs(queue: string, excess: Load): number | null {
    return this.counted(queue).drain.msFor(excess, this.now());
  }

  private add(queue: string, count: number, bytes: number, comingCount: number, comingBytes: number): void {
    const own = this.counted(queue);
    for (let load = own; ; load = this.all) {
      load.changes += 1;
      load.count += count;
      load.bytes += bytes;
      load.comingCount += comingCount;
      load.comingBytes += comingBytes;
      if (load === this.all) break;
    }
    // From coming to taken the load is the same.
    if (count + comingCount === 0) return;
    this.onChange(queue);
    this.onChange(everyQueue);
  }

  private counted(queue: string): Counted {
    const known = this.queues.get(queue);
    if (known) return known;
    const load = {
      ...{ count: 0, bytes: 0, comingCount: 0, comingBytes: 0, oldestAt: null },
      ...{ changes: 0, passedOver: 0 },
      drain: new DrainRate(this.now()),
    };
    this.queues.set(queue, load);
    return load;
  }
}
