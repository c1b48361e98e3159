import { type AlertWrite, alertWrites } from './alert-writes.ts';
import { wakeUps } from './deadlines.ts';
import type { ProcessTerms } from './terms.ts';
import type { Applied, OrderProcess } from './types.ts';
import { journalWrites, processWrite, type Write } from './write.ts';

export type { Write } from './write.ts';

/** What a change of an order stages: what every process does, and what is told of silence. */
export type OrderWrite = Write | AlertWrite;

export interface WriteOptions {
  readonly tenant: string;
  /** Version the change is based on; 0 creates. */
  readonly version: number;
  readonly terms: ProcessTerms;
  /** Channel on which the order is woken when something is overdue; empty for none. */
  readonly deadlineChannel: string;
}

/**
 * The effects of a recorded document: the new state with its journal lines, and timers for what is now due or
 * no longer is. An unchanged process is not written; its journal line still is, so that a repeated document
 * leaves a trace.
 */
export function writesOf(
  { process, journal, identifiers, summary }: Applied,
  before: OrderProcess | null,
  { tenant, version, terms, deadlineChannel }: WriteOptions,
): readonly OrderWrite[] {
  const { key } = process;
  const changed = process !== before;
  const lines = journal.map(({ kind, ...line }) => ({ entry: kind, ...line }));
  return [
    ...(changed ? [processWrite(process, { tenant, version, summary, identifiers })] : []),
    ...journalWrites(tenant, key, lines),
    ...(changed ? timers(process, before, { tenant, terms, deadlineChannel }) : []),
    ...(changed ? alertWrites(process, before, { tenant, terms }) : []),
  ];
}

function timers(
  process: OrderProcess,
  before: OrderProcess | null,
  { tenant, terms, deadlineChannel: channel }: Omit<WriteOptions, 'version'>,
): readonly Write[] {
  if (channel === '') return [];
  const { key } = process;
  // Orders of two tenants may have the same key.
  const timerOf = (id: string): string => `${tenant}/${id}`;
  const due = wakeUps(process, terms);
  const was = before ? wakeUps(before, terms) : [];
  return [
    ...due
      .filter(({ id, at }) => !was.some((known) => known.id === id && known.at === at))
      .map(
        ({ id, at, because }): Write => ({
          kind: 'timer',
          id: timerOf(id),
          dueAt: at,
          channel,
          type: 'deadline',
          key,
          payload: { key, because, dueAt: at },
        }),
      ),
    ...was
      .filter(({ id }) => !due.some((each) => each.id === id))
      .map(({ id }): Write => ({ kind: 'cancel-timer', id: timerOf(id), channel })),
  ];
}
