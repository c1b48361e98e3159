import { expect } from 'chai';
import type { Envelope, StoredMessage } from '../../../ledger/ledger.ts';
import { RunQueue } from '../../../runtime/runs/run-queue.ts';
import { ManualClock } from '../../support/manual-clock.ts';

const at = '2026-03-02T08:00:00.000Z';

const message = (sequence: number): StoredMessage => ({
  ...{ queue: 'entry:a', idempotencyKey: `${sequence}`, digest: '', body: {}, sequence, state: 'accepted' },
  ...{ attempts: 0, availableAt: at, acceptedAt: at },
  envelope: { id: `m${sequence}`, key: `k${sequence}` } as Envelope,
});

const turnOfTheLoop = () => new Promise((resolve) => setImmediate(resolve));

describe('RunQueue', () => {
  it('reads what came at any instant of a look that was just ending', async () => {
    for (let microtasks = 0; microtasks < 24; microtasks += 1) {
      const stored: StoredMessage[] = [];
      const queue = new RunQueue('entry:a', {
        ledger: {
          pending: async ({ afterSequence }) => stored.filter((one) => one.sequence > afterSequence),
        },
        clock: new ManualClock(at),
        log: () => {},
        settings: {},
        onFilled: () => {},
      });
      queue.start();
      for (let passed = 0; passed < microtasks; passed += 1) await null;
      stored.push(message(1));
      queue.lanes.wake();
      queue.pump();
      for (let turns = 0; turns < 4; turns += 1) await turnOfTheLoop();
      expect(queue.next(at)?.id, `${microtasks} microtasks after the start`).to.equal('m1');
    }
  });
});
