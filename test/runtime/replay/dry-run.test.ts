import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import type { DryRun } from '../../../runtime/face.ts';
import { channelIn, delivery, entry, step } from '../../support/runtime/nodes.ts';
import type { FlowNode } from '../../support/runtime/protocol.ts';
import { RunningFlows } from '../../support/runtime/running-flows.ts';

const func = (id: string, code: string, to: string): FlowNode => ({
  ...{ id, type: 'function', func: code, outputs: 1, initialize: '', finalize: '', libs: [] },
  to: [to],
});

/** `noted` is what the note says; the later flow says something else and publishes as well. */
const flow = (url: string, ...more: FlowNode[]): FlowNode[] => [
  entry('order', ['shapes', 'calls']),
  func('shapes', 'msg.payload.twice = msg.payload.n * 2; return msg;', 'noted'),
  step('noted', 'note', 'post'),
  delivery('post', 'answered'),
  step('answered', 'note'),
  { id: 'calls', type: 'http request', method: 'GET', ret: 'txt', url, to: ['behind'] },
  step('behind', 'note'),

  entry('counts', 'shared'),
  step('shared', 'count'),

  entry('fails', 'rejects'),
  step('rejects', 'reject'),

  entry('hangs', 'waits'),
  step('waits', 'gate'),

  entry('late', 'later'),
  func('later', 'setTimeout(() => node.send({ payload: "late" }), 20); return null;', 'noted-late'),
  step('noted-late', 'note'),

  entry('remembers', 'context'),
  func('context', 'flow.set("seen", true); return msg;', 'noted'),

  entry('tells', 'says'),
  func('says', 'node.status({ text: msg.payload.n }); return msg;', 'noted'),
  { id: 'hears', type: 'status', scope: ['says'], to: ['heard'] },
  step('heard', 'note'),

  entry('hands', 'orders'),
  step('orders', 'publish'),
  channelIn('reader', 'orders', 'read'),
  step('read', 'note'),
  ...more,
];

describe('a dry run', () => {
  let flows: RunningFlows;
  let calls = 0;
  const outside = createServer((_, response) => {
    calls += 1;
    response.end('hello');
  });
  let url: string;

  before(async () => {
    await new Promise<void>((resolve) => outside.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(outside.address() as AddressInfo).port}/`;
    flows = await RunningFlows.start(flow(url), { readers: { orders: ['core'] } });
  });
  after(async () => {
    await flows.stop();
    outside.close();
    outside.closeAllConnections();
  });

  const whats = ({ effects }: DryRun) => effects.map(({ kind, what }) => `${kind}: ${what}`);
  const run = async (node: string, key: string): Promise<string> => {
    const { id } = await flows.accept(node, { n: 1 }, { key });
    await flows.untilState(id, 'done');
    return id;
  };

  it('shows what a finished message would do again, and does none of it', async () => {
    const id = await run('order', 'A');
    await flows.untilNotes('A', 3);
    const before = [await flows.ledger('history', 'northwind', 'A', 100), flows.calls(), calls];
    const result = await flows.face('dryRun', id);
    expect(result.outcome).to.equal('completed');
    expect(whats(result)).to.deep.equal([
      'journal: history of A: note',
      'delivery: delivery to erp for A by crossdock-test-delivery post',
    ]);
    expect(result.effects[0]!.content).to.deep.include({ data: { n: 1, twice: 2 } });
    const after = [await flows.ledger('history', 'northwind', 'A', 100), flows.calls(), calls];
    expect(after).to.deep.equal(before);
    expect((await flows.ledger('counts')).messages.accepted).to.equal(0);
  });

  it('ends a branch that would leave the house, with a note', async () => {
    const id = await run('order', 'B');
    const reached = calls;
    const { notFollowed, difference } = await flows.face('dryRun', id);
    expect(notFollowed).to.deep.equal([
      { nodeName: 'http request calls', why: 'http request would leave the house' },
    ]);
    expect(calls).to.equal(reached);
    expect(difference.map(({ change, what }) => [change, what])).to.deep.equal([
      ['removed', 'history of B: note'],
    ]);
  });

  it('shows in which places a changed flow would do otherwise, and nothing when it would not', async () => {
    const id = await run('hands', 'C');
    expect((await flows.face('dryRun', id)).difference).to.deep.equal([]);
    const changed = flow(url).map((node) => (node.id === 'hands' ? entry('hands', 'twice') : node));
    const twice = func('twice', 'msg.payload.n = 2; return msg;', 'orders');
    await flows.call('deploy', [...changed, twice], 'full');
    const { difference } = await flows.face('dryRun', id);
    expect(difference).to.deep.equal([
      { change: 'changed', what: 'order C on channel orders, to pack core: payload.n', before: 1, after: 2 },
    ]);
    await flows.call('deploy', flow(url), 'full');
  });

  it('finds no difference either when the document is large and travels by reference', async () => {
    const { id } = await flows.accept('hands', { text: 'x'.repeat(100_000) }, { key: 'C2' });
    await flows.untilNotes('C2', 1);
    const { effects, difference } = await flows.face('dryRun', id);
    expect(JSON.stringify(effects[0]!.content)).to.have.length.above(100_000);
    expect(difference).to.deep.equal([]);
  });

  it('compares an order with how it stands now', async () => {
    await flows.call('keepOpen', 'shared');
    const id = await run('counts', 'D');
    const { effects, difference } = await flows.face('dryRun', id);
    expect(effects.map(({ kind }) => kind)).to.deep.equal(['process']);
    expect(difference).to.deep.equal([
      { change: 'changed', what: 'order shared becomes open: state.count', before: 1, after: 2 },
    ]);
    expect((await flows.ledger('process', 'northwind', 'shared'))?.version).to.equal(1);
  });

  it('says where a message would fail, also one that stands on the exception list', async () => {
    const { id } = await flows.accept('fails', { n: 1 }, { key: 'E' });
    await flows.untilState(id, 'parked');
    const result = await flows.face('dryRun', id);
    expect(result).to.deep.include({ outcome: 'failed', effects: [], difference: [] });
    expect(result.error?.code).to.equal('CD_CONFIG_INVALID');
    expect(result.nodeName).to.include('rejects');
    expect((await flows.openExceptions()).filter(({ key }) => key === 'E')).to.have.length(1);
  });

  it('stops what comes late instead of taking it for a message of its own', async () => {
    const id = await run('late', 'F');
    await flows.untilNotes('F', 1);
    await flows.face('dryRun', id);
    // Its late message comes after that of the dry run.
    await flows.accept('late', { n: 1 }, { key: 'F2' });
    await flows.untilNotes('F2', 1);
    expect(await flows.notes('F')).to.have.length(1);
  });

  it('sets nothing going beside itself, such as what a status node starts', async () => {
    const id = await run('tells', 'J');
    const all = async () => (await flows.ledger('counts')).messages;
    // The real one: its message, the answer of its delivery, and what the status node has started.
    await flows.untilNotes('J', 2);
    const before = await flows.until('all is done', async () => {
      const { accepted, ...others } = await all();
      return accepted === 0 ? others : null;
    });
    await flows.face('dryRun', id);
    await flows.accept('hands', {}, { key: 'J2' });
    await flows.untilNotes('J2', 1);
    expect((await all()).done - before.done).to.equal(2);
  });

  it('keeps off functions that remember something between messages', async () => {
    const id = await run('remembers', 'G');
    const { notFollowed, effects } = await flows.face('dryRun', id);
    expect(notFollowed[0]!.why).to.include('remembers');
    expect(effects).to.deep.equal([]);
  });

  it('ends after its time, names the node, and lets the next one go', async () => {
    const { id } = await flows.accept('hangs', {}, { key: 'H' });
    await flows.atGate('waits');
    await flows.call('openGate', 'waits');
    await flows.untilState(id, 'done');
    const dry = flows.face('dryRun', id).catch((error: Error & { code: string }) => error);
    await flows.atGate('waits');
    await flows.call('advance', 10_000);
    const error = (await dry) as Error & { code: string };
    expect(error.code).to.equal('CD_REPLAY_TIMEOUT');
    expect(error.message).to.include('waits');
    const next = await run('hands', 'H2');
    expect((await flows.face('dryRun', next)).outcome).to.equal('completed');
  });

  it('is refused for what is unknown or has no node any more', async () => {
    const code = (id: string) => flows.face('dryRun', id).catch((error: { code: string }) => error.code);
    expect(await code('nobody')).to.equal('CD_REPLAY_UNKNOWN');
    const id = await run('hands', 'I');
    await flows.call(
      'deploy',
      flow(url).filter((node) => node.id !== 'hands'),
      'full',
    );
    expect(await code(id)).to.equal('CD_REPLAY_NODE_GONE');
    await flows.call('deploy', flow(url), 'full');
  });
});
