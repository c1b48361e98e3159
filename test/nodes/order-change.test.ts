import { expect } from 'chai';
import { runtime } from '../../nodes/order-change/runtime.ts';
import { input, orderChange, type Shorthand } from '../domain/process/documents.ts';
import { deploy } from '../support/deploy-node.ts';
import { storedOrders } from '../support/stored-orders.ts';

const at = '2026-03-02T08:00:00Z';

/** An order of ten, released unless told otherwise, and a node that takes what is sent. */
async function ordered({ isReleased = true } = {}) {
  const orders = storedOrders();
  await orders.record(
    input('sales-order', { lines: { 1: 10 } }, 'm-0', at),
    input('erp-confirmation', {}, 'm-1', at),
    ...(isReleased ? [input('order-release', { lines: { 1: 10 } }, 'm-2', at)] : []),
  );
  const node = deploy(runtime, {}, { processes: orders.list, envelope: { key: 'C-1/PO-1' } });
  const receive = async (message: Shorthand) => {
    const before = node.effects.length;
    const reaction = await node.receive(message);
    orders.commit(node.effects.slice(before));
    return reaction;
  };
  const change = (said: Shorthand) =>
    receive({ payload: orderChange(said), canonical: { object: 'order-change', version: '1' } });
  return { node, receive, change, order: () => orders.list[0]?.state as Shorthand };
}

describe('crossdock-order-change', () => {
  it('takes a change before the release and answers at once', async () => {
    const { change, order } = await ordered({ isReleased: false });
    const { outputs } = await change({ lines: { 1: 8 } });
    expect(outputs).to.have.keys('recorded', 'responses');
    const [response] = outputs.responses!;
    expect(response?.payload).to.deep.include({ changeNumber: '1', verdict: 'accepted' });
    expect(response?.canonical).to.deep.equal({ object: 'order-response', version: '1' });
    expect(order()).to.have.nested.property('order.lines[0].quantity.value', '8');
  });

  it('asks the warehouse after the release, and answers when the warehouse does', async () => {
    const { change, receive } = await ordered();
    const asked = await change({ lines: { 1: 8 } });
    expect(asked.outputs).to.have.keys('recorded', 'requests');
    const { requestNumber, releaseNumber } = asked.outputs.requests![0]!.payload as Record<string, string>;
    const { outputs } = await receive({ payload: { requestNumber, releaseNumber, accepted: true } });
    expect(outputs).to.have.keys('recorded', 'responses');
    expect(outputs.responses?.[0]?.payload).to.deep.include({ verdict: 'accepted' });
  });

  it('says that a change came again and writes only a line of history', async () => {
    const { change, node } = await ordered();
    await change({ lines: { 1: 8 } });
    const before = node.effects.length;
    const { outputs } = await change({ lines: { 1: 8 } });
    expect(outputs).to.have.keys('ignored');
    expect(node.effects.slice(before).map(({ kind }) => kind)).to.deep.equal(['journal']);
  });

  it('holds the order when a change number comes again with other content', async () => {
    const { change } = await ordered();
    await change({ lines: { 1: 8 } });
    const { outputs } = await change({ lines: { 1: 7 } });
    expect(outputs).to.have.keys('contradicted');
    expect(outputs.contradicted?.[0]).to.have.nested.property('error.code', 'CD_PROCESS_CONTRADICTED');
  });

  it('tries again for an order that is not known, and gives up at the last try', async () => {
    const change = { payload: orderChange({ lines: { 1: 8 } }), canonical: { object: 'order-change' } };
    const first = await deploy(runtime, {}, { processes: [] }).receive(change);
    expect(first.error).to.include({ code: 'CD_PROCESS_NOT_YET' });
    const last = await deploy(runtime, { tries: 1 }, { processes: [] }).receive(change);
    expect(last.outputs.unknown?.[0]).to.have.nested.property('error.code', 'CD_PROCESS_UNKNOWN');
  });
});
