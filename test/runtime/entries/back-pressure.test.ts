import { expect } from 'chai';
import { channelIn, entry, step } from '../../support/runtime/nodes.ts';
import { RunningFlows } from '../../support/runtime/running-flows.ts';
import { testSite } from '../../support/runtime/test-site.ts';

const flow = [
  { ...entry('shop', 'toOrders'), name: 'Shop' },
  { ...step('toOrders', 'publish'), label: 'orders' },
  { ...entry('edi', 'viaLink'), name: 'EDI' },
  { id: 'viaLink', type: 'link out', mode: 'link', links: ['fromLink'] },
  { id: 'fromLink', type: 'link in', links: [], to: ['toOrders'] },
  channelIn('read', 'orders', 'work'),
  step('work', 'gate', 'noted'),
  step('noted', 'note'),
  { ...entry('events', 'seen'), name: 'Events' },
  step('seen', 'note'),
  { id: 'stock', type: 'junction', to: ['seen'] },
  { ...entry('slow', 'slowWork'), name: 'Slow' },
  step('slowWork', 'gate'),
  { ...entry('strict', 'fails'), name: 'Strict' },
  step('fails', 'fail', 'passed'),
  step('passed', 'note'),
  { ...entry('patient', 'rejects'), name: 'Patient' },
  step('rejects', 'reject'),
];

const site = {
  limits: { ...testSite.limits, maxQueued: 40 },
  channels: { orders: { limits: { count: 5 } }, ordesr: { limits: { count: 1 } } },
  entries: {
    Strict: { retry: { attempts: 2, firstDelayMs: 10_000 } },
    patient: { retry: { attempts: 2, retryable: ['CD_CONFIG_*'] } },
    Nobody: {},
  },
};

describe('back-pressure in running flows', () => {
  let flows: RunningFlows;
  beforeEach(async () => {
    flows = await RunningFlows.start(flow, { readers: { orders: ['core'] }, site });
  });
  afterEach(() => flows.stop());

  const code = (accepted: Promise<unknown>) =>
    accepted.then(
      () => 'accepted',
      (error: { code: string }) => error.code,
    );
  /** Runs whose message is at the gate, with all hand-overs behind them committed. */
  async function fill(count: number): Promise<string[]> {
    const ids: string[] = [];
    for (let n = 0; n < count; n += 1) {
      const { id } = await flows.accept('shop', { n }, { key: `K${n}`, idempotencyKey: `K${n}` });
      await flows.untilState(id, 'done');
      await flows.atGate('work');
      ids.push(id);
    }
    return ids;
  }
  const full = async () => (await flows.counts()).backPressure;

  it('stops the entries that feed a full channel, over wires and links, and no others', async () => {
    await fill(5);
    expect(await full()).to.have.length(1);
    expect((await full())[0]).to.deep.include({
      ...{ queue: 'channel:orders/core', name: 'channel orders of core' },
      ...{ cause: 'count', value: 5, limit: 5, since: '2026-03-02T08:00:00.000Z' },
    });
    expect(
      await Promise.all(['shop', 'edi', 'events'].map((id) => code(flows.accept(id, {})))),
    ).to.deep.equal(['CD_RUN_BACKPRESSURE', 'CD_RUN_BACKPRESSURE', 'accepted']);
    await flows.call('openGate', 'work');
    await flows.until('there is room', async () => (await full()).length === 0);
    expect(await code(flows.accept('edi', {}))).to.equal('accepted');
    const told = flows.logs.filter((line) => line.includes('back-pressure'));
    expect(told).to.deep.equal([
      'warn: back-pressure: channel orders of core is full by count; it stops Shop, EDI',
    ]);
    await flows.call('advance', 2_000);
    await flows.until('its end is told', () =>
      flows.logs.includes('info: back-pressure: channel orders of core has room again'),
    );
  });

  it('takes what runs hand over to a full channel, so that nothing is lost', async () => {
    const many = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        flows.accept('shop', { n }, { key: `M${n}`, idempotencyKey: `M${n}` }).catch(() => null),
      ),
    );
    const taken = many.filter((one) => one !== null);
    expect(taken.length).to.be.at.least(5);
    for (const one of taken) await flows.untilState(one?.id ?? '', 'done');
    await flows.call('keepOpen', 'work');
    await flows.until('all are worked off', async () => (await flows.counts()).queued === 0);
    const notes = await Promise.all(many.map((one, n) => (one ? flows.notes(`M${n}`) : [])));
    expect(notes.flat()).to.have.length(taken.length);
    expect(await full()).to.deep.equal([]);
  });

  it('finds a channel full again after a kill', async () => {
    await fill(5);
    await flows.kill();
    await flows.restart();
    expect(await code(flows.accept('shop', {}))).to.equal('CD_RUN_BACKPRESSURE');
    await flows.call('keepOpen', 'work');
    await flows.until('there is room', async () => {
      // What was being run at the kill is tried again with a pause, one by one.
      await flows.call('advance', 5_000);
      return (await full()).length === 0;
    });
    expect(await code(flows.accept('shop', {}))).to.equal('accepted');
  });

  it('refuses messages of stock nodes only at the limit of the site', async () => {
    await fill(5);
    await flows.call('send', 'stock', { payload: 1 });
    await flows.until(
      'a message of a stock node ran',
      async () => (await flows.counts()).ledger.messages.done > 5,
    );
    for (let n = 0; n < 36; n += 1) {
      await flows.accept('slow', { n }, { key: `E${n}`, idempotencyKey: `E${n}` }).catch(() => null);
    }
    expect((await full()).map(({ queue, value, limit }) => [queue, value, limit])).to.deep.equal([
      ['channel:orders/core', 5, 5],
      ['*', 40, 40],
    ]);
    const { ledger } = await flows.counts();
    await flows.call('send', 'stock', { payload: 2 });
    expect((await flows.counts()).ledger.messages).to.deep.equal(ledger.messages);
    expect(await code(flows.accept('events', {}))).to.equal('CD_RUN_BACKPRESSURE');
    await flows.call('keepOpen', 'work');
    await flows.call('keepOpen', 'slowWork');
    await flows.until('all are worked off', async () => (await flows.counts()).queued === 0);
    expect(await full()).to.deep.equal([]);
  });

  it('warns of names in the site file that nothing goes by', () => {
    const warnings = flows.logs.filter((line) => line.includes('in the site file sets something for'));
    expect(warnings).to.deep.equal([
      'warn: channels in the site file sets something for ordesr, which is not a channel of its packs',
      'warn: entries in the site file sets something for Nobody, which is not the name or id of an entry node of its packs',
    ]);
  });

  it('retries by the policy of the entry, by its name or id, and journals every attempt', async () => {
    const { id } = await flows.accept('strict', { failures: 9 }, { key: 'S' });
    const first = await flows.until('the first attempt has failed', async () => {
      const message = await flows.message(id);
      return message?.attempts === 1 ? message : null;
    });
    expect(Date.parse(first.availableAt) - Date.parse(first.acceptedAt)).to.equal(7_500);
    await flows.call('advance', 7_500);
    await flows.untilState(id, 'parked');
    const lines = await flows.ledger('history', 'northwind', 'S', 10);
    expect(lines.map(({ kind, at, data }) => ({ kind, at, data }))).to.deep.equal([
      {
        kind: 'attempt',
        at: '2026-03-02T08:00:00.000Z',
        data: { code: 'CD_CONNECT_REFUSED', attempts: 1, nextAt: '2026-03-02T08:00:07.500Z' },
      },
      {
        kind: 'exception',
        at: '2026-03-02T08:00:07.500Z',
        data: { code: 'CD_CONNECT_REFUSED', attempts: 2 },
      },
    ]);
    const [exception] = await flows.openExceptions();
    expect(exception).to.include({ nodeId: 'fails', subjectId: id });
    expect(exception?.document).to.deep.include({ payload: { failures: 9 } });
  });

  it('tries again what the policy of the entry says, though the table of codes does not', async () => {
    const { id } = await flows.accept('patient', {}, { key: 'P' });
    await flows.until('the first attempt has failed', async () => (await flows.message(id))?.attempts === 1);
    expect((await flows.message(id))?.state).to.equal('accepted');
    await flows.call('advance', 1_000);
    await flows.untilState(id, 'parked');
  });
});
