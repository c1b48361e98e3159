import { asCrossdockError, CrossdockError } from '../../domain/errors.ts';
import type { CommitResult, Ledger, Operation, StoredDelivery } from '../../ledger/ledger.ts';
import type { NodeInstance } from '../../node-kit/host.ts';
import { type Clock, endOfTime, instant, instantAt } from '../clock.ts';
import type { DeployedNodes } from '../deployed-nodes.ts';
import type { Ids } from '../ids.ts';
import { Lanes } from '../lanes/lanes.ts';
import type { Log } from '../log.ts';
import { askedDelayMs, retryDelayMs } from '../runs/retry.ts';
import type { Site, SystemConfig } from '../site/site.ts';
import { call } from './call.ts';
import { CircuitBreaker } from './circuit-breaker.ts';
import { answeredOperations, failedOperations } from './outcome-operations.ts';

export interface DeliveryExecutorOptions {
  readonly ledger: Ledger;
  readonly site: Pick<Site, 'systems' | 'retry'>;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly deployed: DeployedNodes;
  /** What a node's `deliver` gets besides the request. */
  readonly contextFor: (node: NodeInstance, delivery: StoredDelivery) => unknown;
  /** Who answers for what a node delivers. */
  readonly ownerOf: (nodeId: string) => string | undefined;
  readonly onAnswered: (queue: string) => void;
  /** Something was put off: the ledger knows until when. */
  readonly onDeferred: () => void;
}

interface SystemState {
  readonly breaker: CircuitBreaker;
  running: number;
}

const afterLedgerFailureMs = 1_000;

/** Delivers nothing for a system the site does not know; its deliveries become exceptions. */
const unknownSystem = { maxConcurrent: 1, circuitBreaker: { failures: Number.POSITIVE_INFINITY, openMs: 0 } };

const laneOf = ({ system, key }: Pick<StoredDelivery, 'system' | 'key'>) => JSON.stringify([system, key]);

/**
 * Makes the outside calls that runs have staged: after their commit, in order per (system, key), within each
 * system's limits. A failed delivery holds back its key at that system until somebody decides.
 */
export class DeliveryExecutor {
  private readonly options: DeliveryExecutorOptions;
  private readonly lanes: Lanes<StoredDelivery>;
  private readonly systems = new Map<string, SystemState>();
  private readonly working = new Set<Promise<void>>();
  private paused = true;
  private stopped = false;
  private pumping = false;
  private again = false;

  constructor(options: DeliveryExecutorOptions) {
    this.options = options;
    this.lanes = new Lanes<StoredDelivery>({
      read: (afterSequence, limit) => options.ledger.dueDeliveries({ now: endOfTime, afterSequence, limit }),
      laneOf,
      groupOf: ({ system }) => system,
    });
  }

  get live(): number {
    return this.working.size;
  }

  openCircuits(): { readonly system: string; readonly until: string }[] {
    return [...this.systems].flatMap(
      ([
        system,
        {
          breaker: { until },
        },
      ]) => (until === null ? [] : [{ system, until: instantAt(until) }]),
    );
  }

  pause(): void {
    this.paused = true;
  }

  resume(): void {
    if (this.stopped) return;
    this.paused = false;
    this.pump();
  }

  /** Begins no more calls; resolves when those under way have ended. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.paused = true;
    while (this.working.size > 0) await Promise.all(this.working);
  }

  async reloadBlocks(): Promise<void> {
    const { deliveries } = await this.options.ledger.blocked(endOfTime);
    this.lanes.blockOnly(new Map(deliveries.map((blocked) => [laneOf(blocked), blocked.sequence])));
    this.pump();
  }

  /** Deliveries were staged. */
  wake(): void {
    this.lanes.wake();
    this.pump();
  }

  /** Something became due, or a node was deployed. */
  pump(): void {
    this.again = true;
    if (this.pumping || this.paused) return;
    this.pumping = true;
    void this.begin().finally(() => {
      this.pumping = false;
      if (this.again) this.pump();
    });
  }

  private async begin(): Promise<void> {
    this.again = false;
    const { clock, log } = this.options;
    try {
      await this.lanes.fill();
    } catch (thrown) {
      log('warn', 'deliveries could not be read', { reason: String(thrown) });
      clock.after(afterLedgerFailureMs, () => this.wake());
      return;
    }
    while (!this.paused) {
      const next = this.lanes.next(instant(clock), (delivery) => this.admits(delivery));
      if (!next) return;
      this.track(next);
    }
  }

  private admits({ system, nodeId, nodeType }: StoredDelivery): boolean {
    const { breaker, running } = this.state(system);
    const { maxConcurrent } = this.options.site.systems[system] ?? unknownSystem;
    if (running >= maxConcurrent || !breaker.admits(this.now())) return false;
    return this.options.deployed.deliverer(nodeId, nodeType) !== undefined;
  }

  private state(system: string): SystemState {
    const { circuitBreaker } = this.options.site.systems[system] ?? unknownSystem;
    const state = this.systems.get(system) ?? { breaker: new CircuitBreaker(circuitBreaker), running: 0 };
    this.systems.set(system, state);
    return state;
  }

  private track(delivery: StoredDelivery): void {
    const state = this.state(delivery.system);
    state.running += 1;
    state.breaker.started();
    const worked = this.deliver(delivery, state)
      .catch((thrown: unknown) => {
        const reason = String(thrown);
        this.options.log('error', 'a delivery could not be concluded', { deliveryId: delivery.id, reason });
        this.putBack(delivery);
      })
      .finally(() => {
        state.running -= 1;
        this.working.delete(worked);
        this.pump();
      });
    this.working.add(worked);
  }

  /** Nothing was written: the delivery is still pending in the ledger, and its lane must not wait for a restart. */
  private putBack(delivery: StoredDelivery): void {
    const { site, clock, ids } = this.options;
    const attempts = delivery.attempts + 1;
    const retry = site.systems[delivery.system]?.retry ?? site.retry;
    const delayMs = Math.max(
      afterLedgerFailureMs,
      retryDelayMs(retry, attempts, () => ids.random()),
    );
    this.lanes.defer({ ...delivery, attempts, availableAt: instantAt(this.now() + delayMs) });
    if (!this.stopped) clock.after(delayMs, () => this.wake());
  }

  private async deliver(delivery: StoredDelivery, state: SystemState): Promise<void> {
    const { deployed, site, clock, contextFor } = this.options;
    const node = deployed.deliverer(delivery.nodeId, delivery.nodeType);
    if (!node) return this.lanes.defer(delivery);
    const system = site.systems[delivery.system];
    try {
      if (!system) throw unknown(node, delivery.system);
      const answer = await call(delivery, node, system, contextFor(node, delivery), clock);
      state.breaker.answered();
      const { operations, message } = answeredOperations(delivery, answer, node, this.options);
      await this.commit(operations);
      this.lanes.finish(delivery);
      this.options.onAnswered(message.queue);
    } catch (thrown) {
      await this.failed(delivery, asCrossdockError(thrown, node.name || node.id), node, system, state);
    }
  }

  private async failed(
    delivery: StoredDelivery,
    error: CrossdockError,
    node: NodeInstance,
    system: SystemConfig | undefined,
    state: SystemState,
  ): Promise<void> {
    if (error.code === 'CD_LEDGER_CLOSED') return this.lanes.defer(delivery);
    const { ids, log, site, onDeferred } = this.options;
    const retry = system?.retry ?? site.retry;
    const askedMs = askedDelayMs(error, retry);
    this.mark(state.breaker, error, askedMs);
    const attempts = delivery.attempts + 1;
    const last = error.retry === 'terminal' || attempts >= retry.attempts;
    const details = { deliveryId: delivery.id, system: delivery.system, key: delivery.key, attempts };
    log(last ? 'error' : 'warn', `delivery ${last ? 'stopped' : 'put off'}: ${error.message}`, details);
    if (last) {
      await this.commit(failedOperations(delivery, error.record(), node, this.options));
      this.lanes.finish(delivery);
      this.lanes.block(laneOf(delivery), delivery.sequence);
      return;
    }
    const delayMs = retryDelayMs(retry, attempts, () => ids.random(), askedMs);
    const availableAt = instantAt(this.now() + delayMs);
    const record = error.record();
    await this.commit([
      { op: 'retryDelivery', deliveryId: delivery.id, attempts, availableAt, error: record },
    ]);
    this.lanes.defer({ ...delivery, attempts, availableAt, lastError: record });
    onDeferred();
  }

  /** A rejection shows that the system works; only technical trouble opens the circuit. */
  private mark(breaker: CircuitBreaker, error: CrossdockError, askedMs: number): void {
    if (askedMs > 0) breaker.rest(this.now() + askedMs);
    else if (error.fault === 'technical' && error.retry === 'retryable') breaker.failed(this.now());
    else breaker.answered();
    if (breaker.until === null) return;
    this.options.clock.after(breaker.until - this.now(), () => this.pump());
  }

  /** The call was made: what it said must get into the ledger, however long the disk refuses. */
  private async commit(operations: Operation[]): Promise<CommitResult> {
    const { ledger, clock, log } = this.options;
    for (;;) {
      try {
        return await ledger.commit(operations);
      } catch (thrown) {
        const error = asCrossdockError(thrown, 'a delivery');
        if (error.retry === 'terminal' || error.code === 'CD_LEDGER_CLOSED' || this.stopped) throw error;
        log('error', 'the end of a delivery could not be written, trying again', { reason: error.message });
        await new Promise<void>((resolve) => clock.after(afterLedgerFailureMs, resolve));
      }
    }
  }

  private now(): number {
    return this.options.clock.now().getTime();
  }
}

function unknown(node: NodeInstance, system: string): CrossdockError {
  return new CrossdockError('CD_RUN_SYSTEM_UNKNOWN', { node: node.name || node.id, system });
}
