import { expect } from 'chai';
import { shardOf } from '../../../ledger/shard.ts';
import { Duties } from '../../../runtime/cluster/duties.ts';
import type { Cron } from '../../../runtime/schedules/schedules.ts';

/** A cluster whose only shard of interest comes and goes. */
function duties(here: boolean) {
  const shard = shardOf('node');
  const listeners = new Set<(change: { gained: number[]; lost: number[] }) => void>();
  const warnings: string[] = [];
  const cluster = {
    holds: (asked: number) => here && asked === shard,
    onChange: (listener: (change: { gained: number[]; lost: number[] }) => void) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
  return {
    duties: new Duties({ cluster, log: (_, text) => void warnings.push(text) }),
    warnings,
    async move(to: boolean) {
      here = to;
      for (const listener of listeners) listener({ gained: to ? [shard] : [], lost: to ? [] : [shard] });
      await new Promise(setImmediate);
    },
  };
}

const at = (seconds: number) => new Date(Date.UTC(2026, 2, 2, 8, 0, seconds));

describe('Duties', () => {
  it('keep something open while they are here', async () => {
    const { duties: mine, move } = duties(false);
    const events: string[] = [];
    const end = mine.keep('node', () => {
      events.push('open');
      return () => void events.push('end');
    });
    await move(false);
    expect(events).to.deep.equal([]);
    await move(true);
    await move(true);
    expect(events).to.deep.equal(['open']);
    await move(false);
    await move(true);
    expect(events).to.deep.equal(['open', 'end', 'open']);
    await end();
    expect(events).to.deep.equal(['open', 'end', 'open', 'end']);
    await move(false);
    await move(true);
    expect(events).to.have.length(4);
  });

  it('end what they opened before they open it again, however long that takes', async () => {
    const { duties: mine, move } = duties(true);
    const closed = Promise.withResolvers<void>();
    const events: string[] = [];
    mine.keep('node', () => {
      events.push('open');
      return async () => {
        await closed.promise;
        events.push('end');
      };
    });
    await new Promise(setImmediate);
    await move(false);
    await move(true);
    expect(events).to.deep.equal(['open']);
    closed.resolve();
    await new Promise(setImmediate);
    expect(events).to.deep.equal(['open', 'end', 'open']);
  });

  it('change hands although what they opened could not be ended', async () => {
    const { duties: mine, move, warnings } = duties(true);
    let opened = 0;
    mine.keep('node', () => {
      opened += 1;
      return () => Promise.reject(new Error('no'));
    });
    await new Promise(setImmediate);
    await move(false);
    await move(true);
    expect(opened).to.equal(2);
    expect(warnings).to.have.length(1);
  });

  it('give an id whose work is done here', async () => {
    const { duties: mine, move } = duties(true);
    const shard = shardOf('node');
    let count = 0;
    const uuid = () => {
      count += 1;
      return `id ${count}`;
    };
    expect(shardOf(mine.idHere({ uuid }))).to.equal(shard);
    await move(false);
    expect(mine.idHere({ uuid })).to.match(/^id /);
  });

  it('run a task at the slots that come while they are here', async () => {
    const { duties: mine, move } = duties(false);
    const ticks: ((slot: Date) => Promise<void>)[] = [];
    const cron: Cron = (_, __, task) => {
      ticks.push(task);
      return () => void ticks.pop();
    };
    const slots: number[] = [];
    const run = async (slot: Date) => void slots.push(slot.getUTCSeconds());
    let now = at(0);
    const stop = mine.cron('node', cron, () => now)('* * * * * *', 'UTC', run);
    await ticks[0]?.(at(1));
    expect(slots).to.deep.equal([]);

    now = at(2);
    await move(true);
    expect(slots, 'the slot at which nobody was there is made up for').to.deep.equal([1]);
    await ticks[0]?.(at(3));
    expect(slots).to.deep.equal([1, 3]);

    await move(false);
    await ticks[0]?.(at(4));
    now = new Date(at(4).getTime() + 61_000);
    await move(true);
    expect(slots, 'an old slot is not').to.deep.equal([1, 3]);
    stop();
    expect(ticks).to.have.length(0);
  });
});
