import { ledgerPlace } from '../postgres-ledger.ts';
import type { FlowNode, StartOrder } from './protocol.ts';
import { RunningFlows } from './running-flows.ts';

/** Takeover takes the time to live of a lease, 1 s here, and a test machine may be slow. */
const patienceMs = 15_000;

/** Several workers on one ledger in PostgreSQL, each a Node-RED in a process of its own. */
export class RunningWorkers {
  readonly all: RunningFlows[] = [];
  private readonly flow: readonly FlowNode[];
  private readonly options: Partial<StartOrder>;
  private readonly place: { readonly url: string; readonly schema: string };

  private constructor(
    flow: readonly FlowNode[],
    options: Partial<StartOrder>,
    place: { readonly url: string; readonly schema: string },
  ) {
    this.flow = flow;
    this.options = options;
    this.place = place;
  }

  static async start(
    count: number,
    flow: readonly FlowNode[],
    options: Partial<StartOrder> = {},
  ): Promise<RunningWorkers> {
    const workers = new RunningWorkers(flow, options, await ledgerPlace());
    await Promise.all(Array.from({ length: count }, (_, index) => workers.startOne(index)));
    await workers.untilShared(count);
    return workers;
  }

  private async startOne(index: number): Promise<void> {
    const postgres = { ...this.place, worker: `w${index + 1}` };
    this.all[index] = await RunningFlows.start(this.flow, { ...this.options, postgres });
  }

  worker(number: number): RunningFlows {
    const found = this.all[number - 1];
    if (!found) throw new Error(`there is no worker ${number}`);
    return found;
  }

  /** Resolves when so many workers hold a share each, 64 together. */
  async untilShared(count: number): Promise<void> {
    await this.until(`${count} workers share the shards`, async () => {
      const { workers } = await this.worker(1).counts();
      const held = workers.map(({ shards }) => shards);
      const sum = held.reduce((total, shards) => total + shards, 0);
      return workers.length === count && sum === 64 && Math.min(...held) >= Math.floor(64 / count);
    });
  }

  /** Looks again after whatever any worker reports, and now and then, since a dead one reports nothing. */
  async until<T>(what: string, check: () => T | Promise<T>): Promise<NonNullable<T>> {
    const late = AbortSignal.timeout(patienceMs);
    for (;;) {
      const changed = Promise.withResolvers<void>();
      const stops = this.all.map((worker) => worker.watch(() => changed.resolve()));
      const again = setTimeout(() => changed.resolve(), 100);
      try {
        const value = await check();
        if (value) return value;
        await changed.promise;
        if (late.aborted) {
          const logs = this.all.map(
            ({ logs: lines }, index) => `w${index + 1}\n${lines.slice(-15).join('\n')}`,
          );
          throw new Error(`waited in vain until ${what}\n${logs.join('\n')}`);
        }
      } finally {
        clearTimeout(again);
        for (const stop of stops) stop();
      }
    }
  }

  async stop(): Promise<void> {
    await Promise.all(this.all.map((worker) => worker.stop()));
  }
}
