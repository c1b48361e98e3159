import type { Cluster, Ledger, NewMessage, StoredMessage } from '../../ledger/ledger.ts';
import { shardOf } from '../../ledger/shard.ts';
import { type Clock, endOfTime, instant, instantAt } from '../clock.ts';
import type { Log } from '../log.ts';
import type { QueueSettings } from '../site/site.ts';
import type { Verdict } from './conclude.ts';
import { isSuspect } from './crashes.ts';
import type { Run, RunOutcome } from './run.ts';
import { RunQueue, type Waiting, waiting } from './run-queue.ts';
import { Turns } from './turns.ts';
import { wholeMessage, withoutContent } from './whole-message.ts';

interface Next {
  readonly queue: RunQueue;
  readonly item: Waiting;
}

export interface SchedulerOptions {
  readonly ledger: Pick<Ledger, 'pending' | 'blocked' | 'content' | 'began' | 'ended'> & {
    readonly cluster: Pick<Cluster, 'holds'>;
  };
  readonly clock: Clock;
  readonly log: Log;
  /** Sends a message into the flow; null when its node is not deployed. */
  readonly launch: (message: StoredMessage) => Run | null;
  /** Ends a run before its time. */
  readonly drop: (run: Run) => void;
  readonly conclude: (run: Run, outcome: RunOutcome, repeats: number) => Promise<Verdict>;
  /** Makes an exception of a message that cannot be read. */
  readonly parkDamaged: (message: StoredMessage) => Promise<Verdict>;
  /** Told of every attempt's end, after it is durable. */
  readonly onVerdict: (run: Run, verdict: Verdict) => void;
  readonly settingsOf?: (queue: string) => Pick<QueueSettings, 'concurrency' | 'priority'>;
  /** Keeps everything else in the process at rest while a message is run that may bring the process down. */
  readonly rest?: { begin(): void; atRest(): boolean; end(): void };
  readonly total?: number;
}

/** As many again as one commit of the ledger takes: while the ends of some are written, the others run. */
const mostRuns = 512;

/** The ledger is full or closing: the message is tried again after this time, from the ledger. */
const afterLedgerFailureMs = 1_000;

const restCheckMs = 20;

const alwaysAtRest = { begin: () => {}, atRest: () => true, end: () => {} };

/**
 * Starts runs: in arrival order per (queue, key), one in flight per key, so many per queue and in all; who gets the
 * next free place is said in `Turns`. Queues without a deployed node are not read; their messages wait. A message
 * that was being run when a process ended may have ended it: it is run with nothing beside it.
 */
export class Scheduler {
  private readonly options: Required<SchedulerOptions>;
  private readonly queues = new Map<string, RunQueue>();
  private readonly turns = new Turns<RunQueue>();
  private readonly blocks = new Map<string, Map<string, number>>();
  private readonly working = new Set<Promise<void>>();
  private readonly live = new Set<Run>();
  /** Waits for everything else to end, or runs alone. */
  private suspect: (Next & { started: boolean }) | null = null;
  private paused = true;
  private held = 0;
  private checking = false;
  private running = 0;

  constructor(options: SchedulerOptions) {
    this.options = { total: mostRuns, settingsOf: () => ({}), rest: alwaysAtRest, ...options };
  }

  /** Runs being worked on, commits included. */
  get liveRuns(): number {
    return this.running;
  }

  /** Starts no run until `resume`. */
  pause(): void {
    this.paused = true;
    for (const queue of this.queues.values()) queue.stop();
    if (this.suspect && !this.suspect.started) this.letSuspectWait(this.suspect);
  }

  /** Runs the queues of the nodes that are deployed now. */
  resume(deployed: ReadonlySet<string>): void {
    this.paused = false;
    for (const [name, queue] of this.queues) {
      if (!deployed.has(name) && queue.running === 0) {
        queue.stop();
        this.queues.delete(name);
      } else {
        queue.configure(this.options.settingsOf(name));
        queue.lanes.rescan();
      }
    }
    for (const name of deployed) this.queue(name);
    for (const queue of this.queues.values()) queue.start();
  }

  /** Starts no run until the work is done. */
  async hold(work: Promise<unknown>): Promise<void> {
    this.held += 1;
    try {
      await work;
    } finally {
      this.held -= 1;
    }
    this.pumpAll();
  }

  /** Reads anew behind which messages nothing may run, and what waits: at the start, and when an exception was closed or shards came. */
  async reloadBlocks(): Promise<void> {
    const { messages } = await this.options.ledger.blocked(endOfTime);
    this.blocks.clear();
    for (const { queue, key, sequence } of messages) this.block(queue, key, sequence);
    for (const [name, { lanes }] of this.queues) lanes.blockOnly(this.blocks.get(name) ?? new Map());
    this.pumpAll();
  }

  /** These shards are another worker's now: their runs are ended, and what waits of them is forgotten. */
  lose(shards: readonly number[]): void {
    const lost = new Set(shards);
    const isLost = (key: string) => lost.has(shardOf(key));
    for (const { lanes } of this.queues.values()) lanes.forgetLanes(isLost);
    for (const run of [...this.live]) if (isLost(run.envelope.key)) this.options.drop(run);
    this.dispatch();
  }

  /** Messages were accepted on these queues. */
  wake(names: Iterable<string>): void {
    for (const name of names) {
      const queue = this.queues.get(name);
      if (!queue) continue;
      queue.lanes.wake();
      queue.pump();
    }
  }

  /** Something became due, or there is room again. */
  pumpAll(): void {
    for (const queue of this.queues.values()) queue.pump();
  }

  /** Reads again what several workers may have written out of order. */
  lookBack(): void {
    for (const { lanes } of this.queues.values()) lanes.lookBack();
    this.pumpAll();
  }

  /** Keeps the scheduler from starting a message that the caller has just written and runs itself. */
  reserve(message: NewMessage): void {
    this.queue(message.queue).lanes.reserve(message.envelope.id);
  }

  /** Sees a run through that somebody else began; later attempts are the scheduler's. */
  adopt(run: Run): void {
    const { envelope, queue: name } = run.message;
    const queue = this.queue(name);
    const through = async (): Promise<void> => {
      const verdict = await this.seeThrough(run, 0);
      queue.lanes.unreserve(envelope.id, verdict !== null && isOver(verdict));
    };
    this.occupy(queue);
    this.track(queue, through());
  }

  /** The accept failed, as far as is known: if the message was written for all that, it is run like any other. */
  unreserve(message: NewMessage): void {
    this.queue(message.queue).lanes.unreserve(message.envelope.id, false);
  }

  /** Resolves when no run is live or committing. */
  async idle(): Promise<void> {
    while (this.working.size > 0) await Promise.all(this.working);
  }

  private queue(name: string): RunQueue {
    const existing = this.queues.get(name);
    if (existing) return existing;
    const { ledger, clock, log, settingsOf } = this.options;
    const settings = settingsOf(name);
    const queue = new RunQueue(name, { ledger, clock, log, settings, onFilled: () => this.dispatch() });
    queue.lanes.blockOnly(this.blocks.get(name) ?? new Map());
    this.queues.set(name, queue);
    if (!this.paused) queue.start();
    return queue;
  }

  /** Gives out the free places; what is to run is noted at one go. */
  private dispatch(): void {
    const starting: Next[] = [];
    this.giveOut(starting);
    if (starting.length === 0) return;
    // Content that has to be read first comes in its own time.
    const noted = starting.filter(({ item }) => !item.message.claim);
    this.options.ledger.began(...noted.map(({ item }) => item.id));
    for (const { queue, item } of starting) this.track(queue, this.work(queue, item));
  }

  private giveOut(starting: Next[]): void {
    const { total, clock } = this.options;
    const now = instant(clock);
    while (!this.paused && this.held === 0 && this.running < total) {
      if (this.suspect) {
        this.tryAlone(this.suspect);
        return;
      }
      const next = this.next(now);
      if (!next) return;
      if (isSuspect(next.item.message)) this.suspect = { ...next, started: false };
      else {
        this.occupy(next.queue);
        starting.push(next);
      }
    }
  }

  private next(now: string, admits?: (item: Waiting) => boolean): Next | null {
    const takers = [...this.queues.values()].filter(({ wantsPlace }) => wantsPlace);
    return this.turns.next(takers, (queue) => {
      const item = queue.next(now, admits);
      return item && { queue, item };
    });
  }

  private tryAlone(suspect: Next & { started: boolean }): void {
    const { rest, clock, log, ledger } = this.options;
    if (suspect.started) return;
    rest.begin();
    if (this.running > 0) return;
    if (!rest.atRest()) {
      if (this.checking) return;
      this.checking = true;
      clock.after(restCheckMs, () => {
        this.checking = false;
        this.dispatch();
      });
      return;
    }
    suspect.started = true;
    const { queue, item } = suspect;
    log('warn', 'a message that was being run when a process ended is run alone', {
      ...{
        messageId: item.id,
        queue: queue.name,
        key: item.message.envelope.key,
        attempts: item.message.attempts,
      },
    });
    ledger.began(item.id);
    this.occupy(queue);
    this.track(queue, this.workAlone(queue, item));
  }

  private async workAlone(queue: RunQueue, item: Waiting): Promise<void> {
    const { rest, clock } = this.options;
    await this.work(queue, item);
    // One after the other while there are any: everything else has come to rest once.
    const next = this.paused ? null : this.next(instant(clock), ({ message }) => isSuspect(message));
    this.suspect = next && { ...next, started: false };
    if (!next && !this.paused) rest.end();
  }

  private letSuspectWait({ queue, item }: Next): void {
    this.suspect = null;
    queue.lanes.reread(item);
  }

  private occupy(queue: RunQueue): void {
    queue.running += 1;
    this.running += 1;
  }

  /** The place that the work occupies is free again when it is done. */
  private track(queue: RunQueue, work: Promise<void>): void {
    const free = (): void => {
      queue.running -= 1;
      this.running -= 1;
      this.working.delete(worked);
      queue.pump();
    };
    const worked: Promise<void> = work.then(free, (thrown: unknown) => {
      free();
      throw thrown;
    });
    this.working.add(worked);
  }

  private async work(queue: RunQueue, item: Waiting): Promise<void> {
    const { clock } = this.options;
    for (let repeats = 0; ; repeats += 1) {
      const message = item.message.claim ? await wholeMessage(item.message, this.options) : item.message;
      const mayRun = !this.paused && this.isOurs(item);
      if (message?.claim || repeats > 0) this.options.ledger.began(item.id);
      const run = message && message.damaged === undefined && mayRun ? this.launch(message) : null;
      const verdict = run ? await this.seeThrough(run, repeats) : await this.unstarted(item, message, mayRun);
      if (verdict === null) {
        queue.lanes.defer({ ...item, availableAt: instantAt(clock.now().getTime() + afterLedgerFailureMs) });
        clock.after(afterLedgerFailureMs, () => queue.pump());
        return;
      }
      if (verdict.kind === 'repeat') continue;
      if (verdict.kind === 'retry') queue.lanes.defer(waiting(withoutContent(verdict.message)));
      else if (isOver(verdict)) this.over(queue, item, verdict.kind === 'parked');
      else this.aborted(queue, item, run === null);
      return;
    }
  }

  /** Null when the ledger could not be read or written. */
  private async unstarted(
    { id }: Waiting,
    message: StoredMessage | null,
    mayRun: boolean,
  ): Promise<Verdict | null> {
    this.options.ledger.ended(id);
    if (message?.damaged === undefined || !mayRun) return message && { kind: 'aborted' };
    try {
      return await this.options.parkDamaged(message);
    } catch (thrown) {
      const details = { messageId: message.envelope.id, reason: String(thrown) };
      this.options.log('error', 'a damaged message could not be parked, it waits', details);
      return null;
    }
  }

  private isOurs({ message }: Waiting): boolean {
    return this.options.ledger.cluster.holds(shardOf(message.envelope.key));
  }

  private launch(message: StoredMessage): Run | null {
    try {
      return this.options.launch(message);
    } catch (thrown) {
      const details = { messageId: message.envelope.id, queue: message.queue, reason: String(thrown) };
      this.options.log('error', 'a message could not be sent into the flow, it waits', details);
      return null;
    }
  }

  /** A message whose node is gone waits in the ledger; `resume` reads it again when the node is back. */
  private aborted(queue: RunQueue, item: Waiting, unstarted: boolean): void {
    if (unstarted && !this.paused && this.isOurs(item))
      queue.lanes.defer({ ...item, availableAt: endOfTime });
    else queue.lanes.reread(item);
  }

  private over(queue: RunQueue, item: Waiting, parked: boolean): void {
    queue.lanes.finish(item);
    if (!parked) return;
    const { key } = item.message.envelope;
    this.block(queue.name, key, item.sequence);
    queue.lanes.block(key, item.sequence);
  }

  private block(queue: string, key: string, sequence: number): void {
    const keys = this.blocks.get(queue) ?? new Map<string, number>();
    this.blocks.set(queue, keys.set(key, sequence));
  }

  /** Null when the ledger could not be written. */
  private async seeThrough(run: Run, repeats: number): Promise<Verdict | null> {
    const { ledger, log, conclude, onVerdict } = this.options;
    this.live.add(run);
    try {
      const verdict = await conclude(run, await run.outcome, repeats);
      onVerdict(run, verdict);
      return verdict;
    } catch (thrown) {
      log('error', 'the end of a run could not be written, it will run again', {
        messageId: run.envelope.id,
        reason: String(thrown),
      });
      return null;
    } finally {
      this.live.delete(run);
      ledger.ended(run.envelope.id);
    }
  }
}

/** The ledger has the end of the message: it waits no more. What is gone may be here again, and waits then. */
const isOver = ({ kind }: Verdict): boolean => kind === 'done' || kind === 'parked';
