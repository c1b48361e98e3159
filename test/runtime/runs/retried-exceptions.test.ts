import { expect } from 'chai';
import type { StoredException } from '../../../ledger/ledger.ts';
import { entry, step } from '../../support/runtime/nodes.ts';
import type { FlowNode } from '../../support/runtime/protocol.ts';
import { RunningFlows } from '../../support/runtime/running-flows.ts';

const func = (id: string, code: string, to: string): FlowNode => ({
  ...{ id, type: 'function', func: code, outputs: 1, initialize: '', finalize: '', libs: [] },
  to: [to],
});

/** Every branch records something, then fails in its own way; `mended` is what the failing node became. */
const flow = (failing: FlowNode[]): FlowNode[] => [
  entry('order', 'recorded'),
  step('recorded', 'note', ['sibling', 'judges']),
  step('sibling', 'note'),
  step('passes', 'pass', 'worded'),
  func('worded', 'return { payload: "in other words", error: msg.error };', 'raises'),
  step('raises', 'raise'),

  entry('thrown', 'recordedFirst'),
  step('recordedFirst', 'note', 'throws'),
  { id: 'catch', type: 'catch', scope: ['throws'], uncaught: false, to: ['raises'] },

  entry('sorted', 'recordedBefore'),
  step('recordedBefore', 'note', 'sorts'),
  func('sorts', 'return { payload: msg.payload };', 'raises'),

  entry('straight', 'raises'),
  entry('first', 'judges'),
  entry('shaped', 'shapes'),
  func('shapes', 'return { payload: { shaped: msg.payload } };', 'judges'),
  ...failing,
];
const broken = flow([step('judges', 'judge', 'passes'), step('throws', 'reject')]);
const mended = flow([step('judges', 'note'), step('throws', 'note')]);
const withoutNode = flow([step('throws', 'reject')]);

describe('a retried exception', () => {
  let flows: RunningFlows;
  before(async () => {
    flows = await RunningFlows.start(broken);
  });
  after(() => flows.stop());
  beforeEach(() => flows.call('deploy', broken, 'full'));

  const names = async (key: string) => (await flows.notes(key)).map(({ name }) => name).sort();
  const raised = (key: string, apart?: StoredException): Promise<StoredException> =>
    flows.until(`an exception about ${key}`, async () =>
      (await flows.openExceptions()).find((one) => one.key === key && one.id !== apart?.id),
    );
  const retry = (exception: StoredException) => flows.call('retryException', exception.id);

  it('knows the node that failed and the message as it reached that node', async () => {
    await flows.accept('order', { n: 1 }, { key: 'A' });
    const { retry: point } = await raised('A');
    expect(point).to.deep.equal({ nodeId: 'judges', nodeName: 'crossdock-test-step judges' });
    await flows.accept('shaped', { n: 1 }, { key: 'A2' });
    expect((await raised('A2')).retry).to.deep.include({
      nodeId: 'judges',
      body: { payload: { shaped: { n: 1 } } },
    });
    await flows.accept('thrown', { n: 1 }, { key: 'B' });
    expect((await raised('B')).retry).to.include({ nodeId: 'throws' });
  });

  it('raises a new one when the cause is still there, and leaves the rest of the run alone', async () => {
    await flows.accept('order', { n: 1 }, { key: 'C' });
    const first = await raised('C');
    await retry(first);
    const again = await raised('C', first);
    expect(await names('C')).to.deep.equal(['recorded', 'sibling']);
    expect(await flows.ledger('exception', first.id)).to.include({ state: 'resolved', closedBy: 'ada' });
    expect(again.retry).to.deep.equal(first.retry);
  });

  it('runs only the failed branch, with the message as it was there, once the cause is gone', async () => {
    const { id } = await flows.accept('order', { n: 1 }, { key: 'D' });
    const exception = await raised('D');
    await flows.call('deploy', mended, 'full');
    await retry(exception);
    const notes = await flows.untilNotes('D', 3);
    expect(notes.map(({ name }) => name)).to.have.members(['recorded', 'sibling', 'judges']);
    expect(notes.find(({ name }) => name === 'judges')?.data).to.deep.equal({ n: 1 });
    const [before, after] = await Promise.all([flows.message(id), retriedMessage(exception)]);
    expect(after?.queue).to.equal('input:judges');
    expect(after?.envelope).to.include({
      key: 'D',
      causationId: id,
      correlationId: before?.envelope.correlationId,
    });
    expect(after?.body).to.not.have.property('error');
  });

  it('gives the message to a node that threw, when a catch node led to the exception', async () => {
    await flows.accept('thrown', { n: 1 }, { key: 'E' });
    const exception = await raised('E');
    await flows.call('deploy', mended, 'full');
    await retry(exception);
    await flows.untilNotes('E', 2);
    expect(await names('E')).to.deep.equal(['recordedFirst', 'throws']);
  });

  it('goes on behind a node that recorded something, when nodes of Node-RED led to the exception', async () => {
    await flows.accept('sorted', { n: 1 }, { key: 'F' });
    const first = await raised('F');
    expect(first.retry).to.include({ nodeId: 'recordedBefore', output: 0 });
    await retry(first);
    await raised('F', first);
    expect(await names('F')).to.deep.equal(['recordedBefore']);
  });

  it('goes in at the entry again when no node had it in between', async () => {
    const { id } = await flows.accept('straight', { n: 1 }, { key: 'G' });
    const first = await raised('G');
    expect(first).to.not.have.property('retry');
    await retry(first);
    const again = await raised('G', first);
    expect((await flows.message(again.subjectId))?.envelope.causationId).to.equal(id);
    expect((await flows.message(again.subjectId))?.queue).to.equal('entry:straight');
  });

  it('is refused with the node’s name when the node is gone, and stays open', async () => {
    await flows.accept('first', { n: 1 }, { key: 'H' });
    const exception = await raised('H');
    await flows.call('deploy', withoutNode, 'full');
    const refused = await retry(exception).catch((error: { code: string; message: string }) => error);
    expect(refused).to.include({ code: 'CD_EXCEPTION_NODE_GONE' });
    expect((refused as { message: string }).message).to.contain('judges');
    expect((await raised('H')).id).to.equal(exception.id);
  });

  it('survives a restart in between', async () => {
    await flows.accept('order', { n: 1 }, { key: 'I' });
    const exception = await raised('I');
    await flows.kill();
    await flows.restart({ flow: mended });
    await retry(exception);
    await flows.untilNotes('I', 3);
    expect(await names('I')).to.deep.equal(['judges', 'recorded', 'sibling']);
  });

  async function retriedMessage(exception: StoredException) {
    return flows.until('the retried message is there', async () => {
      const messages = await flows.ledger('messages', { limit: 100 });
      return messages.find(
        ({ queue, envelope }) => queue === 'input:judges' && envelope.id !== exception.subjectId,
      );
    });
  }
});
