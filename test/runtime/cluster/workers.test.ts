import { expect } from 'chai';
import { shardOf } from '../../../ledger/shard.ts';
import { channelIn, delivery, entry, step } from '../../support/runtime/nodes.ts';
import type { FlowNode } from '../../support/runtime/protocol.ts';
import type { RunningFlows } from '../../support/runtime/running-flows.ts';
import { RunningWorkers } from '../../support/runtime/running-workers.ts';

const flow: FlowNode[] = [
  entry('orders', 'hold'),
  step('hold', 'gate', ['noted', 'post', 'hand-over']),
  step('noted', 'note'),
  delivery('post', 'posted', 'rejected'),
  step('posted', 'note'),
  step('rejected', 'note'),
  step('hand-over', 'publish'),
  channelIn('in', 'hand-over', 'read'),
  step('read', 'note'),
  entry('asked', 'answer'),
  step('answer', 'reply'),
  {
    ...{ id: 'often', type: 'crossdock-schedule', version: 1, from: 'cron', cron: '* * * * * *' },
    ...{ payload: '{}', to: ['tick'] },
  },
  step('tick', 'note'),
];

const numbers = (notes: readonly { name: string; data: unknown }[], name: string): number[] =>
  notes.filter((note) => note.name === name).map(({ data }) => (data as { n: number }).n);

describe('workers on one ledger', function () {
  this.timeout(240_000);
  let workers: RunningWorkers;
  let first: RunningFlows;
  let second: RunningFlows;
  beforeEach(async () => {
    workers = await RunningWorkers.start(2, flow, { readers: { 'hand-over': ['core'] } });
    first = workers.worker(1);
    second = workers.worker(2);
  });
  afterEach(() => workers.stop());

  const open = (gate: string) => Promise.all(workers.all.map((worker) => worker.call('keepOpen', gate)));

  /** Keys such that each worker runs some. */
  const keys = Array.from({ length: 12 }, (_, n) => `K${n}`);

  /** Takes in `rounds` messages of each key, by turns on either worker, each key's in order. */
  const takeIn = async (
    rounds: number,
    from = 0,
    at: readonly RunningFlows[] = workers.all,
  ): Promise<void> => {
    for (let n = from; n < from + rounds; n += 1) {
      await Promise.all(
        keys.map((key, index) =>
          at[(n + index) % at.length]?.accept('orders', { n }, { key, idempotencyKey: `${key} ${n}` }),
        ),
      );
    }
  };

  const untilNoted = (at: RunningFlows, rounds: number) =>
    workers.until(`${rounds} rounds have gone through`, async () => {
      for (const key of keys) {
        const notes = await at.notes(key);
        for (const name of ['noted', 'posted', 'read']) {
          if (numbers(notes, name).length < rounds) return false;
        }
      }
      return true;
    });

  const expectInOrder = async (at: RunningFlows, rounds: number): Promise<void> => {
    const expected = Array.from({ length: rounds }, (_, n) => n);
    for (const key of keys) {
      const notes = await at.notes(key);
      for (const name of ['noted', 'posted', 'read']) {
        expect(numbers(notes, name), `${name} of ${key}`).to.deep.equal(expected);
      }
    }
  };

  it('share out the keys, and run each in order wherever it was taken in', async () => {
    await takeIn(1);
    const live = async () =>
      (await Promise.all(workers.all.map((one) => one.counts()))).map((c) => c.liveRuns);
    const shared = await workers.until('all are in the flow', async () => {
      const runs = await live();
      return runs.reduce((sum, each) => sum + each, 0) === keys.length ? runs : null;
    });
    expect(Math.min(...shared)).to.be.greaterThan(0);
    await open('hold');
    await takeIn(9, 1);
    await untilNoted(first, 10);
    await expectInOrder(first, 10);
    expect((await first.counts()).ledger.messages.accepted).to.equal(0);
    await workers.until('both know that nothing waits', async () => {
      const counts = await Promise.all(workers.all.map((worker) => worker.counts()));
      return counts.every(({ queued }) => queued === 0);
    });
  });

  it('go on in order when one of them is killed', async () => {
    await takeIn(2);
    await first.atGate('hold');
    const caught = await second.atGate('hold');
    await second.kill();
    await first.call('keepOpen', 'hold');
    await takeIn(3, 2, [first]);
    await untilNoted(first, 5);
    await expectInOrder(first, 5);
    const calls = workers.all.flatMap((worker) => worker.calls());
    expect(new Set(calls.map(({ idempotencyKey }) => idempotencyKey)).size).to.equal(5 * keys.length);
    expect(await first.openExceptions()).to.deep.equal([]);
    const message = await first.message(caught);
    expect(message).to.include({ state: 'done', attempts: 1 });
    expect(message?.lastError?.code).to.equal('CD_RUN_CRASHED');
  });

  it('take over from one that is frozen, which can commit nothing when it is thawed', async () => {
    await takeIn(1);
    await second.atGate('hold');
    // Opens its gates the moment it is thawed.
    second.signal('SIGSTOP');
    void second.call('keepOpen', 'hold');
    await first.call('keepOpen', 'hold');
    await untilNoted(first, 1);
    second.signal('SIGCONT');
    await workers.untilShared(2);
    await takeIn(2, 1);
    await untilNoted(first, 3);
    await expectInOrder(first, 3);
    expect(await first.openExceptions()).to.deep.equal([]);
  });

  it('give their keys to the others at once when they stop', async () => {
    await takeIn(1);
    await second.atGate('hold');
    await first.call('keepOpen', 'hold');
    const stopped = second.call('stop');
    await second.call('keepOpen', 'hold').catch(() => {});
    await stopped;
    await takeIn(1, 1, [first]);
    await untilNoted(first, 2);
    await expectInOrder(first, 2);
  });

  it('answer a caller whose reply another worker made', async () => {
    const holder = shardOf('asked') % 2;
    const answers = await Promise.all(
      ['A', 'B', 'C', 'D', 'E', 'F'].map((key, index) =>
        workers.worker(1 + ((index + holder) % 2)).accept(
          'asked',
          { to: key },
          {
            key,
            awaitReply: { timeoutMs: 10_000 },
          },
        ),
      ),
    );
    for (const answer of answers) expect(answer).to.deep.include({ outcome: 'replied', status: 201 });
  });

  it('run a schedule once, and go on with it when its worker is killed', async () => {
    const slots = async (at: RunningFlows) =>
      (await at.ledger('messages', { limit: 1_000 }))
        .filter(({ queue }) => queue === 'entry:often')
        .map(({ idempotencyKey }) => idempotencyKey);
    await workers.until('three slots have come', async () => (await slots(first)).length >= 3);
    const before = await slots(first);
    expect(new Set(before).size).to.equal(before.length);
    await second.kill();
    const survived = before.length;
    await workers.until('three more have come', async () => (await slots(first)).length >= survived + 3);
    const after = await slots(first);
    expect(new Set(after).size).to.equal(after.length);
  });

  it('go on while one of them is deployed', async () => {
    await open('hold');
    await takeIn(3);
    const changed = flow.map((node) => (node.id === 'noted' ? { ...node, x: 7 } : node));
    const deployed = second.call('deploy', changed, 'full');
    await takeIn(3, 3, [first]);
    await deployed;
    await untilNoted(first, 6);
    await expectInOrder(first, 6);
  });
});
