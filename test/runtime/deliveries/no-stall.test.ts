import { expect } from 'chai';
import fc from 'fast-check';
import { CrossdockError } from '../../../domain/errors.ts';
import type { SystemConfig } from '../../../runtime/site/site.ts';
import { type Made, RunningDeliveries } from '../../support/runtime/running-deliveries.ts';

const answer = { output: 'answer', payload: 'ok' };
const refused = () => new CrossdockError('CD_CONNECT_REFUSED', { system: 'erp', reason: 'x', sent: false });
const unavailable = (status: number, retryAfterMs?: number) =>
  new CrossdockError('CD_CONNECT_UNAVAILABLE', { system: 'erp', status, reason: 'x', retryAfterMs });
const throttled = () => new CrossdockError('CD_CONNECT_THROTTLED', { system: 'erp', retryAfterMs: 700 });
const dayMs = 86_400_000;
const patient = { attempts: 1_000, firstDelayMs: 200, factor: 2, maxDelayMs: 5_000 };
const production: Partial<SystemConfig> = {
  maxConcurrent: 8,
  retry: patient,
  retryBudget: { ratio: 0.2, perSecond: 10 },
  circuitBreaker: { failures: 5, openMs: 10_000, recovery: { startPerSecond: 5, doubleEveryMs: 5_000 } },
};

/** What a partner records that does a thing once per idempotency key, whether or not its answer arrives. */
class Recorder {
  readonly effects: Made[] = [];
  private readonly keys = new Set<string>();
  private readonly atOnce = new Set<string>();

  take(call: Made): void {
    if (this.keys.has(call.idempotencyKey)) return;
    this.keys.add(call.idempotencyKey);
    this.effects.push(call);
  }

  /** @throws when two calls of one key are under way at the same time */
  async during<T>({ key }: Made, work: () => Promise<T>): Promise<T> {
    if (this.atOnce.has(key)) throw new Error(`two calls of ${key} at once`);
    this.atOnce.add(key);
    try {
      return await work();
    } finally {
      this.atOnce.delete(key);
    }
  }

  expectInOrder(): void {
    const last = new Map<string, number>();
    for (const { key, id } of this.effects) {
      const sequence = Number(id.slice(1));
      expect(sequence, `order of ${key}`).to.be.above(last.get(key) ?? 0);
      last.set(key, sequence);
    }
  }
}

/** Numbers between 0 and 1 that are the same in every run (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

describe('deliveries never stall', () => {
  let running: RunningDeliveries | null = null;
  const begin = (...args: ConstructorParameters<typeof RunningDeliveries>): RunningDeliveries => {
    running = new RunningDeliveries(...args);
    return running;
  };
  afterEach(() => running?.executor.stop());

  it('brings everything to a partner that fails three calls in ten, once and in order', async () => {
    const deliveries = begin({ erp: production });
    const recorder = new Recorder();
    const random = seeded(1);
    deliveries.behaviour = (call) =>
      recorder.during(call, async () => {
        const chance = random();
        if (chance < 0.1) throw refused();
        recorder.take(call);
        if (chance < 0.2) throw unavailable(500);
        if (chance < 0.3) throw unavailable(503, 300);
        return answer;
      });
    for (let n = 0; n < 2_000; n += 1) deliveries.stage({ key: `K${n % 150}` });
    await deliveries.run();
    await deliveries.exhaust(dayMs);
    expect(deliveries.store.in('delivered')).to.have.length(2_000);
    expect(recorder.effects).to.have.length(2_000);
    recorder.expectInOrder();
  });

  it('gets over a partner that takes calls and never answers', async () => {
    const deliveries = begin({ erp: { ...production, timeoutMs: 100 } });
    const recorder = new Recorder();
    let hangs = true;
    deliveries.behaviour = (call) => {
      recorder.take(call);
      return hangs && call.system === 'erp' ? new Promise<never>(() => {}) : answer;
    };
    for (let n = 0; n < 300; n += 1) deliveries.stage({ key: `K${n % 30}` });
    deliveries.stage({ system: 'wms', key: 'K1' });
    await deliveries.run();
    await deliveries.advance(60_000);
    expect(deliveries.executor.views().find(({ name }) => name === 'erp')?.circuit).to.equal('open');
    expect(deliveries.store.in('delivered').map(({ system }) => system)).to.deep.equal(['wms']);
    expect(deliveries.calls.length).to.be.below(20);
    hangs = false;
    await deliveries.exhaust(dayMs);
    expect(deliveries.store.in('delivered')).to.have.length(301);
    expect(recorder.effects).to.have.length(301);
    expect(
      new Set(deliveries.store.in('delivered').map(({ idempotencyKey }) => idempotencyKey)).size,
    ).to.equal(301);
  });

  it('drains ten thousand behind a partner that comes back after a minute, in order and at a growing pace', async () => {
    const deliveries = begin({ erp: { ...production, maxConcurrent: 16 } });
    const recorder = new Recorder();
    deliveries.behaviour = (call) => {
      if (deliveries.now < 60_000) throw refused();
      recorder.take(call);
      return answer;
    };
    for (let n = 0; n < 10_000; n += 1) deliveries.stage({ key: `K${n % 900}` });
    await deliveries.run();
    await deliveries.advance(60_000);
    expect(deliveries.calls.length).to.be.below(32);
    const from = deliveries.calls.length;
    await deliveries.exhaust(dayMs);
    expect(recorder.effects).to.have.length(10_000);
    recorder.expectInOrder();
    const [first] = deliveries.calls.slice(from);
    const inSecond = (second: number) =>
      deliveries.calls.filter(({ at }) => Math.floor((at - (first?.at ?? 0)) / 1_000) === second).length;
    expect(inSecond(0)).to.be.within(5, 12);
    expect(inSecond(20)).to.be.within(60, 110);
    expect(deliveries.now).to.be.below(180_000);
  }).timeout(240_000);

  it('ends whatever the limits are and whatever fails on the way, with nothing but time passing', async () => {
    const limits = fc.record(
      {
        maxConcurrent: fc.integer({ min: 1, max: 5 }),
        rateLimit: fc.record({
          requests: fc.integer({ min: 1, max: 5 }),
          perMs: fc.integer({ min: 1, max: 3_000 }),
        }),
        retryBudget: fc.record({
          ratio: fc.constantFrom(0, 0.1, 1),
          perSecond: fc.constantFrom(0, 0.05, 1),
        }),
        circuitBreaker: fc.record(
          {
            failures: fc.integer({ min: 1, max: 4 }),
            openMs: fc.integer({ min: 1, max: 5_000 }),
            recovery: fc.record({
              startPerSecond: fc.integer({ min: 1, max: 3 }),
              doubleEveryMs: fc.integer({ min: 1, max: 4_000 }),
            }),
          },
          { requiredKeys: ['failures', 'openMs'] },
        ),
        fallback: fc.constant('wms'),
        fallbackAfterMs: fc.integer({ min: 0, max: 10_000 }),
        fallbackWhenUnknown: fc.boolean(),
        giveUpAfterMs: fc.integer({ min: 5_000, max: 60_000 }),
      },
      { requiredKeys: ['maxConcurrent', 'circuitBreaker'] },
    );
    const actions = fc.array(
      fc.record({
        stage: fc.integer({ min: 0, max: 6 }),
        waitMs: fc.integer({ min: 0, max: 4_000 }),
        commitsFail: fc.integer({ min: 0, max: 2 }),
        event: fc.constantFrom('none', 'none', 'reload', 'lookBack', 'pause', 'shards'),
      }),
      { maxLength: 12 },
    );
    const writeFailed = (): never => {
      throw new CrossdockError('CD_LEDGER_WRITE_FAILED', { reason: 'disk full' });
    };
    await fc.assert(
      fc.asyncProperty(limits, actions, fc.integer(), async (erp, list, seed) => {
        const random = seeded(seed);
        const deliveries = begin({
          erp: { timeoutMs: 50, retry: patient, ...erp } as Partial<SystemConfig>,
          wms: { timeoutMs: 50, retry: patient, circuitBreaker: { failures: 2, openMs: 1_000 } },
        });
        let healthy = false;
        const recorder = new Recorder();
        deliveries.behaviour = (call) =>
          recorder.during(call, async () => {
            const chance = healthy ? 1 : random();
            if (chance < 0.2) throw refused();
            if (chance < 0.3) throw throttled();
            recorder.take(call);
            if (chance < 0.4) throw unavailable(502);
            if (chance < 0.45) throw unavailable(503, 900);
            if (chance < 0.5) throw new Error('what is this');
            if (chance < 0.55) return new Promise<never>(() => {});
            return answer;
          });
        // A call that never answers is given up and repeated, as the partner sees it while the first still hangs.
        recorder.during = (_, work) => work();
        await deliveries.run();
        for (const { stage, waitMs, commitsFail, event } of list) {
          for (let n = 0; n < stage; n += 1) deliveries.stage({ key: `K${Math.floor(random() * 4)}` });
          deliveries.store.refusals = Array.from({ length: commitsFail }, () => writeFailed);
          if (event === 'reload') await deliveries.executor.reloadBlocks();
          if (event === 'lookBack') deliveries.executor.lookBack();
          if (event === 'pause') deliveries.executor.pause();
          if (event === 'shards') {
            const held = [...deliveries.store.held];
            for (const shard of held) if (random() < 0.5) deliveries.store.held.delete(shard);
            await deliveries.executor.shardsChanged();
            await deliveries.advance(waitMs);
            for (const shard of held) deliveries.store.held.add(shard);
            await deliveries.executor.shardsChanged();
          }
          await deliveries.advance(waitMs);
          deliveries.executor.resume();
        }
        healthy = true;
        await deliveries.exhaust(dayMs);
        expect(deliveries.executor.live, 'calls under way').to.equal(0);
        const failed = new Set(deliveries.store.in('failed').map(({ system, key }) => `${system} ${key}`));
        const stalled = deliveries.store
          .in('pending')
          .filter(({ system, key }) => !failed.has(`${system} ${key}`));
        expect(stalled.map(({ id }) => id)).to.deep.equal([]);
        recorder.expectInOrder();
        await deliveries.executor.stop();
      }),
      { numRuns: 200, includeErrorInReport: true },
    );
  }).timeout(240_000);
});
