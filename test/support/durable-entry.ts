import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Json, StoredMessage } from '../../ledger/ledger.ts';
import { openSqliteLedger } from '../../ledger/sqlite/open.ts';
import { type Clock, systemClock } from '../../runtime/clock.ts';
import { accept } from '../../runtime/entries/accept.ts';
import { messageBytes } from '../../runtime/entries/message-bytes.ts';
import type { Pressure } from '../../runtime/entries/pressure.ts';
import { Replies } from '../../runtime/entries/replies.ts';
import { systemIds } from '../../runtime/ids.ts';
import type { QueueLimits } from '../../runtime/site/site.ts';
import type { Surroundings } from './memory-host.ts';
import { pressure as testPressure } from './pressure.ts';

/** An entry's way into a real ledger, for one node under test. */
export interface DurableEntry {
  /** For `deploy`; `mayAccept` false fails every accept from then on, as a killed process does. */
  surroundings(
    outputs: readonly string[],
    mayAccept?: () => boolean,
  ): Required<Pick<Surroundings, 'accept' | 'state' | 'requireRoom' | 'room'>>;
  /** What the ledger holds and no run has finished, oldest first. */
  messages(): Promise<StoredMessage[]>;
  /** As the end of a run does: makes room. */
  finish(id: string): Promise<void>;
  readonly pressure: Pressure;
  /** The next message that is accepted, while its caller may still wait for the reply. */
  next(): Promise<StoredMessage>;
  /** Answers the caller who waits for a message. */
  reply(id: string, status: number, body: Json): Promise<void>;
  close(): Promise<void>;
}

const queue = 'entry:node-under-test';

export async function durableEntry(
  clock: Clock = systemClock,
  limits: QueueLimits = {},
): Promise<DurableEntry> {
  const folder = mkdtempSync(join(tmpdir(), 'crossdock-entry-'));
  const ledger = await openSqliteLedger({ file: join(folder, 'ledger.sqlite'), clock: () => clock.now() });
  const replies = new Replies({ ledger, clock });
  const site = {
    id: 'test',
    tenants: [{ id: 'northwind', name: 'Northwind', timeZone: 'Europe/Berlin' }],
  };
  // Its clock stands still: it never asks the ledger, whose messages are all counted here.
  const pressure = testPressure({
    limitsOf: (name) => (name === queue ? limits : {}),
    queuesBehind: () => new Set([queue]),
  });
  const options = { ledger, site, clock, ids: systemIds, pressure, replies };
  let waiting: ((message: StoredMessage) => void)[] = [];
  const messages = (): Promise<StoredMessage[]> =>
    ledger.pending({ afterSequence: 0, limit: 1000, now: '9999-12-31T23:59:59.999Z' });
  const announce = async (): Promise<void> => {
    const newest = (await messages()).at(-1);
    const told = waiting;
    waiting = [];
    if (newest) for (const resolve of told) resolve(newest);
  };
  return {
    surroundings: (outputs, mayAccept = () => true) => ({
      accept: async (arrival) => {
        if (!mayAccept()) throw new Error('the process was killed');
        const node = {
          id: 'node-under-test',
          type: 'entry',
          name: '',
          flowId: 'flow',
          role: 'entry',
          outputs,
        } as const;
        return accept(
          arrival,
          { ...node, config: {}, emit: () => undefined, status: () => undefined },
          { ...options, closed: () => false, ownerOf: () => undefined, onAccepted: () => void announce() },
        );
      },
      state: (name) => ledger.state(name),
      requireRoom: () => pressure.requireRoom('node-under-test'),
      room: () => new Promise((resolve) => void pressure.whenRoom('node-under-test', resolve)),
    }),
    messages,
    pressure,
    async finish(id) {
      const message = await ledger.message(id);
      await ledger.commit([{ op: 'done', messageId: id }]);
      if (message) pressure.loads.finished(queue, messageBytes(message));
    },
    next: () => new Promise((resolve) => void waiting.push(resolve)),
    async reply(id, status, body) {
      const at = clock.now().toISOString();
      await ledger.commit([{ op: 'reply', reply: { id, status, headers: {}, body, at } }]);
      await replies.look(id);
    },
    async close() {
      await ledger.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
