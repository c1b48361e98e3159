import { setTimeout as pause } from 'node:timers/promises';
import type { Broker } from './broker.ts';
import { deploy } from './deploy.ts';
import type { Partner } from './partner.ts';
import type { Fault } from './plan.ts';
import { takenOver, type Worker } from './workers.ts';

/** What the faults happen to. */
export interface Victims {
  readonly workers: readonly Worker[];
  readonly partners: Readonly<Record<string, Partner>>;
  readonly broker: Broker;
  readonly database: { kill(): Promise<void>; start(): Promise<void> } | null;
  /** What must not happen, whatever the fault. */
  readonly problem: (text: string) => void;
}

export interface Inflicted {
  /** Until others held what a killed or frozen worker had held. */
  readonly takeoverMs?: number;
}

const takeoverWithinMs = 10_000;
/** Longer than a start takes that is tried again and again. */
const deployWithinMs = 120_000;
const betweenDeploysMs = 300;

/** Does it, and resolves when it is over: the process is back, the partner answers again. */
export async function inflict(fault: Fault, stamp: string, victims: Victims): Promise<Inflicted> {
  const { workers, partners, broker, database, problem } = victims;
  const worker = 'worker' in fault ? workers[fault.worker] : undefined;
  switch (fault.kind) {
    case 'kill':
      return worker ? worker.exclusively(() => kill(worker, fault.atOnce, victims)) : {};
    case 'terminate':
      await worker?.exclusively(async () => {
        const code = await worker.terminate();
        if (code !== 0) problem(`worker ${worker.index + 1} ended with ${code} on SIGTERM`);
        await worker.start();
      });
      return {};
    case 'freeze':
      return worker ? worker.exclusively(() => freeze(worker, fault.holdMs, victims)) : {};
    case 'deploy':
      if (worker) await deployed(worker, fault.type, stamp, problem);
      return {};
    case 'database':
      await database?.kill();
      await pause(fault.holdMs);
      await database?.start();
      return {};
    case 'broker':
      await broker.kill();
      await pause(fault.holdMs);
      await broker.open();
      return {};
    case 'partner': {
      const partner = partners[fault.partner];
      await partner?.suffer(fault.trouble);
      await pause(fault.holdMs);
      await partner?.recover();
      return {};
    }
  }
}

async function kill(worker: Worker, atOnce: boolean, { workers, problem }: Victims): Promise<Inflicted> {
  const held = await worker.shards();
  await worker.kill();
  const others = workers.filter((one) => one !== worker);
  const tookMs = atOnce ? undefined : await takenOver(held, others, takeoverWithinMs);
  if (tookMs === null)
    problem(`nobody took over from worker ${worker.index + 1} within ${takeoverWithinMs} ms`);
  await worker.start();
  return typeof tookMs === 'number' ? { takeoverMs: tookMs } : {};
}

async function freeze(worker: Worker, holdMs: number, { workers }: Victims): Promise<Inflicted> {
  const held = await worker.shards();
  const others = workers.filter((one) => one !== worker);
  worker.signal('SIGSTOP');
  const over = pause(holdMs);
  const tookMs = others.length > 0 ? await takenOver(held, others, holdMs) : null;
  await over;
  worker.signal('SIGCONT');
  return tookMs === null ? {} : { takeoverMs: tookMs };
}

/** The worker may be away for another fault: an analyst would press the button again. */
async function deployed(
  worker: Worker,
  type: 'full' | 'flows' | 'nodes',
  stamp: string,
  problem: Victims['problem'],
): Promise<void> {
  const until = performance.now() + deployWithinMs;
  for (;;) {
    try {
      return await deploy(worker.site.url, type, stamp);
    } catch (thrown) {
      if (performance.now() > until) return problem(`worker ${worker.index + 1} takes no deploy: ${thrown}`);
      await pause(betweenDeploysMs);
    }
  }
}
