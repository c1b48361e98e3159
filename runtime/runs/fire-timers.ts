import type { Ledger } from '../../ledger/ledger.ts';
import { type Clock, instant } from '../clock.ts';

/** So many at a time: one commit each keeps a bad one from holding up the rest. */
const atOnce = 100;

/** Accepts the messages of all timers that are due; returns the queues they went to. */
export async function fireTimers(ledger: Ledger, clock: Clock): Promise<string[]> {
  const queues: string[] = [];
  for (;;) {
    const due = await ledger.dueTimers({ now: instant(clock), limit: atOnce });
    await Promise.all(due.map(({ id }) => ledger.commit([{ op: 'fireTimer', id }])));
    queues.push(...due.map(({ message }) => message.queue));
    if (due.length < atOnce) return queues;
  }
}
