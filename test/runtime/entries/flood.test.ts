import { expect } from 'chai';
import type { Flood, Flooded } from '../../support/runtime/flood.ts';
import { entry, step } from '../../support/runtime/nodes.ts';
import { RunningFlows } from '../../support/runtime/running-flows.ts';

/** `CROSSDOCK_FLOOD=100000` for a flood as large as one likes. */
const messages = Number(process.env.CROSSDOCK_FLOOD ?? 2_000);
const limit = 200;
const senders = 64;

/** The clock of these flows stands still: nothing but the end of a run can make room. */
describe('a flood at an entry', function () {
  this.timeout(60_000 + messages * 5);
  let flows: RunningFlows;
  beforeEach(async () => {
    const site = { entries: { in: { limits: { count: limit, bytes: 8_000_000 } } } };
    flows = await RunningFlows.start([entry('in', 'work'), step('work', 'pass')], { site });
  });
  afterEach(() => flows.stop());

  async function flooded(order: Partial<Flood>): Promise<Flooded> {
    const all = { messages, senders, keys: 1_000, bytes: 100, ...order };
    const report = await flows.call<Flooded>('flood', 'in', all);
    await flows.until('everything is worked off', async () => (await flows.counts()).queued === 0);
    const { ledger, backPressure } = await flows.counts();
    expect(ledger.messages).to.deep.include({ done: all.messages, accepted: 0, parked: 0 });
    expect(backPressure).to.deep.equal([]);
    if (process.env.CROSSDOCK_FLOOD) console.log(order, report);
    return report;
  }

  it('of many small messages under many keys never exceeds the limit and comes to its end', async () => {
    const { mostQueued, refusals } = await flooded({});
    expect(mostQueued).to.be.at.most(limit);
    expect(refusals).to.be.at.least(0);
  });

  it('of many small messages under one key comes to its end', async () => {
    const { mostQueued, refusals } = await flooded({ keys: 1, messages: Math.ceil(messages / 3) });
    expect(mostQueued).to.be.at.most(limit);
    expect(refusals).to.be.above(0);
  });

  it('of few huge messages keeps no more of them than fit, and comes to its end', async () => {
    const { mostQueued } = await flooded({ messages: 30, senders: 15, bytes: 2_000_000, keys: 30 });
    expect(mostQueued).to.be.at.most(5);
  });
});
