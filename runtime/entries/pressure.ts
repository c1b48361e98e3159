/**
 * A queue is *full* from the moment one of its limits is reached until it is down to 80 % of all of them. While it is
 * full, every entry whose messages can end up in it takes nothing in. Runs are never held up: what they hand over to
 * a full queue is taken, so that nothing is lost and two packs cannot wait for each other.
 *
 * A queue that fills again within the calm time after it was full goes on with its *episode*, which is told once:
 * one line in the log when it begins and one when it ends, and so for the status under the nodes.
 */
import { CrossdockError } from '../../domain/errors.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import type { Clock } from '../clock.ts';
import { instant } from '../clock.ts';
import type { BackPressure } from '../face.ts';
import type { Log } from '../log.ts';
import type { QueueLimits } from '../site/site.ts';
import { isTooOld } from './oldest.ts';
import { everyQueue, QueueLoads } from './queue-loads.ts';

export interface PressureOptions {
  readonly ledger: Pick<Ledger, 'load' | 'pending' | 'blocked'>;
  readonly clock: Clock;
  readonly log: Log;
  /** Other processes take in and finish messages of the same ledger. */
  readonly isShared: () => boolean;
  readonly limitsOf: (queue: string) => QueueLimits;
  /** What people call a queue. */
  readonly nameOf: (queue: string) => string;
  /** The full set of queues that an entry's messages can end up in, its own included. */
  readonly queuesBehind: (entryId: string) => ReadonlySet<string>;
  /** Deployed entries: told what to show while they push back, null when they take in again. */
  readonly entries: () => Iterable<{
    readonly id: string;
    readonly name: string;
    pause?(why: string | null): void;
  }>;
  /** What `list` says has changed. */
  readonly onChange: () => void;
}

type Cause = BackPressure['cause'];

interface Full {
  readonly queue: string;
  readonly cause: Cause;
  readonly limit: number;
  readonly since: string;
}

interface Waiting {
  readonly entryId: string;
  readonly go: () => void;
}

const resumeShare = 0.8;
/** Oldest messages are looked at this often. */
const lookMs = 5_000;
/** What other processes do is seen this often: so long a limit is judged by what they had taken in before. */
const lookWhenSharedMs = 500;
/** The same while somebody waits for room. */
const lookWhenFullMs = 1_000;
const calmMs = 2_000;
/** Bounds of what a caller is told to wait. */
const shortestRetrySeconds = 1;
const longestRetrySeconds = 60;
/** For a queue in which nothing was finished of late. */
const unknownRetrySeconds = 15;

export class Pressure {
  readonly loads: QueueLoads;
  private readonly options: PressureOptions;
  private readonly full = new Map<string, Full>();
  /** Queue → calls off the end of its episode; null while it is full. */
  private readonly episodes = new Map<string, (() => void) | null>();
  private readonly waiting = new Set<Waiting>();
  private readonly paused = new Set<string>();
  private limits = new Map<string, QueueLimits>();
  private stopTimer = () => {};
  private looking: Promise<void> | null = null;
  private soon = false;
  private stopped = false;

  constructor(options: PressureOptions) {
    this.options = options;
    this.loads = new QueueLoads({
      now: () => options.clock.now().getTime(),
      onChange: (queue) => this.judge(queue),
    });
  }

  /** Takes the loads from the ledger and keeps looking; a look that fails is made up for by the next. */
  start(): Promise<void> {
    return this.look();
  }

  stop(): void {
    this.stopped = true;
    this.stopTimer();
    for (const calm of this.episodes.values()) calm?.();
  }

  /** Something was changed past this process's counting: looks at the ledger now. */
  look(): Promise<void> {
    this.looking ??= this.lookNow().finally(() => {
      this.looking = null;
      this.schedule();
    });
    return this.looking;
  }

  /** Another process took something in or finished it. */
  wake(): void {
    if (this.soon) return;
    this.soon = true;
    this.schedule();
  }

  /** Limits and what feeds what may be others since a deploy. */
  deployed(): void {
    this.limits = new Map();
    for (const queue of [...this.full.keys()]) this.judge(queue);
    this.show();
  }

  /** What keeps an entry from taking anything in; of null, of messages that come from no entry. */
  fullFor(entryId: string | null): BackPressure | null {
    if (this.full.size === 0) return null;
    const behind = entryId === null ? null : this.options.queuesBehind(entryId);
    for (const full of this.full.values()) {
      if (full.queue === everyQueue || behind?.has(full.queue)) return this.view(full);
    }
    return null;
  }

  /** @throws CD_RUN_BACKPRESSURE */
  requireRoom(entryId: string | null): void {
    const full = this.fullFor(entryId);
    if (!full) return;
    const { name, cause, value, limit } = full;
    throw new CrossdockError('CD_RUN_BACKPRESSURE', {
      ...{ name, cause, value, limit, queue: full.queue },
      retryAfterSeconds: this.retryAfterSeconds(full),
    });
  }

  /** Calls `go` once as soon as the entry may take something in; returns the function that calls it off. */
  whenRoom(entryId: string, go: () => void): () => void {
    const waiting = { entryId, go };
    this.waiting.add(waiting);
    this.letGo();
    return () => this.waiting.delete(waiting);
  }

  list(): BackPressure[] {
    return [...this.full.values()].map((full) => this.view(full));
  }

  /** Constant work: called for every message. */
  private judge(queue: string): void {
    const limits = this.limitsOf(queue);
    const full = this.full.get(queue);
    const { count, bytes } = this.loads.of(queue);
    const { count: most = Number.POSITIVE_INFINITY, bytes: mostBytes = Number.POSITIVE_INFINITY } = limits;
    if (!full) {
      if (count >= most) this.begin(queue, 'count', most);
      else if (bytes >= mostBytes) this.begin(queue, 'bytes', mostBytes);
      return;
    }
    const low = count <= most * resumeShare && bytes <= mostBytes * resumeShare;
    const young = full.cause !== 'age' || count === 0 || limits.ageSeconds === undefined;
    if (low && young) this.end(queue);
  }

  private begin(queue: string, cause: Cause, limit: number): void {
    const { clock, log, nameOf, onChange } = this.options;
    this.full.set(queue, { queue, cause, limit, since: instant(clock) });
    const calm = this.episodes.get(queue);
    this.episodes.set(queue, null);
    if (calm === undefined) {
      this.show();
      const stops = this.paused.size > 0 ? `; it stops ${[...this.paused].join(', ')}` : '';
      log('warn', `back-pressure: ${nameOf(queue)} is full by ${cause}${stops}`, {
        ...{ code: 'CD_RUN_BACKPRESSURE', queue, cause, limit },
      });
    } else calm?.();
    this.schedule();
    onChange();
  }

  private end(queue: string): void {
    const { clock, log, nameOf, onChange } = this.options;
    this.full.delete(queue);
    const calm = clock.after(calmMs, () => {
      this.episodes.delete(queue);
      this.show();
      log('info', `back-pressure: ${nameOf(queue)} has room again`, { queue });
    });
    this.episodes.set(queue, calm);
    this.letGo();
    onChange();
  }

  private letGo(): void {
    for (const waiting of [...this.waiting]) {
      if (this.fullFor(waiting.entryId)) continue;
      this.waiting.delete(waiting);
      waiting.go();
    }
  }

  /** Says under each entry whether it is stopped, for as long as an episode lasts. */
  private show(): void {
    const { entries, queuesBehind, nameOf } = this.options;
    const queues = [...this.episodes.keys()];
    this.paused.clear();
    for (const entry of entries()) {
      const behind = queues.length === 0 ? null : queuesBehind(entry.id);
      const queue = queues.find((one) => one === everyQueue || behind?.has(one));
      entry.pause?.(queue === undefined ? null : `waits: ${nameOf(queue)} is full`);
      if (queue !== undefined) this.paused.add(entry.name || entry.id);
    }
  }

  private view({ queue, cause, limit, since }: Full): BackPressure {
    const { count, bytes } = this.loads.of(queue);
    const value = { count, bytes, age: this.ageSeconds(queue) }[cause];
    return { queue, name: this.options.nameOf(queue), cause, value, limit, since };
  }

  private ageSeconds(queue: string): number {
    const oldestAt = this.loads.oldestAt(queue);
    return oldestAt === null
      ? 0
      : Math.max(0, Math.round((this.options.clock.now().getTime() - oldestAt) / 1000));
  }

  /** Seconds until the queue is down to where it resumes, at the present pace. */
  private retryAfterSeconds({ queue, cause, value, limit }: BackPressure): number {
    const excess = Math.max(1, value - limit * resumeShare);
    const ms =
      cause === 'age' ? excess * 1_000 : this.loads.drainMs(queue, { count: 0, bytes: 0, [cause]: excess });
    const seconds = ms === null ? unknownRetrySeconds : Math.ceil(ms / 1_000);
    return Math.min(longestRetrySeconds, Math.max(shortestRetrySeconds, seconds));
  }

  private limitsOf(queue: string): QueueLimits {
    const known = this.limits.get(queue) ?? this.options.limitsOf(queue);
    this.limits.set(queue, known);
    return known;
  }

  private schedule(): void {
    this.stopTimer();
    if (this.stopped) return;
    const alone = this.soon || this.full.size > 0 ? lookWhenFullMs : lookMs;
    const ms = this.options.isShared() ? lookWhenSharedMs : alone;
    this.stopTimer = this.options.clock.after(ms, () => void this.look());
  }

  private async lookNow(): Promise<void> {
    const { ledger, log, isShared } = this.options;
    this.soon = false;
    try {
      const correct = this.loads.correction(isShared());
      correct(await ledger.load());
      for (const queue of [...this.limits.keys()]) await this.judgeAge(queue);
    } catch (thrown) {
      log('debug', 'the ledger did not say what waits', { reason: String(thrown) });
    }
  }

  private async judgeAge(queue: string): Promise<void> {
    const { ageSeconds } = this.limitsOf(queue);
    if (ageSeconds === undefined || queue === everyQueue) return;
    const full = this.full.get(queue);
    if (full && full.cause !== 'age') return;
    const seconds = full ? ageSeconds * resumeShare : ageSeconds;
    const { clock, ledger } = this.options;
    const old = this.ageSeconds(queue) >= seconds && (await isTooOld(queue, seconds, { clock, ledger }));
    if (old && !full) this.begin(queue, 'age', ageSeconds);
    if (!old && full) this.end(queue);
  }
}
