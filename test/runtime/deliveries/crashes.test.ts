import { expect } from 'chai';
import type { StoredDelivery } from '../../../ledger/ledger.ts';
import { entry } from '../../support/runtime/nodes.ts';
import type { FlowNode } from '../../support/runtime/protocol.ts';
import { RunningDeliveries } from '../../support/runtime/running-deliveries.ts';
import { RunningFlows } from '../../support/runtime/running-flows.ts';

const crashed = { code: 'CD_DELIVERY_CRASHED', parameters: {} } as unknown as StoredDelivery['lastError'] &
  object;
/** Attempts of the test site's retry policy. */
const attempts = 3;

describe('deliveries that may have brought the process down', () => {
  const keysOf = ({ calls }: RunningDeliveries) => calls.map(({ key }) => key);

  it('are noted while their call is under way, and only then', async () => {
    const deliveries = new RunningDeliveries();
    deliveries.stage({ key: 'A' });
    await deliveries.run();
    expect(deliveries.store.notes).to.deep.equal(['+d1', '-d1']);
  });

  it('are no longer noted when the process is told to stop', async () => {
    const deliveries = new RunningDeliveries();
    deliveries.behaviour = () => new Promise(() => {});
    deliveries.stage({ key: 'A' });
    await deliveries.run();
    deliveries.executor.letGo();
    expect(deliveries.store.notes).to.deep.equal(['+d1', '-d1']);
  });

  it('are called one at a time, beside all others', async () => {
    const deliveries = new RunningDeliveries({ erp: { maxConcurrent: 9 } });
    const open: (() => void)[] = [];
    deliveries.behaviour = () =>
      new Promise((resolve) => open.push(() => resolve({ output: 'answer', payload: 1 })));
    for (const key of ['A', 'B']) deliveries.stage({ key, attempts: 1, lastError: crashed });
    deliveries.stage({ key: 'C' });
    await deliveries.run();
    expect(keysOf(deliveries)).to.deep.equal(['A', 'C']);
    open[0]?.();
    await deliveries.settled();
    expect(keysOf(deliveries)).to.deep.equal(['A', 'C', 'B']);
    for (const end of open) end();
    await deliveries.executor.stop();
  });

  it('are called with nothing beside them for their last attempt', async () => {
    const deliveries = new RunningDeliveries({ erp: { maxConcurrent: 9 } });
    const open: (() => void)[] = [];
    deliveries.behaviour = () =>
      new Promise((resolve) => open.push(() => resolve({ output: 'answer', payload: 1 })));
    deliveries.runs = 1;
    deliveries.stage({ key: 'A' });
    await deliveries.run();
    deliveries.stage({ key: 'B', attempts: attempts - 1, lastError: crashed });
    deliveries.stage({ key: 'C' });
    await deliveries.advance(40);
    expect([keysOf(deliveries), deliveries.holds.length]).to.deep.equal([['A'], 1]);
    open[0]?.();
    await deliveries.advance(40);
    expect(keysOf(deliveries), 'a run is still under way').to.deep.equal(['A']);
    deliveries.runs = 0;
    await deliveries.advance(40);
    expect(keysOf(deliveries)).to.deep.equal(['A', 'B']);
    open[1]?.();
    await deliveries.settled();
    expect(keysOf(deliveries)).to.deep.equal(['A', 'B', 'C']);
    await deliveries.holds[0];
    for (const end of open) end();
    await deliveries.executor.stop();
  });

  it('hold nobody back when they have gone elsewhere while they waited', async () => {
    const deliveries = new RunningDeliveries();
    deliveries.runs = 1;
    const { id } = deliveries.stage({ key: 'B', attempts: attempts - 1, lastError: crashed });
    await deliveries.run();
    expect(deliveries.holds).to.have.length(1);
    deliveries.store.change(id, { state: 'discarded' });
    await deliveries.executor.reloadBlocks();
    await deliveries.advance(40);
    await deliveries.holds[0];
    deliveries.stage({ key: 'C' });
    await deliveries.settled();
    expect(keysOf(deliveries)).to.deep.equal(['C']);
  });
});

describe('a delivery that brings the process down', () => {
  const flow: FlowNode[] = [
    entry('orders', 'post'),
    { id: 'post', type: 'crossdock-test-delivery', system: 'erp', wires: [[], []] } as never,
  ];
  let flows: RunningFlows;
  beforeEach(async () => {
    flows = await RunningFlows.start(flow);
  });
  afterEach(() => flows.stop());

  it('is called as often as its attempts allow, and then an exception; others are delivered', async function () {
    this.timeout(240_000);
    const ended = flows.untilEnded();
    await flows.accept('orders', { outcome: 'crash' }, { key: 'X' }).catch(() => {});
    await ended;
    for (let crash = 1; crash < attempts; crash += 1) {
      await flows.restart();
      const next = flows.untilEnded();
      void flows.call('advance', 5_000).catch(() => {});
      await next;
    }
    await flows.restart();
    const [failed] = await flows.until('it has failed', async () => {
      const found = await flows.ledger('deliveries', { state: 'failed', limit: 9 });
      return found.length > 0 && found;
    });
    expect(failed?.attempts).to.equal(attempts);
    const [exception] = await flows.openExceptions();
    expect(exception).to.include({ kind: 'delivery', subjectId: failed?.id });
    expect(exception?.error.code).to.equal('CD_DELIVERY_CRASHED');
    expect(flows.calls()).to.have.length(attempts);

    await flows.accept('orders', { n: 1 }, { key: 'Y' });
    await flows.until('another is delivered', async () => {
      const done = await flows.ledger('deliveries', { state: 'delivered', limit: 9 });
      return done.length === 1;
    });
  });
});
