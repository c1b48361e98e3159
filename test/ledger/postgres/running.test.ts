import { expect } from 'chai';
import { Running } from '../../../ledger/postgres/cluster/running.ts';

describe('notes of what is being run', () => {
  const setUp = () => {
    const sent: unknown[][] = [];
    const connection = {
      query: async (_: string, [, began, ended]: readonly unknown[] = []) => {
        sent.push([began, ended]);
        return [];
      },
    };
    return { sent, running: new Running(connection, async () => [], 1) };
  };

  it('are sent before they count as settled, also those of this very tick', async () => {
    const { sent, running } = setUp();
    await Promise.resolve();
    running.began('m1');
    await running.settled();
    running.ended('m1');
    running.began('m2');
    await running.settled();
    expect(sent).to.deep.equal([
      [['m1'], []],
      [['m2'], ['m1']],
    ]);
  });

  it('of what began and ended in between are never sent', async () => {
    const { sent, running } = setUp();
    running.began('m1');
    running.ended('m1');
    await running.settled();
    expect(sent).to.deep.equal([]);
  });
});
