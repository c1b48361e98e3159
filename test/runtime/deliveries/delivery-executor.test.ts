import { expect } from 'chai';
import { CrossdockError } from '../../../domain/errors.ts';
import { shardOf } from '../../../ledger/shard.ts';
import { RunningDeliveries, start } from '../../support/runtime/running-deliveries.ts';

const hourMs = 3_600_000;
const unavailable = (retryAfterMs?: number) =>
  new CrossdockError('CD_CONNECT_UNAVAILABLE', { system: 'erp', status: 503, reason: 'x', retryAfterMs });
const answer = { output: 'answer', payload: 'ok' };

describe('DeliveryExecutor', () => {
  let running: RunningDeliveries | null = null;
  const begin = (...args: ConstructorParameters<typeof RunningDeliveries>): RunningDeliveries => {
    running = new RunningDeliveries(...args);
    return running;
  };
  afterEach(() => running?.executor.stop());

  for (const asked of [9_999_999_999_000, Number.MAX_SAFE_INTEGER, 1e20, Number.POSITIVE_INFINITY]) {
    it(`leaves a system that asks for a pause of ${asked} ms alone for an hour, and then calls it again`, async () => {
      const deliveries = begin();
      deliveries.stage();
      deliveries.behaviour = ({ attempt }) => (attempt === 1 ? unavailable(asked) : answer);
      await deliveries.run();
      const until = new Date(Date.parse(start) + hourMs).toISOString();
      expect(deliveries.executor.openCircuits()).to.deep.equal([{ system: 'erp', until }]);
      expect(deliveries.store.committed).to.have.length(1);
      expect(deliveries.store.committed[0]).to.deep.include({ op: 'retryDelivery', availableAt: until });
      await deliveries.advance(hourMs - 1);
      expect(deliveries.calls).to.have.length(1);
      await deliveries.advance(1);
      expect(deliveries.calls).to.have.length(2);
      expect(deliveries.executor.openCircuits()).to.deep.equal([]);
    });
  }

  it('makes an exception of a delivery that cannot be read, calls nobody for it, and makes all others', async () => {
    const deliveries = begin();
    deliveries.stage({ key: 'A', damaged: 'no JSON' });
    deliveries.stage({ key: 'A' });
    deliveries.stage({ key: 'B' });
    await deliveries.run();
    expect(deliveries.calls.map(({ key }) => key)).to.deep.equal(['B']);
    const failed = deliveries.store.committed.find(({ op }) => op === 'failDelivery');
    expect(failed).to.have.nested.property('exception.error.code', 'CD_LEDGER_ROW_DAMAGED');
  });

  it('makes a call again, later and later, when its end could not be concluded', async () => {
    const deliveries = begin();
    deliveries.stage();
    deliveries.behaviour = () => (deliveries.calls.length < 3 ? unavailable() : answer);
    const refuse = (): never => {
      throw new CrossdockError('CD_LEDGER_REQUEST_INVALID', { operation: 'x', reason: 'x' });
    };
    deliveries.store.refusals = [refuse, refuse];
    await deliveries.run();
    expect([deliveries.calls.length, deliveries.store.committed]).to.deep.equal([1, []]);
    await deliveries.advance(999);
    expect(deliveries.calls).to.have.length(1);
    await deliveries.advance(1);
    expect(deliveries.calls).to.have.length(2);
    await deliveries.advance(1_499);
    expect(deliveries.calls).to.have.length(2);
    await deliveries.advance(1);
    expect(deliveries.calls).to.have.length(3);
    expect(deliveries.store.committed[0]?.op).to.equal('delivered');
    await deliveries.advance(hourMs);
    expect(deliveries.calls).to.have.length(3);
  });

  it('shows an instant for a circuit that a site holds open beyond all calendars', async () => {
    const deliveries = begin({ erp: { circuitBreaker: { failures: 1, openMs: Number.MAX_SAFE_INTEGER } } });
    deliveries.stage();
    deliveries.behaviour = () => unavailable();
    await deliveries.run();
    expect(deliveries.executor.openCircuits()).to.deep.equal([
      { system: 'erp', until: '9999-12-31T23:59:59.999Z' },
    ]);
  });

  it('calls again by itself when a failed delivery is due, with nobody to wake it', async () => {
    const deliveries = begin();
    deliveries.stage();
    deliveries.behaviour = ({ attempt }) => (attempt < 3 ? unavailable() : answer);
    await deliveries.run();
    await deliveries.exhaust(hourMs);
    expect(deliveries.calls.map(({ attempt, at }) => [attempt, at])).to.deep.equal([
      [1, 0],
      [2, 750],
      [3, 2_250],
    ]);
  });

  it('reads again by itself when the ledger could not be read', async () => {
    const deliveries = begin();
    const { ledger } = deliveries.store;
    let broken = true;
    const options = Reflect.get(deliveries.executor, 'options');
    options.ledger = {
      ...ledger,
      dueDeliveries: async (query: Parameters<typeof ledger.dueDeliveries>[0]) => {
        if (broken) throw new Error('the disk is away');
        return ledger.dueDeliveries(query);
      },
    };
    deliveries.stage();
    await deliveries.run();
    broken = false;
    await deliveries.advance(1_000);
    expect(deliveries.calls).to.have.length(1);
  });

  it('makes an exception of what waits for a system that the site does not have', async () => {
    const deliveries = begin();
    deliveries.stage({ system: 'gone' });
    await deliveries.executor.reloadBlocks();
    await deliveries.run();
    expect(deliveries.store.committed[0]).to.have.nested.property(
      'exception.error.code',
      'CD_RUN_SYSTEM_UNKNOWN',
    );
  });

  it('waits for a node that is not deployed until one is', async () => {
    const deliveries = begin();
    deliveries.deployed.remove(deliveries.node);
    deliveries.stage();
    await deliveries.run();
    expect(deliveries.calls).to.have.length(0);
    deliveries.deployed.add(deliveries.node);
    deliveries.executor.pump();
    await deliveries.settled();
    expect(deliveries.calls).to.have.length(1);
  });

  it('frees a place at the system as soon as it has answered, whatever the ledger still has to write', async () => {
    const deliveries = begin({ erp: { maxConcurrent: 1 } });
    const written = Promise.withResolvers<void>();
    deliveries.store.flush = () => written.promise;
    for (const key of ['A', 'B', 'C']) deliveries.stage({ key });
    deliveries.stage({ key: 'A' });
    await deliveries.run();
    expect(deliveries.calls.map(({ key }) => key)).to.deep.equal(['A', 'B', 'C']);
    written.resolve();
    await deliveries.settled();
    expect(deliveries.calls.map(({ key }) => key)).to.deep.equal(['A', 'B', 'C', 'A']);
  });

  it('makes a call again, before what is behind it, whose end was refused for a lease that is here again', async () => {
    const deliveries = begin();
    const { store, executor } = deliveries;
    const [first, second] = [deliveries.stage(), deliveries.stage()];
    const shard = shardOf(first.key);
    store.refusals = [
      () => {
        store.held.delete(shard);
        queueMicrotask(() => store.held.add(shard));
        void executor.shardsChanged();
      },
    ];
    await deliveries.run();
    await deliveries.settled();
    expect(deliveries.calls.map(({ id }) => id)).to.deep.equal([first.id, first.id, second.id]);
    expect(store.in('delivered')).to.have.length(2);
  });

  it('holds calls back while too many answers wait to be written', async () => {
    const deliveries = begin({ erp: { maxConcurrent: 1_000 } });
    const written = Promise.withResolvers<void>();
    deliveries.store.flush = () => written.promise;
    for (let n = 0; n < 400; n += 1) deliveries.stage({ key: `K${n}` });
    await deliveries.run();
    const before = deliveries.calls.length;
    deliveries.stage({ key: 'late' });
    await deliveries.settled();
    expect(deliveries.calls).to.have.length(before);
    written.resolve();
    await deliveries.settled();
    expect(deliveries.store.in('delivered')).to.have.length(401);
  });

  it('loads a large content only for the call, and sends all of it', async () => {
    const deliveries = begin({ erp: { maxConcurrent: 1 } });
    deliveries.store.largest = 100;
    const gate = Promise.withResolvers<void>();
    deliveries.behaviour = async () => {
      await gate.promise;
      return answer;
    };
    for (const key of ['A', 'B']) deliveries.stage({ key, request: { text: 'x'.repeat(500) } });
    await deliveries.run();
    expect(deliveries.calls.map(({ request }) => JSON.stringify(request).length)).to.deep.equal([511]);
    gate.resolve();
    await deliveries.settled();
    expect(deliveries.calls).to.have.length(2);
    expect(deliveries.store.in('delivered')).to.have.length(2);
    expect(deliveries.answered).to.have.length(2);
  });

  it('repeats a large content after a failure, without keeping it meanwhile', async () => {
    const deliveries = begin();
    deliveries.store.largest = 100;
    deliveries.behaviour = ({ attempt }) => (attempt === 1 ? unavailable() : answer);
    deliveries.stage({ request: { text: 'x'.repeat(500) } });
    await deliveries.run();
    await deliveries.exhaust(hourMs);
    expect(deliveries.calls.map(({ request }) => JSON.stringify(request).length)).to.deep.equal([511, 511]);
  });

  it('records the answer of a delivery that was sent once more, and runs nothing', async () => {
    const deliveries = begin();
    deliveries.stage({ continuation: null });
    await deliveries.run();
    const [delivered] = deliveries.store.committed;
    expect(delivered).to.deep.include({ op: 'delivered', answer: { ...answer, system: 'erp' } });
    expect(delivered).not.to.have.property('message');
    expect(deliveries.answered).to.deep.equal([]);
  });

  it('drops a delivery that a person has given up while it was called', async () => {
    const deliveries = begin();
    const gate = Promise.withResolvers<void>();
    deliveries.behaviour = async ({ id }) => {
      if (id === 'd1') await gate.promise;
      return answer;
    };
    deliveries.stage();
    deliveries.stage();
    await deliveries.run();
    deliveries.store.change('d1', { state: 'discarded' });
    gate.resolve();
    await deliveries.settled();
    expect(deliveries.calls.map(({ id }) => id)).to.deep.equal(['d1', 'd2']);
    expect(deliveries.answered).to.have.length(1);
    expect(deliveries.logs.filter((line) => line.startsWith('error'))).to.deep.equal([]);
  });

  describe('with other workers', () => {
    it('does not call for a shard that it does not hold, and calls when it gets it', async () => {
      const deliveries = begin();
      const shard = shardOf('A');
      deliveries.store.held.delete(shard);
      deliveries.stage({ key: 'A' });
      await deliveries.run();
      expect(deliveries.calls).to.have.length(0);
      deliveries.store.held.add(shard);
      await deliveries.executor.shardsChanged();
      await deliveries.settled();
      expect(deliveries.calls).to.have.length(1);
    });

    it('lets a call for a lost shard end, and leaves what it would write to the other worker', async () => {
      const deliveries = begin();
      const gate = Promise.withResolvers<void>();
      deliveries.behaviour = async () => {
        await gate.promise;
        return answer;
      };
      deliveries.stage({ key: 'A' });
      deliveries.stage({ key: 'A' });
      await deliveries.run();
      deliveries.store.held.delete(shardOf('A'));
      await deliveries.executor.shardsChanged();
      gate.resolve();
      await deliveries.settled();
      expect(deliveries.calls).to.have.length(1);
      expect([deliveries.store.committed, deliveries.executor.live]).to.deep.equal([[], 0]);
      expect(deliveries.logs.filter((line) => line.startsWith('error'))).to.deep.equal([]);

      deliveries.store.held.add(shardOf('A'));
      await deliveries.executor.shardsChanged();
      await deliveries.settled();
      expect(deliveries.calls.map(({ id }) => id)).to.deep.equal(['d1', 'd1', 'd2']);
    });

    it('does not call for a shard that was lost after the page was read', async () => {
      const deliveries = begin({ erp: { maxConcurrent: 1 } });
      const gate = Promise.withResolvers<void>();
      deliveries.behaviour = async () => {
        await gate.promise;
        return answer;
      };
      deliveries.stage({ key: 'A' });
      deliveries.stage({ key: 'B' });
      await deliveries.run();
      deliveries.store.held.delete(shardOf('B'));
      gate.resolve();
      await deliveries.settled();
      expect(deliveries.calls.map(({ key }) => key)).to.deep.equal(['A']);
    });

    it('takes a share of the limits that is its share of the shards', async () => {
      const deliveries = begin({ erp: { maxConcurrent: 8, rateLimit: { requests: 8, perMs: 8_000 } } });
      for (let shard = 0; shard < 48; shard += 1) deliveries.store.held.delete(shard);
      await deliveries.executor.shardsChanged();
      const keys = Array.from({ length: 400 }, (_, n) => `K${n}`).filter((key) => shardOf(key) >= 48);
      for (const key of keys.slice(0, 6)) deliveries.stage({ key });
      await deliveries.run();
      expect(deliveries.calls).to.have.length(2);
      await deliveries.advance(8_000);
      expect(deliveries.calls.map(({ at }) => at)).to.deep.equal([0, 0, 4_000, 8_000]);
    });
  });
});
