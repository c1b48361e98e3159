import { expect } from 'chai';
import { channelIn, entry, step } from '../../support/runtime/nodes.ts';
import { RunningFlows } from '../../support/runtime/running-flows.ts';
import { testSite } from '../../support/runtime/test-site.ts';

const flow = [
  entry('flaky', 'stumbles'),
  step('stumbles', 'fail', 'stumbled'),
  step('stumbled', 'note'),
  entry('strict', 'checks'),
  {
    id: 'checks',
    type: 'switch',
    property: 'payload.bad',
    propertyType: 'msg',
    rules: [{ t: 'true' }, { t: 'else' }],
    checkall: 'false',
    outputs: 2,
    to: ['refuses', 'passes'],
  },
  step('refuses', 'reject'),
  step('passes', 'note'),
  entry('racing', 'counter'),
  step('counter', 'count'),
  entry('deadlines', 'expires'),
  step('expires', 'deadline'),
  channelIn('expired', 'expires', 'noteExpired'),
  step('noteExpired', 'note'),
  entry('publishing', ['orders', 'orders2']),
  step('orders', 'publish'),
  { ...step('orders2', 'publish'), label: 'orders' },
  channelIn('reader', 'orders', 'noteRead'),
  step('noteRead', 'note'),
  entry('lost', 'nowhere'),
  step('nowhere', 'publish'),
  entry('limited', 'wait'),
  step('wait', 'gate'),
];

describe('retry and order', () => {
  let flows: RunningFlows;
  before(async () => {
    flows = await RunningFlows.start(flow, {
      readers: { expires: ['core'], orders: ['core', 'reports'] },
      site: { limits: { ...testSite.limits, maxQueued: 50 } },
    });
  });
  after(() => flows.stop());

  const retried = (id: string, attempts: number) =>
    flows.until(`attempt ${attempts} of ${id} has failed`, async () => {
      const message = await flows.message(id);
      return message?.attempts === attempts && message.state === 'accepted' ? message : null;
    });

  it('tries a failed message again after the delay, and commits the attempt that succeeds', async () => {
    const { id } = await flows.accept('flaky', { failures: 2 }, { key: 'A' });
    const first = await retried(id, 1);
    // Half of one second fixed, half by chance (0.5 here).
    expect(Date.parse(first.availableAt) - Date.parse(first.acceptedAt)).to.equal(750);
    await flows.call('advance', 749);
    expect((await flows.message(id))?.attempts).to.equal(1);
    await flows.call('advance', 1);
    await retried(id, 2);
    await flows.call('advance', 60_000);
    await flows.untilState(id, 'done');
    expect(await flows.notes('A')).to.deep.equal([{ name: 'stumbled', data: { failures: 2 } }]);
  });

  it('keeps later messages of the key behind one that waits for its retry, and lets other keys pass', async () => {
    const first = await flows.accept('flaky', { failures: 1, n: 1 }, { key: 'B' });
    const second = await flows.accept('flaky', { n: 2 }, { key: 'B', idempotencyKey: 'B2' });
    const other = await flows.accept('flaky', { n: 3 }, { key: 'C' });
    await flows.untilState(other.id, 'done');
    await retried(first.id, 1);
    expect((await flows.message(second.id))?.state).to.equal('accepted');
    await flows.call('advance', 1_000);
    await flows.untilState(second.id, 'done');
    const notes = await flows.notes('B');
    expect(notes.map(({ data }) => (data as { n: number }).n)).to.deep.equal([1, 2]);
  });

  it('parks a message after its last attempt', async () => {
    const { id } = await flows.accept('flaky', { failures: 99 }, { key: 'D' });
    await retried(id, 1);
    await flows.call('advance', 60_000);
    await retried(id, 2);
    await flows.call('advance', 60_000);
    const message = await flows.untilState(id, 'parked');
    expect(message.attempts).to.equal(3);
  });

  it('parks at once for a terminal error, holds the key back, and goes on in order when released', async () => {
    const bad = await flows.accept('strict', { bad: true, n: 1 }, { key: 'E' });
    const behind = await flows.accept('strict', { n: 2 }, { key: 'E', idempotencyKey: 'E2' });
    const other = await flows.accept('strict', { n: 3 }, { key: 'F' });
    await flows.untilState(bad.id, 'parked');
    await flows.untilState(other.id, 'done');
    expect((await flows.message(behind.id))?.state).to.equal('accepted');

    const [exception] = await flows.openExceptions();
    expect(exception).to.include({ subjectId: bad.id, nodeId: 'refuses' });
    await flows.call('retryException', exception?.id);
    const again = await flows.until('it is parked again', async () => {
      const open = (await flows.openExceptions()).find(({ subjectId }) => subjectId === bad.id);
      return open?.id === exception?.id ? null : open;
    });
    expect((await flows.message(behind.id))?.state).to.equal('accepted');

    await flows.call('discardException', again.id);
    await flows.untilState(behind.id, 'done');
    expect((await flows.message(bad.id))?.state).to.equal('discarded');
    const closed = await flows.ledger('exception', again.id);
    expect(closed).to.include({ state: 'discarded', closedBy: 'ada', reason: 'not needed' });
    const twice = await flows.call('retryException', again.id).catch((error: { code: string }) => error);
    expect(twice).to.include({ code: 'CD_EXCEPTION_CLOSED' });
  });

  it('repeats a run at once when another has changed the process it read', async () => {
    const first = await flows.accept('racing', {}, { key: 'R1' });
    await flows.atGate('counter');
    const second = await flows.accept('racing', {}, { key: 'R2' });
    await flows.atGate('counter');
    await flows.call('keepOpen', 'counter');
    await flows.untilState(first.id, 'done');
    await flows.untilState(second.id, 'done');
    const process = await flows.ledger('process', 'northwind', 'shared');
    expect(process).to.deep.include({ version: 2, state: { count: 2 } });
    expect((await flows.message(second.id))?.attempts).to.equal(0);
  });

  it('runs a flow at a deadline that an earlier run has set', async () => {
    const { id } = await flows.accept('deadlines', {}, { key: 'G' });
    await flows.untilState(id, 'done');
    await flows.call('advance', 59_000);
    expect(await flows.notes('G')).to.deep.equal([]);
    await flows.call('advance', 1_000);
    expect(await flows.untilNotes('G', 1)).to.deep.equal([{ name: 'noteExpired', data: { due: true } }]);
  });

  it('hands a document once to each reading pack, also when two nodes publish the same', async () => {
    const { id } = await flows.accept('publishing', { n: 1 }, { key: 'H' });
    await flows.untilState(id, 'done');
    expect(await flows.untilNotes('H', 2)).to.have.length(2);
    const waiting = await flows.ledger('pending', {
      queue: 'channel:orders/reports',
      afterSequence: 0,
      limit: 10,
      now: '2026-03-03T00:00:00.000Z',
    });
    expect(waiting.map(({ envelope }) => envelope.causationId)).to.deep.equal([id, id]);
    expect(waiting[0]?.envelope).to.include({ type: 'order', key: 'H', correlationId: id });
  });

  it('notes in the history that nobody reads a channel', async () => {
    const { id } = await flows.accept('lost', {}, { key: 'K' });
    await flows.untilState(id, 'done');
    const [line] = await flows.ledger('history', 'northwind', 'K', 10);
    expect(line).to.include({ kind: 'unread', messageId: id });
  });

  it('recognises what was accepted before, and keeps other content under the same key apart', async () => {
    const arrival = { key: 'I', idempotencyKey: 'PO 17' };
    const first = await flows.accept('strict', { n: 1 }, arrival);
    const again = await flows.accept('strict', { n: 1 }, arrival);
    const other = await flows.accept('strict', { n: 2 }, arrival);
    expect(again).to.deep.equal({ outcome: 'duplicate', id: first.id });
    expect(other.outcome).to.equal('conflict');
    await flows.untilState(first.id, 'done');
    expect(await flows.notes('I')).to.have.length(1);
    const kept = (await flows.openExceptions()).find(({ subjectId }) => subjectId === other.id);
    await flows.call('retryException', kept?.id);
    await flows.untilState(other.id, 'done');
    expect(await flows.notes('I')).to.have.length(2);
  });

  it('takes nothing more in when too much waits', async () => {
    const { queued } = await flows.counts();
    const room = 50 - queued;
    const arrivals = Array.from({ length: room }, (_, n) =>
      flows.accept('limited', { n }, { key: 'J', idempotencyKey: `J${n}` }),
    );
    await Promise.all(arrivals);
    const refused = await flows.accept('limited', {}, { key: 'J' }).catch((error: { code: string }) => error);
    expect(refused).to.include({ code: 'CD_RUN_BACKPRESSURE' });
    await flows.call('keepOpen', 'wait');
    await flows.until('all have run', async () => (await flows.counts()).queued === queued);
  });
});
