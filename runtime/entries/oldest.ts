import type { Ledger } from '../../ledger/ledger.ts';
import { type Clock, endOfTime } from '../clock.ts';

const pageSize = 128;
/** A queue with more than this behind parked messages is held up by people, not by too much work. */
const mostPages = 8;

/**
 * True when a message that could go on was accepted that long ago. What stands behind a parked message waits for a
 * person, and must not stop the other keys.
 */
export async function isTooOld(
  queue: string,
  seconds: number,
  { clock, ledger }: { clock: Clock; ledger: Pick<Ledger, 'pending' | 'blocked'> },
): Promise<boolean> {
  const latest = new Date(clock.now().getTime() - seconds * 1_000).toISOString();
  const { messages } = await ledger.blocked(endOfTime);
  const blocked = new Map(
    messages.filter((block) => block.queue === queue).map(({ key, sequence }) => [key, sequence]),
  );
  let afterSequence = 0;
  for (let page = 0; page < mostPages; page += 1) {
    const found = await ledger.pending({ queue, afterSequence, limit: pageSize, now: endOfTime });
    for (const { acceptedAt, envelope, sequence } of found) {
      if (acceptedAt > latest) return false;
      if (sequence <= (blocked.get(envelope.key) ?? Number.POSITIVE_INFINITY)) return true;
    }
    const last = found.at(-1);
    if (!last || found.length < pageSize) return false;
    afterSequence = last.sequence;
  }
  return false;
}
