import type { CrossdockError } from '../../../domain/errors.ts';
import type { StoredDelivery } from '../../../ledger/ledger.ts';
import type { Answer, NodeInstance } from '../../../node-kit/host.ts';
import { DeliveryExecutor } from '../../../runtime/deliveries/delivery-executor.ts';
import { DeployedNodes } from '../../../runtime/deployed-nodes.ts';
import { systemIds } from '../../../runtime/ids.ts';
import type { SystemConfig } from '../../../runtime/site/site.ts';
import { ManualClock } from '../manual-clock.ts';
import { MemoryDeliveries } from './memory-deliveries.ts';
import { testSite } from './test-site.ts';

export interface Made {
  readonly id: string;
  readonly key: string;
  readonly system: string;
  readonly idempotencyKey: string;
  readonly attempt: number;
  readonly at: number;
  readonly request: unknown;
}

/** What an outside system does with a call: answers, throws a coded error, or takes its time. */
export type Behaviour = (call: Made) => Answer | CrossdockError | Promise<Answer>;

export const start = '2026-03-02T08:00:00.000Z';

const answers: Behaviour = () => ({ output: 'answer', payload: 'ok' });

/** The executor over deliveries in memory, a clock moved by hand and systems that do as told. */
export class RunningDeliveries {
  readonly clock = new ManualClock(start);
  readonly store = new MemoryDeliveries();
  readonly calls: Made[] = [];
  readonly logs: string[] = [];
  readonly answered: string[] = [];
  /** Runs under way beside the deliveries, and what keeps them from starting. */
  runs = 0;
  readonly holds: Promise<unknown>[] = [];
  readonly deployed = new DeployedNodes(() => 'core');
  readonly node: NodeInstance;
  readonly executor: DeliveryExecutor;
  behaviour: Behaviour = answers;

  constructor(
    systems: Readonly<Record<string, Partial<SystemConfig>>> = {},
    outputs: readonly string[] = ['answer'],
  ) {
    const erp = testSite.systems.erp as SystemConfig;
    const configured = Object.entries(systems).map(([name, own]) => [name, { ...erp, name, ...own }]);
    const site = { ...testSite, systems: { ...testSite.systems, ...Object.fromEntries(configured) } };
    this.node = {
      ...{ id: 'post', type: 'post', name: 'Post', flowId: 'f', role: 'delivery', outputs },
      ...{ config: {}, emit: () => {}, status: () => {} },
      deliver: async (request, context) => {
        const made = { ...(context as Omit<Made, 'request' | 'at'>), request, at: this.now };
        this.calls.push(made);
        const said = await this.behaviour(made);
        if (said instanceof Error) throw said;
        return said;
      },
    };
    this.deployed.add(this.node);
    this.executor = new DeliveryExecutor({
      ...{ ledger: this.store.ledger, site, clock: this.clock, deployed: this.deployed },
      ids: { ...systemIds, random: () => 0.5 },
      log: (level, text) => void this.logs.push(`${level}: ${text}`),
      contextFor: (_, delivery, { name: system }) => context(delivery, system),
      ownerOf: () => undefined,
      rest: { hold: (work) => this.holds.push(work), atRest: () => this.runs === 0 },
      onAnswered: (queue) => void this.answered.push(queue),
      onDeferred: () => {},
    });
  }

  /** Milliseconds since the start. */
  get now(): number {
    return this.clock.now().getTime() - Date.parse(start);
  }

  stage(fields: Partial<StoredDelivery> = {}): StoredDelivery {
    const at = this.clock.now().toISOString();
    const staged = this.store.stage({ stagedAt: at, availableAt: at, ...fields });
    this.executor.wake([staged.system]);
    return staged;
  }

  /** Until everything that needs no time has happened. */
  async settled(): Promise<void> {
    for (let quiet = 0, seen = -1; quiet < 2; ) {
      await new Promise(setImmediate);
      const done = this.calls.length + this.store.committed.length + this.store.reads;
      quiet = done === seen ? quiet + 1 : 0;
      seen = done;
    }
  }

  async run(): Promise<void> {
    this.executor.resume();
    await this.settled();
  }

  /** Moves the clock from timer to timer, letting everything happen in between. No other event helps. */
  async advance(ms: number): Promise<void> {
    const end = this.now + ms;
    while (this.now < end) {
      this.clock.advance(Math.min(end - this.now, Math.max(1, this.clock.untilNext ?? ms)));
      await this.settled();
    }
  }

  /** Moves the clock until nothing is left to do by itself. */
  async exhaust(mostMs: number): Promise<void> {
    const end = this.now + mostMs;
    await this.settled();
    while (this.now < end && this.clock.untilNext !== null) await this.advance(this.clock.untilNext);
  }
}

const context = ({ id, key, idempotencyKey, attempts }: StoredDelivery, system: string) => ({
  ...{ id, key, idempotencyKey, system },
  attempt: attempts + 1,
});
