import { asCrossdockError } from '../../domain/errors.ts';
import type { Cluster, Ledger, Operation, StoredDelivery } from '../../ledger/ledger.ts';
import { shardOf, shards } from '../../ledger/shard.ts';
import { endOfTime, instant, instantAt } from '../clock.ts';
import type { DeployedNodes } from '../deployed-nodes.ts';
import { Lanes } from '../lanes/lanes.ts';
import { retryDelayMs } from '../runs/retry.ts';
import { type AttemptOptions, attempt, type Ended, giveUp, reject } from './attempt.ts';
import { Look, type Open } from './look.ts';
import { Suspects, type SuspectsOptions } from './suspects.ts';
import { Systems, type SystemView } from './systems.ts';

export interface DeliveryExecutorOptions extends Omit<AttemptOptions, 'commit' | 'ledger'> {
  readonly ledger: Pick<
    Ledger,
    'dueDeliveries' | 'pendingSystems' | 'delivery' | 'blocked' | 'commit' | 'began' | 'ended'
  > & { readonly cluster: Pick<Cluster, 'holds'> };
  readonly deployed: DeployedNodes;
  /** Keeps runs at rest while a call is made that may bring the process down. */
  readonly rest: Pick<SuspectsOptions, 'hold' | 'atRest'>;
  readonly onAnswered: (queue: string) => void;
  /** Something was put off, or a system's circuit has changed. */
  readonly onDeferred: () => void;
}

const afterLedgerFailureMs = 1_000;

const restCheckMs = 20;

/** Answers that wait for the ledger, over all systems: a slow ledger must not pile them up. */
const mostUnwritten = 256;

/**
 * Makes the outside calls that runs have staged: after their commit, in order per (system, key), within each
 * system's limits. A failed delivery holds back its key at that system until somebody decides.
 *
 * Whatever lets nothing go names the time at which to look again, or is ended by an event that looks again:
 *
 * | Nothing goes, since | Looked at again |
 * |---|---|
 * | it is put off, a pause, a pace, a rate, a budget, a deadline, a fallback's delay | at that time |
 * | a trial or as many calls as allowed are under way, answers wait for the ledger | when one of them ends |
 * | its node is not deployed | when one is |
 * | something before it has failed | when its exception is closed |
 * | one that may bring the process down is to be made alone | when what is at work has ended |
 * | the ledger does not answer | after a second |
 */
export class DeliveryExecutor {
  private readonly options: DeliveryExecutorOptions;
  private readonly lanes = new Map<string, Lanes<StoredDelivery>>();
  private readonly systems: Systems;
  private blocks = new Map<string, Map<string, number>>();
  private readonly working = new Set<Promise<void>>();
  private readonly suspects: Suspects;
  /** Of calls that are noted as begun. */
  private readonly noted = new Set<string>();
  private held = 0;
  /** Deliveries whose last attempts could not be written, and how many those were. */
  private readonly unwritten = new Map<string, number>();
  private calling = 0;
  private paused = true;
  private stopped = false;
  private pumping = false;
  private again = false;
  private alarm: { readonly at: number; readonly cancel: () => void } | null = null;

  constructor(options: DeliveryExecutorOptions) {
    const { site, log } = options;
    this.options = options;
    this.suspects = new Suspects({
      ...options.rest,
      retryOf: (system) => site.systems[system]?.retry ?? site.retry,
    });
    this.systems = new Systems(site.systems, { log, onChange: () => options.onDeferred() });
    for (const [name, { inbound }] of Object.entries(site.systems)) if (!inbound) this.lanesOf(name);
  }

  get live(): number {
    return this.working.size;
  }

  /** How each system that is called stands. */
  views(): SystemView[] {
    return this.systems.views(this.now(), (system) => this.lanesOf(system).size);
  }

  openCircuits(): { readonly system: string; readonly until: string }[] {
    return this.views().flatMap(({ name: system, circuit, until }) =>
      until !== undefined && (circuit === 'open' || circuit === 'half-open') ? [{ system, until }] : [],
    );
  }

  pause(): void {
    this.paused = true;
    this.suspects.paused();
  }

  /** Begins no call until the work is done. */
  async hold(work: Promise<unknown>): Promise<void> {
    this.held += 1;
    try {
      await work;
    } finally {
      this.held -= 1;
    }
    this.pump();
  }

  resume(): void {
    if (this.stopped) return;
    this.paused = false;
    this.pump();
  }

  /** Begins no more calls; resolves when those under way have ended. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.pause();
    this.alarm?.cancel();
    this.alarm = null;
    while (this.working.size > 0) await Promise.all(this.working);
  }

  /** Calls that are cut short from here on have not brought the process down. */
  letGo(): void {
    for (const id of this.noted) this.options.ledger.ended(id);
    this.noted.clear();
  }

  /** Reads anew what waits, and what nothing may go behind: at the start and when an exception was closed. */
  async reloadBlocks(): Promise<void> {
    const { ledger } = this.options;
    this.systems.setShare(shareOf(ledger.cluster), this.now());
    const [{ deliveries }, waiting] = await Promise.all([ledger.blocked(endOfTime), ledger.pendingSystems()]);
    this.blocks = new Map();
    for (const { system, key, sequence } of deliveries) this.blocksOf(system).set(key, sequence);
    for (const [system, lanes] of this.lanes) lanes.blockOnly(this.blocksOf(system));
    for (const system of waiting) this.lanesOf(system);
    this.pump();
  }

  /**
   * This process now holds other shards than before: takes its part of every limit anew, forgets what is not its any
   * more and reads what is. Calls under way for a lost shard end; the ledger refuses what they would write.
   */
  shardsChanged(): Promise<void> {
    return this.reloadBlocks();
  }

  /** Where several processes write, a lower sequence may come into sight after a higher one: reads the last again. */
  lookBack(): void {
    for (const lanes of this.lanes.values()) lanes.lookBack();
    this.pump();
  }

  /** Deliveries were staged, by this process for the systems named, or by another one. */
  wake(systems?: Iterable<string>): void {
    for (const system of new Set(systems ?? this.lanes.keys())) this.lanesOf(system).wake();
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

  private lanesOf(system: string): Lanes<StoredDelivery> {
    const known = this.lanes.get(system);
    if (known) return known;
    const { ledger } = this.options;
    const lanes = new Lanes<StoredDelivery>({
      read: async (afterSequence, limit, exceptKeys) =>
        this.unlessPutOff(
          await ledger.dueDeliveries({ system, exceptKeys, now: endOfTime, afterSequence, limit }),
        ),
      readLane: async (key, afterSequence, limit) =>
        this.unlessPutOff(await ledger.dueDeliveries({ system, key, now: endOfTime, afterSequence, limit })),
      laneOf: ({ key }) => key,
    });
    lanes.blockOnly(this.blocksOf(system));
    this.lanes.set(system, lanes);
    return lanes;
  }

  /** What nobody put off is due, whatever the clock said when it was staged. */
  private unlessPutOff(read: readonly StoredDelivery[]): StoredDelivery[] {
    const now = instant(this.options.clock);
    return read.map((one) =>
      one.availableAt === one.stagedAt && one.availableAt > now ? { ...one, availableAt: now } : one,
    );
  }

  private blocksOf(system: string): Map<string, number> {
    const blocks = this.blocks.get(system) ?? new Map<string, number>();
    this.blocks.set(system, blocks);
    return blocks;
  }

  private async begin(): Promise<void> {
    this.again = false;
    let at = Number.POSITIVE_INFINITY;
    try {
      const now = instant(this.options.clock);
      const hungry = [...this.lanes.values()].filter((lanes) => lanes.wants || isDue(lanes, now));
      await Promise.all(hungry.map((lanes) => lanes.fill(now)));
      this.again ||= hungry.some((lanes) => lanes.wants);
    } catch (thrown) {
      this.options.log('warn', 'deliveries could not be read', { reason: String(thrown) });
      at = this.now() + afterLedgerFailureMs;
    }
    for (const [system, lanes] of this.lanes) at = Math.min(at, this.beginFor(system, lanes));
    this.suspects.looked();
    if (this.suspects.isWaiting) at = Math.min(at, this.now() + restCheckMs);
    this.lookAgainAt(at);
  }

  /** Begins what may go of a system; returns when to look again. */
  private beginFor(system: string, lanes: Lanes<StoredDelivery>): number {
    const look = new Look(system, { ...this.options, systems: this.systems });
    const now = instant(this.options.clock);
    while (!this.paused && this.held === 0 && this.working.size - this.calling < mostUnwritten) {
      if (!lanes.hasNext || look.isOver) break;
      let open: Open | null = null;
      const next = lanes.next(now, (delivery) => {
        open = this.suspects.holdsBack(delivery) ? null : look.open(delivery);
        return open !== null && this.suspects.mayGo(delivery, this.working.size);
      });
      if (!next || !open) break;
      this.track(next, open);
      look.began();
    }
    return Math.min(look.againAt, lanes.nextDueAt === null ? look.againAt : Date.parse(lanes.nextDueAt));
  }

  private lookAgainAt(at: number): void {
    if (this.alarm && this.alarm.at <= at && this.alarm.at > this.now()) return;
    this.alarm?.cancel();
    this.alarm = null;
    if (at === Number.POSITIVE_INFINITY || this.stopped) return;
    const cancel = this.options.clock.after(Math.max(1, Math.ceil(at - this.now())), () => {
      this.alarm = null;
      this.pump();
    });
    this.alarm = { at, cancel };
  }

  private track(delivery: StoredDelivery, open: Open): void {
    this.suspects.began(delivery);
    const worked = this.work(delivery, open)
      .catch((thrown: unknown) => {
        const reason = String(thrown);
        this.options.log('error', 'a delivery could not be concluded', { deliveryId: delivery.id, reason });
        this.putBack(delivery);
      })
      .finally(() => {
        this.working.delete(worked);
        this.suspects.ended(delivery);
        this.pump();
      });
    this.working.add(worked);
  }

  private async work(delivery: StoredDelivery, open: Open): Promise<void> {
    // Lost since the page was read: another worker makes the call.
    if (!this.options.ledger.cluster.holds(shardOf(delivery.key))) {
      return this.lanesOf(delivery.system).reread(delivery);
    }
    const { node } = open;
    const options: AttemptOptions = { ...this.options, commit: (operations) => this.commit(operations) };
    if (open.kind === 'reject') {
      return this.conclude(delivery, await reject(delivery, open.downSince, node, options));
    }
    if (open.kind === 'give-up') return this.conclude(delivery, await giveUp(delivery, node, options));
    const { gate, announce } = this.systems.called(open.system);
    const permit = gate.begin(this.now(), delivery.attempts > 0);
    this.calling += 1;
    let over = false;
    const end = (): void => {
      if (over) return;
      over = true;
      this.calling -= 1;
      permit.end();
      announce(this.now());
      this.pump();
    };
    this.note(delivery.id);
    try {
      const ended = await attempt(delivery, open.system, node, { ...permit, end }, options);
      if (ended.kind === 'answered') this.systems.took(delivery.system, open.system, this.now());
      this.conclude(delivery, ended);
    } finally {
      if (this.noted.delete(delivery.id)) this.options.ledger.ended(delivery.id);
      end();
    }
  }

  private note(id: string): void {
    this.noted.add(id);
    this.options.ledger.began(id);
  }

  private conclude(delivery: StoredDelivery, ended: Ended): void {
    const { onAnswered, onDeferred } = this.options;
    const lanes = this.lanesOf(delivery.system);
    this.unwritten.delete(delivery.id);
    if (ended.kind === 'put-off') {
      lanes.defer(ended.delivery);
      return onDeferred();
    }
    if (ended.kind === 'gone') lanes.reread(delivery);
    else lanes.finish(delivery);
    if (ended.kind === 'failed') {
      this.blocksOf(delivery.system).set(delivery.key, delivery.sequence);
      lanes.block(delivery.key, delivery.sequence);
    }
    if (ended.kind === 'answered' && ended.queue !== undefined) onAnswered(ended.queue);
    else onDeferred();
  }

  /** Nothing was written: the delivery is still pending in the ledger, and its lane must not wait for a restart. */
  private putBack(delivery: StoredDelivery): void {
    const { site, ids } = this.options;
    const attempts = (this.unwritten.get(delivery.id) ?? delivery.attempts) + 1;
    this.unwritten.set(delivery.id, attempts);
    const retry = site.systems[delivery.system]?.retry ?? site.retry;
    const delayMs = Math.max(
      afterLedgerFailureMs,
      retryDelayMs(retry, attempts, () => ids.random()),
    );
    const availableAt = instantAt(this.now() + delayMs);
    this.lanesOf(delivery.system).defer({ ...delivery, availableAt });
  }

  /** The call was made: what it said must get into the ledger, however long the disk refuses. */
  private async commit(operations: Operation[]): Promise<boolean> {
    const { ledger, clock, log } = this.options;
    for (;;) {
      try {
        const result = await ledger.commit(operations);
        if (!result.committed) log('debug', 'a delivery went elsewhere', { reason: result.conflict.reason });
        return result.committed;
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

const isDue = ({ nextDueAt }: Lanes<StoredDelivery>, now: string): boolean =>
  nextDueAt !== null && nextDueAt <= now;

/** The part of the work, and so of every system's limits, that is this process's. */
function shareOf(cluster: Pick<Cluster, 'holds'>): number {
  const held = Array.from({ length: shards }, (_, shard) => cluster.holds(shard)).filter(Boolean).length;
  return Math.max(1, held) / shards;
}
