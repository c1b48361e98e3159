import type { Ledger } from '../../ledger/ledger.ts';
import { type Clock, instant } from '../clock.ts';

/** So many at a time: one commit each keeps a bad one from holding up the rest. */
const atOnce = 100;

/** Accepts the messages of all timers that are due and ours; returns the queues they went to. */
export async function fireTimers(
  ledger: Pick<Ledger, 'dueTimers' | 'commit'>,
  clock: Clock,
): Promise<string[]> {
  const queues: string[] = [];
  for (;;) {
    const due = await ledger.dueTimers({ now: instant(clock), limit: atOnce });
    const results = await Promise.all(due.map(({ id }) => ledger.commit([{ op: 'fireTimer', id }])));
    const fired = due.filter((_, index) => results[index]?.committed);
    queues.push(...fired.map(({ message }) => message.queue));
    // One that cannot be fired is another worker's by now.
    if (due.length < atOnce || fired.length === 0) return queues;
  }
}
