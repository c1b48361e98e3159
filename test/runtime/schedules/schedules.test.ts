import { expect } from 'chai';
import { CrossdockError } from '../../../domain/errors.ts';
import { type Cron, nodeCron, schedule } from '../../../runtime/schedules/schedules.ts';
import { ManualClock } from '../../support/manual-clock.ts';

const node = { id: 'n1', type: 'crossdock-schedule', name: 'nightly' };
const slot = (minute: number) => new Date(Date.UTC(2026, 2, 2, 8, minute));

describe('schedule', () => {
  const logs: string[] = [];
  let tick: (slot: Date) => Promise<void>;
  let closed = false;
  const cron: Cron = (_pattern, _zone, task) => {
    tick = task;
    return () => {};
  };
  const options = {
    node,
    clock: new ManualClock(),
    cron,
    log: (_level: string, text: string) => void logs.push(text),
    closed: () => closed,
  };
  beforeEach(() => {
    logs.length = 0;
    closed = false;
  });

  it('leaves a slot out while the one before is at work', async () => {
    const slots: Date[] = [];
    const work = Promise.withResolvers<void>();
    schedule('* * * * *', 'UTC', (at) => (slots.push(at) > 1 ? Promise.resolve() : work.promise), options);
    const first = tick(slot(0));
    await tick(slot(1));
    work.resolve();
    await first;
    await tick(slot(2));
    expect(slots).to.deep.equal([slot(0), slot(2)]);
    expect(logs).to.deep.equal(['nightly: slot left out, the one before is still at work']);
  });

  it('goes on after a slot that failed', async () => {
    let calls = 0;
    const task = async () => {
      calls += 1;
      throw new Error('no connection');
    };
    schedule('* * * * *', 'UTC', task, options);
    await tick(slot(0));
    await tick(slot(1));
    expect(calls).to.equal(2);
    expect(logs).to.deep.equal(['nightly: no connection', 'nightly: no connection']);
  });

  it('starts nothing while the runtime stops', async () => {
    let calls = 0;
    const task = async () => {
      calls += 1;
    };
    schedule('* * * * *', 'UTC', task, options);
    closed = true;
    await tick(slot(0));
    expect(calls).to.equal(0);
  });

  it('refuses what is no cron pattern', () => {
    expect(() => schedule('at noon', 'UTC', async () => {}, { ...options, cron: nodeCron }))
      .to.throw(CrossdockError, /nightly: at noon is not a cron pattern/)
      .with.property('code', 'CD_SCHEDULE_PATTERN');
  });

  it('accepts patterns with and without seconds', () => {
    for (const pattern of ['*/5 * * * *', '0 */5 * * * *']) {
      schedule(pattern, 'Europe/Berlin', async () => {}, { ...options, cron: nodeCron })();
    }
  });
});
