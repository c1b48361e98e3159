import { expect } from 'chai';
import { CrossdockError } from '../../../domain/errors.ts';
import type { Ledger, Operation, StoredDelivery } from '../../../ledger/ledger.ts';
import type { NodeInstance } from '../../../node-kit/host.ts';
import { DeliveryExecutor } from '../../../runtime/deliveries/delivery-executor.ts';
import { DeployedNodes } from '../../../runtime/deployed-nodes.ts';
import { systemIds } from '../../../runtime/ids.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { testSite } from '../../support/runtime/test-site.ts';

const at = '2026-03-02T08:00:00.000Z';
const hourMs = 3_600_000;
const envelope = {
  ...{ id: 'm1', correlationId: 'm1', causationId: null, tenant: 'northwind', site: 'test', type: 'order' },
  ...{ schemaVersion: '1', key: 'A', source: { system: 'x', protocol: 'x', reference: 'x' }, receivedAt: at },
  traceparent: '00-00000000000000000000000000000001-0000000000000001-01',
};
const delivery: StoredDelivery = {
  ...{ id: 'd1', messageId: 'm1', tenant: 'northwind', nodeId: 'post', nodeType: 'post', system: 'erp' },
  ...{ key: 'A', idempotencyKey: 'd1', request: {}, envelope, continuation: {}, sequence: 1 },
  ...{ state: 'pending', attempts: 0, availableAt: at, stagedAt: at },
};

describe('DeliveryExecutor', () => {
  let clock: ManualClock;
  let executor: DeliveryExecutor;
  let calls: number;
  let committed: Operation[];
  /** What the outside system and the ledger do, in turn; afterwards both say yes. */
  let answers: (() => void)[];
  let commits: (() => void)[];

  beforeEach(() => {
    clock = new ManualClock(at);
    [calls, committed, answers, commits] = [0, [], [], []];
    const ledger = {
      dueDeliveries: async ({ afterSequence }: { afterSequence: number }) =>
        afterSequence < delivery.sequence ? [delivery] : [],
      commit: async (operations: Operation[]) => {
        commits.shift()?.();
        committed.push(...operations);
        return { committed: true, numbers: {}, accepted: [] };
      },
    } as unknown as Ledger;
    const node: NodeInstance = {
      ...{ id: 'post', type: 'post', name: 'Post', flowId: 'f', role: 'delivery', outputs: ['answer'] },
      ...{ config: {}, emit: () => {}, status: () => {} },
      deliver: async () => {
        calls += 1;
        answers.shift()?.();
        return { output: 'answer', payload: 'ok' };
      },
    };
    const deployed = new DeployedNodes(() => 'core');
    deployed.add(node);
    executor = new DeliveryExecutor({
      ...{ ledger, site: testSite, clock, ids: { ...systemIds, random: () => 0.5 }, deployed, log: () => {} },
      ...{ contextFor: () => ({}), ownerOf: () => undefined, onAnswered: () => {}, onDeferred: () => {} },
    });
  });
  afterEach(() => executor.stop());

  const settled = async (): Promise<void> => {
    for (let turn = 0; turn < 5; turn += 1) await new Promise(setImmediate);
  };
  const run = async (): Promise<void> => {
    executor.resume();
    await settled();
  };
  const advance = async (ms: number): Promise<void> => {
    clock.advance(ms);
    executor.pump();
    await settled();
  };
  const throwing = (error: Error) => () => {
    throw error;
  };
  const asksFor = (retryAfterMs: number) =>
    throwing(
      new CrossdockError('CD_CONNECT_UNAVAILABLE', { system: 'erp', status: 503, reason: 'x', retryAfterMs }),
    );

  for (const asked of [9_999_999_999_000, Number.MAX_SAFE_INTEGER, 1e20, Number.POSITIVE_INFINITY]) {
    it(`leaves a system that asks for a pause of ${asked} ms alone for an hour, and then calls it again`, async () => {
      answers = [asksFor(asked)];
      await run();
      const until = new Date(Date.parse(at) + hourMs).toISOString();
      expect(executor.openCircuits()).to.deep.equal([{ system: 'erp', until }]);
      expect(committed).to.have.length(1);
      expect(committed[0]).to.deep.include({ op: 'retryDelivery', attempts: 1, availableAt: until });
      await advance(hourMs - 1);
      expect(calls).to.equal(1);
      await advance(1);
      expect(calls).to.equal(2);
      expect(executor.openCircuits()).to.deep.equal([]);
    });
  }

  it('makes a call again, later and later, when its end could not be concluded', async () => {
    answers = [asksFor(0), asksFor(0)];
    const refuse = throwing(new CrossdockError('CD_LEDGER_REQUEST_INVALID', { operation: 'x', reason: 'x' }));
    commits = [refuse, refuse];
    await run();
    expect([calls, committed]).to.deep.equal([1, []]);
    await advance(999);
    expect(calls).to.equal(1);
    await advance(1);
    expect(calls).to.equal(2);
    await advance(1_499);
    expect(calls).to.equal(2);
    await advance(1);
    expect(calls).to.equal(3);
    expect(committed[0]?.op).to.equal('delivered');
    await advance(hourMs);
    expect(calls).to.equal(3);
  });

  it('shows an instant for a circuit that a site holds open beyond all calendars', async () => {
    answers = [asksFor(0)];
    const site = {
      ...testSite,
      systems: {
        erp: { ...testSite.systems.erp!, circuitBreaker: { failures: 1, openMs: Number.MAX_SAFE_INTEGER } },
      },
    };
    Reflect.set(Reflect.get(executor, 'options'), 'site', site);
    await run();
    expect(executor.openCircuits()).to.deep.equal([{ system: 'erp', until: '9999-12-31T23:59:59.999Z' }]);
  });
});
