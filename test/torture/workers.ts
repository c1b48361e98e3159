import { setTimeout as pause } from 'node:timers/promises';
import type { RuntimeCounts } from '../../runtime/face.ts';
import { Child } from './child.ts';
import type { Sabotage } from './options.ts';
import type { WorkerSite } from './site.ts';

const upWithinMs = 30_000;
/** A supervisor starts what does not come up again and again. */
const startsWithinMs = 90_000;
const betweenStartsMs = 300;
const betweenLooksMs = 40;

/** One worker and its supervisor. */
export class Worker {
  readonly index: number;
  readonly site: WorkerSite;
  /** Starts that failed, with the last words. */
  readonly failedStarts: string[] = [];
  private readonly child: Child;
  private busy: Promise<unknown> = Promise.resolve();

  constructor(index: number, site: WorkerSite, sabotage: Sabotage | null, onDeath: (how: string) => void) {
    this.index = index;
    this.site = site;
    this.child = new Child({
      module: new URL('./worker/main.ts', import.meta.url),
      args: [site.siteFile],
      env: { ...site.env, ...(sabotage && { TORTURE_SABOTAGE: sabotage }) },
      logFile: site.logFile,
      upWithinMs,
    });
    this.child.onDeath = (how) => {
      onDeath(how);
      void this.exclusively(() => this.start()).catch((thrown) => onDeath(String(thrown)));
    };
  }

  /** One fault at a time: two that meet at one worker follow each other. */
  exclusively<T>(work: () => Promise<T>): Promise<T> {
    const done = this.busy.then(work, work);
    this.busy = done.catch(() => undefined);
    return done;
  }

  /** @throws Error when it does not come up, however often it is tried */
  async start(): Promise<void> {
    const until = performance.now() + startsWithinMs;
    for (;;) {
      try {
        const { flowsStopped } = await this.child.start();
        if (flowsStopped) throw new Error(`the flows do not run: ${flowsStopped}`);
        return;
      } catch (thrown) {
        this.failedStarts.push(String(thrown));
        if (performance.now() > until) throw thrown;
        await pause(betweenStartsMs);
      }
    }
  }

  kill(): Promise<number | null> {
    return this.child.end('SIGKILL');
  }

  /** The exit code of an orderly stop; null when it did not stop in time. */
  terminate(): Promise<number | null> {
    return this.child.end('SIGTERM');
  }

  signal(name: 'SIGSTOP' | 'SIGCONT'): void {
    this.child.signal(name);
  }

  counts(): Promise<RuntimeCounts | null> {
    return this.child.ask<RuntimeCounts>('counts');
  }

  /** The shards it holds; none when it does not answer. */
  async shards(): Promise<readonly number[]> {
    return (await this.child.ask<number[]>('shards', 500)) ?? [];
  }
}

/** Resolves with the milliseconds until all of `shards` are held by `others`; null when that takes too long. */
export async function takenOver(
  shards: readonly number[],
  others: readonly Worker[],
  withinMs: number,
): Promise<number | null> {
  const began = performance.now();
  for (;;) {
    const held = new Set((await Promise.all(others.map((worker) => worker.shards()))).flat());
    const elapsed = performance.now() - began;
    if (shards.every((shard) => held.has(shard))) return Math.round(elapsed);
    if (elapsed > withinMs) return null;
    await pause(betweenLooksMs);
  }
}
