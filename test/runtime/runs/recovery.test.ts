import { expect } from 'chai';
import { channelIn, delivery, entry, step } from '../../support/runtime/nodes.ts';
import type { FlowNode } from '../../support/runtime/protocol.ts';
import { RunningFlows } from '../../support/runtime/running-flows.ts';

const flow: FlowNode[] = [
  entry('orders', 'before'),
  step('before', 'note', 'hold'),
  step('hold', 'gate', ['post', 'publish']),
  delivery('post', 'posted', 'rejected'),
  step('posted', 'note'),
  step('rejected', 'note'),
  step('publish', 'publish'),
  channelIn('in', 'publish', 'read'),
  step('read', 'note'),

  { id: 'stock', type: 'function', func: '', outputs: 1, to: ['adhoc'] },
  step('adhoc', 'gate', 'adhocDone'),
  step('adhocDone', 'note'),
];

const readers = { publish: ['core'] };
/** A message that several kills in a row catch alone is not to be taken for what kills. */
const site = { retry: { attempts: 20, firstDelayMs: 1_000, factor: 1, maxDelayMs: 1_000 } };

describe('recovery', () => {
  let flows: RunningFlows;
  beforeEach(async () => {
    flows = await RunningFlows.start(flow, { readers, site });
  });
  afterEach(() => flows.stop());

  /** What a kill has cut short counts an attempt, and is tried again after its delay. */
  const backoff = () => flows.call('advance', 5_000);

  const names = async (key: string) => (await flows.notes(key)).map(({ name }) => name).sort();

  it('runs a message again that a kill caught in the flow, and commits its effects once', async () => {
    const { id } = await flows.accept('orders', { n: 1 }, { key: 'A' });
    await flows.atGate('hold');
    await flows.kill();
    expect(flows.calls()).to.deep.equal([]);

    await flows.restart();
    await backoff();
    await flows.atGate('hold');
    await flows.call('keepOpen', 'hold');
    await flows.untilState(id, 'done');
    await flows.untilNotes('A', 3);
    expect(await names('A')).to.deep.equal(['before', 'posted', 'read']);
    expect(flows.calls()).to.have.length(1);
  });

  it('repeats a delivery that a kill cut short with the same idempotency key', async () => {
    await flows.call('keepOpen', 'hold');
    await flows.accept('orders', { outcome: 'gate' }, { key: 'B' });
    await flows.atGate('deliver');
    await flows.kill();

    await flows.restart();
    await flows.call('keepOpen', 'deliver');
    await backoff();
    await flows.untilNotes('B', 3);
    const calls = flows.calls();
    expect(calls).to.have.length(2);
    expect(new Set(calls.map(({ idempotencyKey }) => idempotencyKey)).size).to.equal(1);
    expect(await names('B')).to.deep.equal(['before', 'posted', 'read']);
  });

  it('hands a message without an entry to the same node again after a kill', async () => {
    await flows.call('send', 'stock', { payload: { n: 7 }, topic: 'kept', blob: Buffer.from('bytes') });
    const id = await flows.atGate('adhoc');
    await flows.kill();

    await flows.restart();
    await backoff();
    expect(await flows.atGate('adhoc')).to.equal(id);
    await flows.call('openGate', 'adhoc');
    await flows.untilState(id, 'done');
    expect(await flows.notes(id)).to.deep.equal([{ name: 'adhocDone', data: { n: 7 } }]);
  });

  it('keeps every message and doubles nothing over repeated kills', async function () {
    this.timeout(240_000);
    await flows.call('keepOpen', 'hold');
    const keys = Array.from({ length: 40 }, (_, index) => `K${index % 10}`);
    for (const round of [0, 1, 2, 3]) {
      const mine = keys.slice(round * 10, round * 10 + 10);
      await Promise.all(
        mine.map((key, index) =>
          flows.accept('orders', { n: round * 10 + index }, { key, idempotencyKey: `${round} ${index}` }),
        ),
      );
      await flows.kill();
      await flows.restart();
      await flows.call('keepOpen', 'hold');
      await backoff();
    }
    await Promise.all([...new Set(keys)].map((key) => flows.untilNotes(key, 12)));
    for (const [index, key] of keys.slice(0, 10).entries()) {
      const notes = await flows.notes(key);
      for (const name of ['before', 'posted', 'read']) {
        const numbers = notes
          .filter((note) => note.name === name)
          .map(({ data }) => (data as { n: number }).n);
        expect(numbers, `${name} of ${key}`).to.deep.equal([index, index + 10, index + 20, index + 30]);
      }
    }
    const { ledger } = await flows.counts();
    expect(ledger.messages.accepted).to.equal(0);
  });

  it('runs messages again that a full deploy caught in the flow', async () => {
    const { id } = await flows.accept('orders', { n: 1 }, { key: 'C' });
    await flows.atGate('hold');
    await flows.call('deploy', [...flow, step('new', 'pass')], 'full');
    await flows.atGate('hold');
    await flows.call('keepOpen', 'hold');
    await flows.untilState(id, 'done');
    await flows.untilNotes('C', 3);
    expect(await names('C')).to.deep.equal(['before', 'posted', 'read']);
    expect(flows.calls()).to.have.length(1);
  });

  it('lets a run go on over a deploy that stops other nodes', async () => {
    const { id } = await flows.accept('orders', { n: 1 }, { key: 'D' });
    await flows.atGate('hold');
    const changed = flow.map((node) => (node.id === 'posted' ? { ...node, label: 'renamed' } : node));
    await flows.call('deploy', changed, 'nodes');
    await flows.call('openGate', 'hold');
    await flows.untilState(id, 'done');
    await flows.untilNotes('D', 3);
    expect(await names('D')).to.deep.equal(['before', 'read', 'renamed']);
    expect(flows.calls()).to.have.length(1);
  });

  it('stops what an old attempt still sends after a deploy that stopped its node', async () => {
    const { id } = await flows.accept('orders', { n: 1 }, { key: 'D2' });
    await flows.atGate('hold');
    const changed = flow.map((node) => (node.id === 'hold' ? { ...node, name: 'renamed' } : node));
    await flows.call('deploy', changed, 'nodes');
    await flows.atGate('hold');
    await flows.call('keepOpen', 'hold');
    await flows.untilState(id, 'done');
    await flows.untilNotes('D2', 3);
    expect(await names('D2')).to.deep.equal(['before', 'posted', 'read']);
    expect(flows.calls()).to.have.length(1);
  });

  it('finishes live runs before it stops, and takes nothing in meanwhile', async () => {
    const { id } = await flows.accept('orders', { n: 1 }, { key: 'E' });
    await flows.atGate('hold');
    const drained = flows.call('drain', 5_000);
    const refused = await flows.accept('orders', {}, { key: 'F' }).catch((error: { code: string }) => error);
    expect(refused).to.include({ code: 'CD_RUN_STOPPING' });
    await flows.call('openGate', 'hold');
    await drained;
    expect((await flows.message(id))?.state).to.equal('done');
  });

  it('waits before a deploy only while runs keep ending', async () => {
    const slow = await flows.accept('orders', { n: 1 }, { key: 'slow' });
    await flows.atGate('hold');
    const quiet = flows.call('quiesce', 60_000);
    await flows.call('advance', 1_000);
    await quiet;
    await flows.call('deploy', [...flow, step('new', 'pass')], 'full');
    await flows.call('keepOpen', 'hold');
    await flows.untilState(slow.id, 'done');
    expect((await flows.message(slow.id))?.attempts).to.equal(0);
  });

  it('leaves a run that misses the drain deadline to the next start', async () => {
    const { id } = await flows.accept('orders', { n: 1 }, { key: 'G' });
    await flows.atGate('hold');
    const drained = flows.call('drain', 5_000);
    await flows.call('advance', 5_000);
    await drained;
    expect((await flows.message(id))?.state).to.equal('accepted');
    await flows.kill();

    await flows.restart();
    await flows.call('keepOpen', 'hold');
    await flows.untilState(id, 'done');
  });

  it('lets messages of a missing node wait and runs them when it is back', async () => {
    const without = flow.filter(({ id }) => id !== 'in');
    await flows.call('deploy', without, 'full');
    await flows.call('keepOpen', 'hold');
    const { id } = await flows.accept('orders', { n: 1 }, { key: 'H' });
    await flows.untilState(id, 'done');
    await flows.untilNotes('H', 2);
    await flows.until('it alone waits', async () => (await flows.counts()).queued === 1);
    await flows.call('deploy', flow, 'full');
    await flows.untilNotes('H', 3);
    await flows.until('nothing waits', async () => (await flows.counts()).queued === 0);
  });
});
