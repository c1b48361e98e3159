import type { Ledger, RetentionPolicy } from '../../ledger/ledger.ts';
import { shardOf } from '../../ledger/shard.ts';
import { type Clock, instant } from '../clock.ts';
import type { Log } from '../log.ts';

export interface RetentionOptions {
  readonly ledger: Pick<Ledger, 'retain' | 'commit' | 'cluster'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly policy: RetentionPolicy;
  /** Runs are live, so that the disk is better left to them. */
  readonly busy: () => boolean;
  /** Any steady clock. */
  readonly elapsedMs: () => number;
}

/** After a start there is more urgent work. */
const firstMs = 60_000;
const everyMs = 3_600_000;
/** Rows of one step: short enough that no commit behind it waits noticeably. */
const stepRows = 500;
/** A pause is so many times as long as the step before it: at most a twelfth of the time is spent on deleting. */
const pauseShare = 4;
const pauseShareWhenBusy = 12;
const shortestPauseMs = 20;
/** The worker that holds this shard does it for all. */
const shard = shardOf('retention');

type Deleted = Record<string, number>;

/** Deletes what the site's retention no longer keeps, hour by hour, a little at a time. */
export class Retention {
  private readonly options: RetentionOptions;
  private cancel = () => {};
  private stopped = false;

  constructor(options: RetentionOptions) {
    this.options = options;
  }

  start(): void {
    this.after(firstMs, () => this.begin());
  }

  stop(): void {
    this.stopped = true;
    this.cancel();
  }

  private after(ms: number, task: () => Promise<void>): void {
    if (!this.stopped) this.cancel = this.options.clock.after(ms, () => void task());
  }

  private async begin(): Promise<void> {
    if (this.options.ledger.cluster.holds(shard)) await this.step({});
    else this.after(everyMs, () => this.begin());
  }

  private async step(deleted: Deleted): Promise<void> {
    const { ledger, clock, log, policy, busy, elapsedMs } = this.options;
    const began = elapsedMs();
    let more = false;
    try {
      const report = await ledger.retain(policy, instant(clock), stepRows);
      for (const [what, count] of Object.entries(report.deleted))
        deleted[what] = (deleted[what] ?? 0) + count;
      more = report.more && ledger.cluster.holds(shard);
      if (!more) await this.tell(deleted);
    } catch (thrown) {
      more = false;
      log('warn', 'what is past its retention could not be deleted, it is tried again in an hour', {
        reason: String(thrown),
        deleted,
      });
    }
    const share = busy() ? pauseShareWhenBusy : pauseShare;
    const pauseMs = Math.max(shortestPauseMs, (elapsedMs() - began) * share);
    if (more) this.after(pauseMs, () => this.step(deleted));
    else this.after(everyMs, () => this.begin());
  }

  private async tell(deleted: Deleted): Promise<void> {
    const { ledger, clock, log, policy } = this.options;
    const rows = Object.values(deleted).reduce((sum, count) => sum + count, 0);
    if (rows === 0) return;
    const data = { deleted: { ...deleted }, policy: { ...policy } };
    const entry = {
      at: instant(clock),
      by: 'retention',
      action: 'retention.ran',
      subject: 'retention',
      data,
    };
    await ledger.commit([{ op: 'audit', entry }]);
    log('info', `${rows} rows past their retention deleted`, data);
  }
}
