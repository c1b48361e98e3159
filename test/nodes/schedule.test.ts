import { expect } from 'chai';
import { runtime } from '../../nodes/schedule/runtime.ts';
import { deploy } from '../support/deploy-node.ts';

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('crossdock-schedule', () => {
  it('accepts one message per slot, recognisable as the same slot by every worker', async () => {
    const node = deploy(runtime, {
      from: 'cron',
      cron: '0 6 * * *',
      timeZone: 'Asia/Tokyo',
      payload: '{"a":1}',
    });
    await settled();
    const [schedule] = node.schedules;
    expect([schedule?.pattern, schedule?.timeZone]).to.deep.equal(['0 6 * * *', 'Asia/Tokyo']);
    await schedule?.task(new Date('2026-03-01T21:00:00Z'));
    expect(node.arrivals[0]).to.deep.include({
      idempotencyKey: 'schedule:node-under-test:2026-03-01T21:00:00.000Z',
      payload: { a: 1 },
      properties: { slot: '2026-03-01T21:00:00.000Z' },
    });
  });

  it('follows a schedule of the site by name, in the site’s zone', async () => {
    const node = deploy(runtime, { from: 'site', schedule: 'nightly' });
    await settled();
    expect([node.schedules[0]?.pattern, node.schedules[0]?.timeZone]).to.deep.equal([
      'nightly',
      'Europe/Berlin',
    ]);
  });

  it('stops its schedule when it is closed', async () => {
    const node = deploy(runtime, { from: 'site', schedule: 'nightly' });
    await settled();
    await node.close();
    expect(node.schedules).to.deep.equal([]);
  });

  it('refuses a payload that is not JSON', async () => {
    const node = deploy(runtime, { from: 'site', schedule: 'nightly', payload: '{' });
    await settled();
    expect(node.refusals[0]?.code).to.equal('CD_NODE_CONFIG_INVALID');
  });
});
