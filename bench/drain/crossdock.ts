import type { Ledger } from '../../ledger/ledger.ts';
import { openPostgresLedger } from '../../ledger/postgres/open.ts';
import { shards } from '../../ledger/shard.ts';
import { certain, orderMessage } from '../support/order-messages.ts';
import type { Queue } from './queue.ts';

const queue = 'channel:orders/core';
const perCommit = 1_000;
const page = 512;
/** Two pages on their way while the next is read: as much as the runtime knows of at a time. */
const inFlight = 1_024;
/** A machine that gives its processors to others for a while must not cost a worker its shards. */
const ttlMs = 10_000;

export const crossdock: Queue = {
  name: 'Crossdock',
  async fill(url, messages, keys) {
    const ledger = await openPostgresLedger({ url, worker: 'filler', clock: () => new Date(), ttlMs });
    for (let first = 0; first < messages; first += perCommit) {
      const size = Math.min(perCommit, messages - first);
      const numbers = Array.from({ length: size }, (_, index) => first + index);
      await ledger.accept(
        numbers.map((number) => {
          const message = orderMessage(`PO-${number % keys}`, `order-${number}`, number, queue);
          return message;
        }),
      );
    }
    await ledger.close();
  },
  async open(url, worker, workers) {
    const ledger = await openPostgresLedger({ url, worker: `w${worker}`, clock: () => new Date(), ttlMs });
    await holdsShare(ledger, Math.floor(shards / workers), Math.ceil(shards / workers));
    return (finished) => drain(ledger, finished);
  },
};

function holdsShare({ cluster }: Ledger, least: number, most: number): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      const held = Array.from({ length: shards }, (_, shard) => shard).filter((shard) =>
        cluster.holds(shard),
      );
      if (held.length < least || held.length > most) return;
      stop();
      resolve();
    };
    const stop = cluster.onChange(look);
    setImmediate(look);
  });
}

/** Reads forward, page by page; a message is begun when the one before it of its key is done, and looks at its document. */
async function drain(ledger: Ledger, finished: (count: number) => void): Promise<void> {
  const last = new Map<string, Promise<void>>();
  let under = 0;
  let room = (): void => {};
  let afterSequence = 0;
  for (;;) {
    const found = await ledger.pending({ queue, afterSequence, limit: page, now: new Date().toISOString() });
    if (found.length === 0) return;
    afterSequence = found.at(-1)?.sequence ?? afterSequence;
    // Taken out of the page: what is done is held by nobody.
    for (const message of found.splice(0)) {
      const { envelope } = message;
      const done = async (): Promise<void> => {
        if (message.body === null) throw new Error(`${envelope.id} has no document`);
        await certain(ledger, [{ op: 'done', messageId: envelope.id }]);
        finished(1);
        under -= 1;
        if (under <= inFlight - page) room();
      };
      under += 1;
      last.set(envelope.key, (last.get(envelope.key) ?? Promise.resolve()).then(done));
    }
    // Not a race over all of them: that would cost more than the work.
    if (under > inFlight - page) {
      await new Promise<void>((resolve) => {
        room = resolve;
      });
    }
  }
}
