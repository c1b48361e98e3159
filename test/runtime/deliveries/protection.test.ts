import { expect } from 'chai';
import { CrossdockError } from '../../../domain/errors.ts';
import { type Behaviour, RunningDeliveries } from '../../support/runtime/running-deliveries.ts';

const hourMs = 3_600_000;
const answer = { output: 'answer', payload: 'ok' };
const down = () => new CrossdockError('CD_CONNECT_REFUSED', { system: 'erp', reason: 'x', sent: false });
const brokenOff = () => new CrossdockError('CD_CONNECT_REFUSED', { system: 'erp', reason: 'reset' });
const rejected = (status = 422) =>
  new CrossdockError('CD_CONNECT_REJECTED', { system: 'erp', status, reason: 'no such item' });
const circuitBreaker = { failures: 1, openMs: 10_000 };
const retry = { attempts: 50, firstDelayMs: 1_000, factor: 1, maxDelayMs: 1_000 };

describe('the protection of a system', () => {
  let running: RunningDeliveries | null = null;
  const begin = (...args: ConstructorParameters<typeof RunningDeliveries>): RunningDeliveries => {
    running = new RunningDeliveries(...args);
    return running;
  };
  afterEach(() => running?.executor.stop());

  const atSystems = (deliveries: RunningDeliveries) =>
    deliveries.calls.map(({ id, system, at }) => [id, system, at]);
  const view = (deliveries: RunningDeliveries, name = 'erp') =>
    deliveries.executor.views().find((found) => found.name === name);
  const whileErpIs =
    (error: () => CrossdockError): Behaviour =>
    ({ system }) =>
      system === 'erp' ? error() : answer;

  it('lets no more calls go than the rate allows, and the rest by itself later', async () => {
    const deliveries = begin({ erp: { rateLimit: { requests: 2, perMs: 1_000 }, maxConcurrent: 50 } });
    for (let n = 0; n < 5; n += 1) deliveries.stage({ key: `K${n}` });
    await deliveries.run();
    expect(view(deliveries)).to.deep.include({ rateLimited: true, waiting: 3 });
    await deliveries.exhaust(hourMs);
    expect(deliveries.calls.map(({ at }) => at)).to.deep.equal([0, 0, 500, 1_000, 1_500]);
  });

  it('lets first attempts go while retries wait for the budget', async () => {
    const deliveries = begin({
      erp: {
        maxConcurrent: 50,
        retry,
        retryBudget: { ratio: 0, perSecond: 0.2 },
        circuitBreaker: { failures: 1_000, openMs: 1 },
      },
    });
    deliveries.behaviour = ({ attempt }) => (attempt === 1 ? down() : answer);
    for (let n = 0; n < 4; n += 1) deliveries.stage({ key: `K${n}` });
    await deliveries.run();
    await deliveries.advance(2_000);
    expect(deliveries.store.in('delivered')).to.have.length(2);
    expect(view(deliveries)?.retriesLeft).to.equal(0);
    deliveries.behaviour = () => answer;
    deliveries.stage({ key: 'new' });
    await deliveries.settled();
    expect(deliveries.store.in('delivered')).to.have.length(3);
    await deliveries.exhaust(hourMs);
    expect(deliveries.store.in('delivered')).to.have.length(5);
    expect(deliveries.calls.at(-1)?.at).to.be.within(10_000, 21_000);
  });

  it('sends a backlog in order at a pace that grows after an outage', async () => {
    const recovery = { startPerSecond: 2, doubleEveryMs: 1_000 };
    const deliveries = begin({
      erp: { maxConcurrent: 50, retry, circuitBreaker: { ...circuitBreaker, recovery } },
    });
    deliveries.behaviour = whileErpIs(down);
    deliveries.stage({ key: 'first' });
    await deliveries.run();
    for (let n = 0; n < 60; n += 1) deliveries.stage({ key: `K${n % 20}` });
    await deliveries.settled();
    expect(deliveries.calls).to.have.length(1);
    deliveries.behaviour = () => answer;
    await deliveries.advance(10_000);
    expect(view(deliveries)?.circuit).to.equal('recovering');
    await deliveries.exhaust(60_000);
    const after = (fromMs: number) =>
      deliveries.calls.filter(({ at }) => at > fromMs && at <= fromMs + 1_000).length;
    expect([10_000, 11_000, 12_000, 13_000].map(after)).to.deep.equal([2, 6, 12, 23]);
    expect(deliveries.store.in('delivered')).to.have.length(61);
    for (let n = 0; n < 20; n += 1) {
      const ids = deliveries.calls.filter(({ key }) => key === `K${n}`).map(({ id }) => Number(id.slice(1)));
      expect(ids).to.deep.equal(ids.toSorted((a, b) => a - b));
    }
  });

  it('says in the log how the circuit stands', async () => {
    const deliveries = begin({ erp: { retry, circuitBreaker } });
    deliveries.behaviour = ({ attempt }) => (attempt === 1 ? down() : answer);
    deliveries.stage();
    await deliveries.run();
    await deliveries.exhaust(hourMs);
    expect(deliveries.logs.filter((line) => line.includes('circuit'))).to.deep.equal([
      'warn: system erp: circuit open',
      'info: system erp: circuit closed',
    ]);
  });

  it('gives up a delivery that is too old, also one that was never tried', async () => {
    const deliveries = begin({ erp: { retry, circuitBreaker, giveUpAfterMs: 25_500 } });
    deliveries.behaviour = () => down();
    deliveries.stage({ key: 'A' });
    deliveries.stage({ key: 'B' });
    await deliveries.run();
    await deliveries.exhaust(hourMs);
    const errors = deliveries.store.committed.flatMap((operation) =>
      operation.op === 'failDelivery' ? [operation.exception.error] : [],
    );
    expect(errors.map(({ code }) => code)).to.deep.equal(['CD_DELIVERY_GIVEN_UP', 'CD_DELIVERY_GIVEN_UP']);
    expect(errors[0]?.message).to.contain('no connection to erp');
    expect(deliveries.calls.length).to.be.within(3, 4);
    expect(deliveries.now).to.be.within(25_500, 26_500);
  });

  it('gives a delivery that a person retries another attempt, however old it is', async () => {
    const deliveries = begin({ erp: { giveUpAfterMs: 1_000 } });
    const later = new Date(deliveries.clock.now().getTime()).toISOString();
    deliveries.stage({ stagedAt: '2026-03-01T00:00:00.000Z', availableAt: later });
    await deliveries.run();
    expect(deliveries.store.in('delivered')).to.have.length(1);
  });

  it('retries what the site calls retryable, and then gives a refusal to the flow', async () => {
    const classes = { ...retry, attempts: 3, retryable: ['CD_CONNECT_REJECTED:409'] };
    const deliveries = begin({ erp: { retry: classes } }, ['answer', 'rejected']);
    deliveries.behaviour = ({ key }) => rejected(key === 'locked' ? 409 : 422);
    deliveries.stage({ key: 'locked' });
    deliveries.stage({ key: 'wrong' });
    await deliveries.run();
    await deliveries.exhaust(hourMs);
    expect(deliveries.calls.map(({ key }) => key)).to.deep.equal(['locked', 'wrong', 'locked', 'locked']);
    expect(deliveries.store.in('delivered').map(({ answer: said }) => said)).to.deep.equal([
      { output: 'rejected', system: 'erp', payload: {} },
      { output: 'rejected', system: 'erp', payload: {} },
    ]);
    expect(view(deliveries)?.circuit).to.equal('closed');
  });

  it('does not retry what the site calls terminal', async () => {
    const classes = { ...retry, terminal: ['CD_CONNECT_REFUSED'] };
    const deliveries = begin({ erp: { retry: classes } });
    deliveries.behaviour = () => down();
    deliveries.stage();
    await deliveries.run();
    expect(deliveries.store.in('failed')).to.have.length(1);
  });

  describe('by a fallback', () => {
    const fallback = { fallback: 'wms', fallbackAfterMs: 5_000, retry, circuitBreaker };

    it('gives deliveries to the fallback when its system has been down for long enough', async () => {
      const deliveries = begin({ erp: fallback });
      deliveries.behaviour = whileErpIs(down);
      deliveries.stage({ key: 'A' });
      await deliveries.run();
      deliveries.stage({ key: 'B' });
      await deliveries.advance(4_999);
      expect(view(deliveries)?.fallbackActive).to.equal(null);
      expect(atSystems(deliveries)).to.deep.equal([['d1', 'erp', 0]]);
      await deliveries.advance(1);
      expect(atSystems(deliveries).toSorted()).to.deep.equal([
        ['d1', 'erp', 0],
        ['d1', 'wms', 5_000],
        ['d2', 'wms', 5_000],
      ]);
      expect(view(deliveries)?.fallbackActive).to.equal('wms');
      expect(new Set(deliveries.calls.map(({ idempotencyKey }) => idempotencyKey)).size).to.equal(2);
      const [delivered, journal] = deliveries.store.committed.slice(-2);
      expect(delivered).to.have.nested.property('answer.system', 'wms');
      expect(delivered).to.have.nested.property('message.envelope.source.system', 'wms');
      expect(journal).to.have.nested.property('entries[0].text', 'wms in place of erp answered Post: answer');
    });

    it('keeps trying the system itself, and returns to it when it answers', async () => {
      const deliveries = begin({ erp: fallback });
      deliveries.behaviour = whileErpIs(down);
      deliveries.stage({ key: 'A' });
      await deliveries.run();
      await deliveries.advance(6_000);
      deliveries.behaviour = () => answer;
      await deliveries.advance(4_000);
      deliveries.stage({ key: 'B' });
      deliveries.stage({ key: 'C' });
      await deliveries.settled();
      expect(atSystems(deliveries).slice(-2)).to.deep.equal([
        ['d2', 'erp', 10_000],
        ['d3', 'wms', 10_000],
      ]);
      deliveries.stage({ key: 'D' });
      await deliveries.settled();
      expect(atSystems(deliveries).at(-1)).to.deep.equal(['d4', 'erp', 10_000]);
      expect(view(deliveries)?.fallbackActive).to.equal(null);
    });

    it('gives one delivery that keeps failing to the fallback while the others go on', async () => {
      const deliveries = begin({ erp: { ...fallback, circuitBreaker: { failures: 100, openMs: 1 } } });
      deliveries.behaviour = ({ key, system }) => (key === 'bad' && system === 'erp' ? down() : answer);
      deliveries.stage({ key: 'bad' });
      await deliveries.run();
      await deliveries.exhaust(20_000);
      expect(deliveries.calls.at(-1)).to.deep.include({ system: 'wms', at: 5_250 });
    });

    it('shows for a minute that the fallback took the last delivery, or until the system takes one', async () => {
      const deliveries = begin({ erp: { ...fallback, circuitBreaker: { failures: 100, openMs: 1 } } });
      deliveries.behaviour = ({ key, system }) => (key === 'bad' && system === 'erp' ? down() : answer);
      deliveries.stage({ key: 'bad' });
      await deliveries.run();
      expect(view(deliveries)?.fallbackActive).to.equal(null);
      await deliveries.advance(5_250);
      expect(view(deliveries)?.fallbackActive).to.equal('wms');
      await deliveries.advance(59_999);
      expect(view(deliveries)?.fallbackActive).to.equal('wms');
      await deliveries.advance(1);
      expect(view(deliveries)?.fallbackActive).to.equal(null);
      deliveries.stage({ key: 'bad' });
      await deliveries.settled();
      await deliveries.exhaust(20_000);
      expect(view(deliveries)?.fallbackActive).to.equal('wms');
      deliveries.stage({ key: 'good' });
      await deliveries.settled();
      expect(view(deliveries)?.fallbackActive).to.equal(null);
    });

    it('keeps a delivery that its system may have carried out', async () => {
      const deliveries = begin({ erp: fallback });
      deliveries.behaviour = ({ key, system }) =>
        system === 'erp' ? (key === 'A' ? brokenOff() : down()) : answer;
      deliveries.stage({ key: 'A' });
      await deliveries.run();
      deliveries.stage({ key: 'B' });
      await deliveries.advance(60_000);
      expect(
        deliveries.calls.filter(({ key }) => key === 'A').every(({ system }) => system === 'erp'),
      ).to.equal(true);
      expect(deliveries.calls.filter(({ key }) => key === 'B').at(-1)?.system).to.equal('wms');
      deliveries.behaviour = () => answer;
      await deliveries.exhaust(hourMs);
      expect(deliveries.store.in('delivered')).to.have.length(2);
    });

    it('gives it to the fallback when the site accepts that it may be done twice', async () => {
      const deliveries = begin({ erp: { ...fallback, fallbackWhenUnknown: true } });
      deliveries.behaviour = whileErpIs(brokenOff);
      deliveries.stage();
      await deliveries.run();
      await deliveries.exhaust(hourMs);
      expect(deliveries.calls.at(-1)?.system).to.equal('wms');
    });

    it('keeps a delivery with the system whose call was cut short by a kill', async () => {
      const deliveries = begin({ erp: fallback });
      const never = new Promise<never>(() => {});
      deliveries.behaviour = () => never;
      deliveries.stage();
      await deliveries.run();
      expect(deliveries.store.in('pending')[0]?.lastError).to.deep.include({ code: 'CD_DELIVERY_BEGUN' });

      const next = begin({ erp: fallback });
      for (const delivery of deliveries.store.stored.values()) next.store.put(delivery);
      next.behaviour = whileErpIs(down);
      await next.run();
      await next.advance(60_000);
      expect(new Set(next.calls.map(({ system }) => system))).to.deep.equal(new Set(['erp']));
    });

    it('keeps a delivery with the fallback that may have carried it out', async () => {
      const deliveries = begin({ erp: fallback });
      deliveries.behaviour = ({ system }) => (system === 'erp' ? down() : brokenOff());
      deliveries.stage();
      await deliveries.run();
      await deliveries.advance(6_000);
      expect(deliveries.calls.at(-1)?.system).to.equal('wms');
      deliveries.behaviour = ({ system }) => (system === 'erp' ? answer : down());
      const before = deliveries.calls.length;
      await deliveries.advance(120_000);
      expect(new Set(deliveries.calls.slice(before).map(({ system }) => system))).to.deep.equal(
        new Set(['wms']),
      );
    });

    it('waits for whichever of the two is back first', async () => {
      const deliveries = begin({ erp: fallback, wms: { circuitBreaker, retry } });
      deliveries.behaviour = () => down();
      for (const key of ['A', 'B', 'C']) deliveries.stage({ key });
      await deliveries.run();
      await deliveries.advance(60_000);
      expect(deliveries.store.in('pending')).to.have.length(3);
      deliveries.behaviour = whileErpIs(down);
      await deliveries.exhaust(hourMs);
      expect(deliveries.store.in('delivered')).to.have.length(3);
    });
  });

  describe('by degraded: reject', () => {
    const degraded = { degraded: 'reject', retry, circuitBreaker } as const;

    it('gives the flow its document back at once while the system is down', async () => {
      const deliveries = begin({ erp: degraded }, ['answer', 'rejected']);
      deliveries.behaviour = () => down();
      deliveries.stage({ key: 'A', request: { order: 1 } });
      await deliveries.run();
      deliveries.stage({ key: 'B', request: { order: 2 } });
      await deliveries.settled();
      const rejections = deliveries.store.committed.flatMap((operation) =>
        operation.op === 'delivered' ? [operation] : [],
      );
      expect(deliveries.calls).to.have.length(1);
      expect(rejections.map(({ answer: said }) => said)).to.deep.equal([
        { output: 'rejected', system: 'erp', payload: { order: 2 } },
      ]);
      expect(rejections[0]?.message?.body).to.have.nested.property('error.code', 'CD_DELIVERY_SYSTEM_DOWN');
      await deliveries.advance(1_000);
      expect(deliveries.store.in('delivered')).to.have.length(2);
    });

    it('lets one try when the pause is over', async () => {
      const deliveries = begin({ erp: degraded }, ['answer', 'rejected']);
      deliveries.behaviour = () => down();
      deliveries.stage({ key: 'A' });
      await deliveries.run();
      await deliveries.advance(10_000);
      deliveries.behaviour = () => answer;
      deliveries.stage({ key: 'B' });
      await deliveries.settled();
      expect(deliveries.calls.at(-1)).to.deep.include({ key: 'B', at: 10_000 });
    });

    it('holds what the system may have carried out, and what its node cannot reject', async () => {
      const deliveries = begin({ erp: degraded }, ['answer', 'rejected']);
      deliveries.behaviour = () => brokenOff();
      deliveries.stage({ key: 'A' });
      await deliveries.run();
      await deliveries.advance(5_000);
      expect(deliveries.store.in('pending')).to.have.length(1);

      const plain = begin({ erp: degraded }, ['answer']);
      plain.behaviour = () => down();
      plain.stage({ key: 'A' });
      await plain.run();
      plain.stage({ key: 'B' });
      await plain.advance(5_000);
      expect(plain.store.in('pending')).to.have.length(2);
    });
  });
});
