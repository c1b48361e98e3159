import { expect } from 'chai';
import { entry, step } from '../../support/runtime/nodes.ts';
import { RunningFlows } from '../../support/runtime/running-flows.ts';

describe('a node that comes back to its own work', () => {
  let flows: RunningFlows;
  before(async () => {
    flows = await RunningFlows.start([
      entry('order', 'wakes'),
      step('wakes', 'wake', 'noted'),
      step('noted', 'note'),
      entry('late', 'raises'),
      step('raises', 'raise-known'),
      entry('arrived', 'closes'),
      step('closes', 'close-known', 'recorded'),
      step('recorded', 'note'),
      entry('parts', 'judges'),
      step('judges', 'judge-part', ['mended', 'raisesPart']),
      step('mended', 'note'),
      step('raisesPart', 'raise'),
    ]);
  });
  after(() => flows.stop());

  it('gets the document of a timer without a channel as a message of its own, also after a kill', async () => {
    await flows.accept('order', { n: 1 }, { key: 'A' });
    await flows.untilNotes('A', 1);
    await flows.kill();
    await flows.restart();
    await flows.call('advance', 60_000);
    const notes = await flows.untilNotes('A', 2);
    expect(notes.map(({ data }) => data)).to.deep.equal([{ n: 1 }, { woken: true }]);
  });

  it('closes the exception that it named, and leaves one alone that a person has decided', async () => {
    await flows.accept('late', {}, { key: 'B' });
    const raised = await flows.until('the exception', async () => (await flows.openExceptions())[0]);
    await flows.accept('arrived', {}, { key: 'B' });
    await flows.untilNotes('B', 1);
    expect(await flows.ledger('exception', raised.id)).to.include({ state: 'resolved', reason: 'it came' });
    await flows.accept('arrived', {}, { key: 'B', idempotencyKey: 'again' });
    await flows.untilNotes('B', 2);
    expect(await flows.openExceptions()).to.deep.equal([]);
  });

  it('gets the part that it held back, not the message that the part came in', async () => {
    await flows.accept('parts', { part: 7, others: [1, 2] }, { key: 'C' });
    const [raised] = await flows.until('the exception', async () => {
      const open = await flows.openExceptions();
      return open.length > 0 ? open : null;
    });
    expect(await flows.face('exceptionDocument', raised!.id)).to.deep.equal({ mended: 7 });
    await flows.call('retryException', raised!.id);
    const notes = await flows.untilNotes('C', 2);
    expect(notes.at(-1)?.data).to.deep.equal({ mended: 7 });
  });
});
