import { expect } from 'chai';
import type { Operation, Remembered, StoredProcess, Timer } from '../../../ledger/ledger.ts';
import { comparable } from '../../../runtime/replay/dry-run/comparable.ts';
import { compare } from '../../../runtime/replay/dry-run/compare.ts';
import { left, standing } from '../../../runtime/replay/dry-run/standing.ts';
import { isSameWait } from '../../../runtime/replay/dry-run/volatile.ts';
import { message } from '../../contract/ledger/samples.ts';

const at = '2026-03-02T08:00:00.000Z';
const seen: Remembered = { scope: 'interchanges', key: 'ACME/1', digest: 'd1', value: { control: 1 }, at };
const set: Timer = {
  ...{ id: 't1', tenant: 'northwind', key: 'C-ACME/PO-1', dueAt: '2026-03-02T10:00:00.000Z' },
  message: message('m1', { queue: 'timer:hold', body: { payload: { hold: 'credit' } } }),
};
/** The run before was at eight, this one a day later. */
const dayLater = isSameWait({ from: at, to: at }, nextDay(at));
function nextDay(instant: string): { from: string; to: string } {
  const from = new Date(Date.parse(instant) + 86_400_000).toISOString();
  return { from, to: from };
}
const ledger = {
  process: async (): Promise<StoredProcess | null> => null,
  remembered: async (scope: string, key: string) => (scope === seen.scope && key === seen.key ? seen : null),
  state: async (name: string) => (name === 'poll' ? { last: 7 } : null),
  timer: async (id: string) => (id === set.id ? set : null),
};

const differences = async (...operations: Operation[]) => {
  const changes = left(operations.flatMap((operation) => comparable(operation, 'reads')));
  return compare(await standing(changes, ledger, dayLater), changes, (left, right) => left === right);
};

describe('what a dry run would change', () => {
  it('is nothing for a state that would stay as it stands', async () => {
    expect(await differences({ op: 'state', name: 'poll', value: { last: 7 } })).to.deep.equal([]);
  });

  it('is shown place by place for a state that would be another', async () => {
    expect(await differences({ op: 'state', name: 'poll', value: { last: 9 } })).to.deep.equal([
      { change: 'changed', what: 'state poll: last', before: 7, after: 9 },
    ]);
  });

  it('is shown for a key that is remembered with other content, and for one that is new', async () => {
    const again = await differences({ op: 'remember', entry: { ...seen, digest: 'd2' } });
    expect(again).to.deep.equal([
      { change: 'changed', what: 'interchanges ACME/1 is remembered: digest', before: 'd1', after: 'd2' },
    ]);
    const [added] = await differences({ op: 'remember', entry: { ...seen, key: 'ACME/2' } });
    expect(added).to.deep.include({ change: 'added', what: 'interchanges ACME/2 is remembered' });
  });

  describe('to a timer', () => {
    it('is nothing when it stands, also when it is set for as long after this run as after the one before', async () => {
      expect(await differences({ op: 'timer', timer: set })).to.deep.equal([]);
      const later = { ...set, dueAt: '2026-03-03T10:00:00.000Z' };
      expect(await differences({ op: 'timer', timer: later })).to.deep.equal([]);
    });

    it('is shown for another time, another message, and for one that is new', async () => {
      const later = await differences({ op: 'timer', timer: { ...set, dueAt: '2026-03-03T18:00:00.000Z' } });
      expect(later).to.deep.equal([
        { change: 'changed', what: 'timer t1: dueAt', before: set.dueAt, after: '2026-03-03T18:00:00.000Z' },
      ]);
      const body = { payload: { hold: 'address' } };
      const other = await differences({
        op: 'timer',
        timer: { ...set, message: { ...set.message, body } },
      });
      expect(other).to.deep.equal([
        { change: 'changed', what: 'timer t1: body.payload.hold', before: 'credit', after: 'address' },
      ]);
      const [added] = await differences({ op: 'timer', timer: { ...set, id: 't2' } });
      expect(added).to.deep.include({ change: 'added', what: 'timer t2' });
    });

    it('is shown when it is called off and stands, and is the last that the run does to it', async () => {
      const [off] = await differences({ op: 'timer', timer: set }, { op: 'cancelTimer', id: 't1' });
      expect(off).to.deep.include({ change: 'changed', what: 'timer t1 is called off', after: null });
      expect(await differences({ op: 'cancelTimer', id: 't2' })).to.deep.equal([]);
      const again = await differences({ op: 'cancelTimer', id: 't1' }, { op: 'timer', timer: set });
      expect(again).to.deep.equal([]);
    });
  });
});
