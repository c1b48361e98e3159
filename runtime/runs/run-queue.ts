import type { Ledger, StoredMessage } from '../../ledger/ledger.ts';
import { type Clock, endOfTime, instant } from '../clock.ts';
import { type Item, Lanes } from '../lanes/lanes.ts';
import type { Log } from '../log.ts';
import type { QueueSettings } from '../site/site.ts';
import type { Taker } from './turns.ts';

/** A message that waits for its run, or is in it. */
export interface Waiting extends Item {
  readonly message: StoredMessage;
}

export interface RunQueueOptions {
  readonly ledger: Pick<Ledger, 'pending'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly settings: Pick<QueueSettings, 'concurrency' | 'priority'>;
  /** Something was read. */
  readonly onFilled: () => void;
}

/** Runs of one queue at the same time unless the site says otherwise. */
const usualConcurrency = 64;

/** The ledger could not be read: it is tried again after this time. */
const afterLedgerFailureMs = 1_000;

/** One queue of the ledger, as far as it was read. */
export class RunQueue implements Taker {
  readonly name: string;
  readonly lanes: Lanes<Waiting>;
  concurrency = usualConcurrency;
  priority = 0;
  lastTurn = 0;
  running = 0;
  private readonly options: RunQueueOptions;
  private stopped = true;
  private filling = false;
  private again = false;
  /** Set for the time at which something that was put off is due. */
  private alarm: { readonly at: string; readonly cancel: () => void } | null = null;

  constructor(name: string, options: RunQueueOptions) {
    const { ledger, settings } = options;
    this.name = name;
    this.options = options;
    this.configure(settings);
    const read = async (query: Omit<Parameters<Ledger['pending']>[0], 'queue' | 'now'>) =>
      (await ledger.pending({ queue: name, now: endOfTime, ...query })).map(waiting);
    this.lanes = new Lanes<Waiting>({
      read: (afterSequence, limit, exceptKeys) => read({ afterSequence, limit, exceptKeys }),
      readLane: (key, afterSequence, limit) => read({ afterSequence, limit, key }),
      laneOf: ({ message }) => message.envelope.key,
    });
  }

  configure({ concurrency = usualConcurrency, priority = 0 }: RunQueueOptions['settings']): void {
    this.concurrency = concurrency;
    this.priority = priority;
  }

  /** Reads nothing until `start`. */
  stop(): void {
    this.stopped = true;
    this.alarm?.cancel();
    this.alarm = null;
  }

  start(): void {
    this.stopped = false;
    this.pump();
  }

  /** Reads what there is room for and tells that it has. */
  pump(): void {
    this.again = true;
    if (this.filling || this.stopped) return;
    this.filling = true;
    void this.fill();
  }

  private async fill(): Promise<void> {
    const { clock, log, onFilled } = this.options;
    while (this.again && !this.stopped) {
      this.again = false;
      try {
        await this.lanes.fill(instant(clock));
      } catch (thrown) {
        log('warn', `queue ${this.name} could not be read`, { reason: String(thrown) });
        clock.after(afterLedgerFailureMs, () => this.pump());
        break;
      }
      this.setAlarm();
      onFilled();
      if (!this.lanes.wants) continue;
      this.again = true;
      await new Promise(setImmediate);
    }
    // In the same turn as the look at `again`: a pump that comes later finds nobody filling.
    this.filling = false;
  }

  /** True when it may have something to run, and may run it. */
  get wantsPlace(): boolean {
    return this.lanes.hasNext && this.running < this.concurrency;
  }

  /** The next message to run, marked as in work. */
  next(now: string, admits?: (item: Waiting) => boolean): Waiting | null {
    const item = this.lanes.next(now, admits);
    if (!item) this.setAlarm();
    return item;
  }

  /** Wakes the queue when the first of what was put off is due. */
  private setAlarm(): void {
    const { clock } = this.options;
    const at = this.lanes.nextDueAt;
    if (at === (this.alarm?.at ?? null)) return;
    this.alarm?.cancel();
    this.alarm = null;
    if (at === null || at >= endOfTime || this.stopped) return;
    const cancel = clock.after(Date.parse(at) - clock.now().getTime() || 1, () => {
      this.alarm = null;
      this.pump();
    });
    this.alarm = { at, cancel };
  }
}

export const waiting = (message: StoredMessage): Waiting => ({
  id: message.envelope.id,
  sequence: message.sequence,
  // What nobody put off is due, whatever the clock said when it came.
  availableAt: message.availableAt === message.acceptedAt ? '' : message.availableAt,
  message,
});
