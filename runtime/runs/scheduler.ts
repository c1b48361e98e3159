import type { Ledger, NewMessage, StoredMessage } from '../../ledger/ledger.ts';
import { type Clock, endOfTime, instant } from '../clock.ts';
import type { Hop } from '../face.ts';
import { type Item, Lanes } from '../lanes/lanes.ts';
import type { Log } from '../log.ts';
import type { Verdict } from './conclude.ts';
import type { Run } from './run.ts';

interface Waiting extends Item {
  readonly message: StoredMessage;
}

interface Queue {
  readonly name: string;
  readonly lanes: Lanes<Waiting>;
  running: number;
  pumping: boolean;
  again: boolean;
}

export interface SchedulerOptions {
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly log: Log;
  /** Sends a message into the flow; null when its node is not deployed. */
  readonly launch: (message: StoredMessage) => Run | null;
  readonly conclude: (run: Run, repeats: number) => Promise<Verdict>;
  /** Told of every attempt's end, after it is durable. */
  readonly onVerdict: (run: Run, verdict: Verdict) => void;
  readonly onHop?: (run: Run, event: Hop['event'], text?: string) => void;
  readonly perQueue?: number;
  readonly total?: number;
}

/** The ledger is full or closing: the message is tried again after this time, from the ledger. */
const afterLedgerFailureMs = 1_000;

/**
 * Starts runs: in arrival order per (queue, key), one in flight per key, so many per queue and in all.
 * Queues without a deployed node are not read; their messages wait.
 */
export class Scheduler {
  private readonly options: Required<Omit<SchedulerOptions, 'onHop'>>;
  private readonly queues = new Map<string, Queue>();
  private blocks = new Map<string, Map<string, number>>();
  private readonly working = new Set<Promise<void>>();
  private paused = true;
  private running = 0;

  constructor(options: SchedulerOptions) {
    this.options = { perQueue: 64, total: 256, ...options };
  }

  /** Runs being worked on, commits included. */
  get liveRuns(): number {
    return this.running;
  }

  /** Starts no run until `resume`. */
  pause(): void {
    this.paused = true;
  }

  /** Runs the queues of the nodes that are deployed now. */
  resume(deployed: ReadonlySet<string>): void {
    this.paused = false;
    for (const [name, queue] of this.queues) {
      if (!deployed.has(name) && queue.running === 0) this.queues.delete(name);
      else queue.lanes.rescan();
    }
    for (const name of deployed) this.queue(name);
    this.pumpAll();
  }

  /** Reads anew behind which messages nothing may run: at the start and when an exception was closed. */
  async reloadBlocks(): Promise<void> {
    const { messages } = await this.options.ledger.blocked(endOfTime);
    this.blocks = new Map();
    for (const { queue, key, sequence } of messages) {
      const keys = this.blocks.get(queue) ?? new Map<string, number>();
      this.blocks.set(queue, keys.set(key, sequence));
    }
    for (const [name, { lanes }] of this.queues) lanes.blockOnly(this.blocks.get(name) ?? new Map());
    this.pumpAll();
  }

  /** Messages were accepted on these queues. */
  wake(names: Iterable<string>): void {
    for (const name of new Set(names)) {
      const queue = this.queues.get(name);
      if (!queue) continue;
      queue.lanes.wake();
      this.pump(queue);
    }
  }

  /** Something became due, or there is room again. */
  pumpAll(): void {
    for (const queue of this.queues.values()) this.pump(queue);
  }

  /** Keeps the scheduler from starting a message that the caller has just written and runs itself. */
  reserve(message: NewMessage): void {
    this.queue(message.queue).lanes.reserve(message.envelope.id);
  }

  /** Sees a run through that somebody else began; later attempts are the scheduler's. */
  adopt(run: Run): void {
    const { envelope, queue: name } = run.message;
    const queue = this.queue(name);
    this.track(queue, async () => {
      const verdict = await this.finish(run, 0);
      queue.lanes.unreserve(envelope.id);
      if (verdict === null || !['done', 'gone', 'parked'].includes(verdict.kind)) queue.lanes.rescan();
    });
  }

  /** The accept failed: there is nothing to keep apart. */
  unreserve(message: NewMessage): void {
    this.queue(message.queue).lanes.unreserve(message.envelope.id);
  }

  /** Resolves when no run is live or committing. */
  async idle(): Promise<void> {
    while (this.working.size > 0) await Promise.all(this.working);
  }

  private queue(name: string): Queue {
    const existing = this.queues.get(name);
    if (existing) return existing;
    const { ledger } = this.options;
    const lanes = new Lanes<Waiting>({
      read: async (afterSequence, limit) =>
        (await ledger.pending({ queue: name, afterSequence, limit, now: endOfTime })).map(waiting),
      laneOf: ({ message }) => message.envelope.key,
    });
    lanes.blockOnly(this.blocks.get(name) ?? new Map());
    const queue = { name, lanes, running: 0, pumping: false, again: false };
    this.queues.set(name, queue);
    return queue;
  }

  private pump(queue: Queue): void {
    queue.again = true;
    if (queue.pumping || this.paused) return;
    queue.pumping = true;
    void this.pumping(queue).finally(() => {
      queue.pumping = false;
      if (queue.again && !this.paused) this.pump(queue);
    });
  }

  private async pumping(queue: Queue): Promise<void> {
    const { clock, log, perQueue, total } = this.options;
    queue.again = false;
    try {
      await queue.lanes.fill();
    } catch (thrown) {
      log('warn', `queue ${queue.name} could not be read`, { reason: String(thrown) });
      clock.after(afterLedgerFailureMs, () => {
        queue.lanes.rescan();
        this.pump(queue);
      });
      return;
    }
    while (!this.paused && queue.running < perQueue && this.running < total) {
      const next = queue.lanes.next(instant(clock));
      if (!next) return;
      this.track(queue, () => this.work(queue, next));
    }
  }

  private track(queue: Queue, work: () => Promise<void>): void {
    queue.running += 1;
    this.running += 1;
    const full = this.running >= this.options.total;
    const worked = work().finally(() => {
      queue.running -= 1;
      this.running -= 1;
      this.working.delete(worked);
      if (full) this.pumpAll();
      else this.pump(queue);
    });
    this.working.add(worked);
  }

  private async work(queue: Queue, item: Waiting): Promise<void> {
    for (let repeats = 0; ; repeats += 1) {
      const run = this.paused ? null : this.launch(item.message);
      const verdict = run ? await this.finish(run, repeats) : { kind: 'aborted' as const };
      if (verdict === null) {
        const until = new Date(this.options.clock.now().getTime() + afterLedgerFailureMs).toISOString();
        queue.lanes.defer({ ...item, availableAt: until });
        this.options.clock.after(afterLedgerFailureMs, () => this.pump(queue));
        return;
      }
      if (verdict.kind === 'repeat') continue;
      if (verdict.kind === 'retry') queue.lanes.defer(waiting(verdict.message));
      else if (verdict.kind === 'aborted') this.defer(queue, item, run === null);
      else this.done(queue, item, verdict.kind === 'parked');
      return;
    }
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
  private defer(queue: Queue, item: Waiting, nodeMissing: boolean): void {
    queue.lanes.defer(nodeMissing && !this.paused ? { ...item, availableAt: endOfTime } : item);
  }

  private done(queue: Queue, item: Waiting, parked: boolean): void {
    queue.lanes.finish(item);
    if (!parked) return;
    const { key } = item.message.envelope;
    const keys = this.blocks.get(queue.name) ?? new Map<string, number>();
    this.blocks.set(queue.name, keys.set(key, item.sequence));
    queue.lanes.block(key, item.sequence);
  }

  /** Null when the ledger could not be written. */
  private async finish(run: Run, repeats: number): Promise<Verdict | null> {
    await run.outcome;
    try {
      const verdict = await this.options.conclude(run, repeats);
      this.options.onVerdict(run, verdict);
      return verdict;
    } catch (thrown) {
      this.options.log('error', 'the end of a run could not be written, it will run again', {
        messageId: run.envelope.id,
        reason: String(thrown),
      });
      return null;
    }
  }
}

const waiting = (message: StoredMessage): Waiting => ({
  id: message.envelope.id,
  sequence: message.sequence,
  availableAt: message.availableAt,
  message,
});
