import { expect } from 'chai';
import type { Operation, Remembered, StoredProcess } from '../../../ledger/ledger.ts';
import { comparable } from '../../../runtime/replay/dry-run/comparable.ts';
import { compare } from '../../../runtime/replay/dry-run/compare.ts';
import { standing } from '../../../runtime/replay/dry-run/last-run.ts';

const at = '2026-03-02T08:00:00.000Z';
const seen: Remembered = { scope: 'interchanges', key: 'ACME/1', digest: 'd1', value: { control: 1 }, at };
const ledger = {
  process: async (): Promise<StoredProcess | null> => null,
  remembered: async (scope: string, key: string) => (scope === seen.scope && key === seen.key ? seen : null),
  state: async (name: string) => (name === 'poll' ? { last: 7 } : null),
};

const differences = async (...operations: Operation[]) => {
  const changes = operations.flatMap((operation) => comparable(operation, 'reads'));
  return compare(await standing(changes, ledger), changes, (left, right) => left === right);
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
});
