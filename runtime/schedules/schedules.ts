import cron from 'node-cron';
import { CrossdockError } from '../../domain/errors.ts';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import { label, type NodeName } from '../runs/run.ts';

/** Calls `task` with each slot of a cron pattern; returns the function that stops it. */
export type Cron = (pattern: string, timeZone: string, task: (slot: Date) => Promise<void>) => () => void;

export interface ScheduleOptions {
  readonly node: NodeName;
  readonly log: Log;
  readonly clock: Clock;
  readonly cron: Cron;
  readonly closed: () => boolean;
}

/**
 * Runs a node's task at every slot. A slot whose predecessor is still at work is left out and logged, and so is
 * an error of the task: the next slot comes anyway.
 * @throws CD_SCHEDULE_PATTERN
 */
export function schedule(
  pattern: string,
  timeZone: string,
  task: (slot: Date) => Promise<void>,
  { node, log, clock, cron, closed }: ScheduleOptions,
): () => void {
  let busySince: Date | null = null;
  try {
    return cron(pattern, timeZone, async (slot) => {
      if (closed()) return;
      if (busySince) {
        log('warn', `${label(node)}: slot left out, the one before is still at work`, { slot, busySince });
        return;
      }
      busySince = clock.now();
      try {
        await task(slot);
      } catch (thrown) {
        const reason = thrown instanceof Error ? thrown.message : String(thrown);
        log('error', `${label(node)}: ${reason}`, { nodeId: node.id, slot });
      } finally {
        busySince = null;
      }
    });
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    throw new CrossdockError(
      'CD_SCHEDULE_PATTERN',
      { node: label(node), pattern, reason },
      { cause: thrown },
    );
  }
}

/** The slot is the instant the pattern names, not the one at which the timer fired: ids made of it are stable. */
export const nodeCron: Cron = (pattern, timeZone, task) => {
  const job = cron.schedule(pattern, (context) => task(wholeSecond(context.date)), {
    timezone: timeZone,
    suppressMissedWarning: true,
  });
  return () => void job.destroy();
};

const wholeSecond = (date: Date): Date => new Date(Math.floor(date.getTime() / 1000) * 1000);
