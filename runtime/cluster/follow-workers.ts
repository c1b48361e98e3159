import type { Ledger } from '../../ledger/ledger.ts';
import type { Alarm } from '../alarm.ts';
import type { Clock } from '../clock.ts';
import type { DeliveryExecutor } from '../deliveries/delivery-executor.ts';
import type { Pressure } from '../entries/pressure.ts';
import type { Replies } from '../entries/replies.ts';
import type { Log } from '../log.ts';
import type { Scheduler } from '../runs/scheduler.ts';

export interface FollowOptions {
  readonly ledger: Pick<Ledger, 'onWake' | 'cluster'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly scheduler: Pick<Scheduler, 'wake' | 'lose' | 'hold' | 'reloadBlocks' | 'lookBack'>;
  readonly deliveries: Pick<
    DeliveryExecutor,
    'wake' | 'hold' | 'reloadBlocks' | 'shardsChanged' | 'lookBack'
  >;
  readonly replies: Pick<Replies, 'look' | 'lookAll'>;
  readonly alarm: Pick<Alarm, 'refresh'>;
  readonly pressure: Pick<Pressure, 'wake'>;
  /** Looks after what a worker left unfinished whose shards came here. */
  readonly lookAfterInterrupted: () => Promise<unknown>;
  /** Something happened elsewhere. */
  readonly changed: () => void;
  /** Others write to the same ledger. */
  readonly shared: boolean;
}

/** Messages that workers take in at the same time may come into sight in another order than their sequence. */
const lookBackMs = 250;

/** The ledger could not be read: it is tried again after this time. */
const insistMs = 250;

/** A wake may get lost with a connection: so often everything is looked at as if it had been named. */
const lookAtAllMs = 30_000;

/**
 * Keeps a worker in step with the others: looks again at what they say they changed, takes over the shards that
 * come and lets go of those that leave. Returns the function that stops it.
 */
export function followWorkers(options: FollowOptions): () => void {
  const { ledger, clock, log, scheduler, deliveries, replies, alarm, pressure, changed } = options;
  let stopped = false;

  const reload = async (): Promise<void> => {
    try {
      await Promise.all([scheduler.reloadBlocks(), deliveries.reloadBlocks()]);
    } catch (thrown) {
      log('warn', 'what waits could not be read again', { reason: String(thrown) });
    }
  };

  const stopWakes = ledger.onWake((wake) => {
    if (stopped) return;
    scheduler.wake(wake.queues);
    if (wake.deliveries) deliveries.wake();
    if (wake.timers) alarm.refresh();
    if (wake.blocks) void reload();
    for (const id of wake.replies) void replies.look(id);
    pressure.wake();
    changed();
  });

  /** Until it succeeds: with the ledger out of reach, nothing else would make good for it. */
  const insist = async (task: () => Promise<unknown>, failure: string): Promise<void> => {
    while (!stopped) {
      try {
        await task();
        return;
      } catch (thrown) {
        log('warn', failure, { reason: String(thrown) });
        await new Promise<void>((resolve) => clock.after(insistMs, resolve));
      }
    }
  };
  /** Before it is done nothing may run: of the shards that came, only what is newer than they are would be known. */
  const takeOver = async (): Promise<void> => {
    await options.lookAfterInterrupted();
    await Promise.all([scheduler.reloadBlocks(), deliveries.shardsChanged()]);
  };
  const stopShards = ledger.cluster.onChange(({ gained, lost }) => {
    if (stopped) return;
    log('info', 'shards changed hands', {
      worker: ledger.cluster.worker,
      gained: gained.length,
      lost: lost.length,
    });
    if (lost.length > 0) scheduler.lose(lost);
    if (gained.length > 0) {
      const taken = insist(takeOver, 'shards that came could not be looked at yet');
      void scheduler.hold(taken);
      void deliveries.hold(taken);
    } else {
      void insist(() => deliveries.shardsChanged(), 'deliveries could not be read again');
    }
    alarm.refresh();
    changed();
  });

  const every = (ms: number, task: () => void): (() => void) => {
    let cancel = () => {};
    const next = (): void => {
      cancel = clock.after(ms, () => {
        task();
        next();
      });
    };
    next();
    return () => cancel();
  };
  const timers = options.shared
    ? [
        every(lookBackMs, () => {
          scheduler.lookBack();
          deliveries.lookBack();
        }),
        every(lookAtAllMs, () => {
          void reload();
          replies.lookAll();
          alarm.refresh();
        }),
      ]
    : [];

  return () => {
    stopped = true;
    for (const stop of [stopWakes, stopShards, ...timers]) stop();
  };
}
