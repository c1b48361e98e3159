import { expect } from 'chai';
import { delivery, entry, step } from '../../support/runtime/nodes.ts';
import { RunningFlows } from '../../support/runtime/running-flows.ts';

const flow = [
  entry('sync', 'wait'),
  step('wait', 'gate', 'answer'),
  step('answer', 'reply'),
  entry('through', 'call'),
  delivery('call', 'after'),
  step('after', 'reply'),
  entry('failing', 'bad'),
  step('bad', 'reject'),
];

const awaitReply = { timeoutMs: 1_000 };

describe('replies', () => {
  let flows: RunningFlows;
  before(async () => {
    flows = await RunningFlows.start(flow);
  });
  after(() => flows.stop());

  it('answers a waiting caller when the run has committed', async () => {
    const waiting = flows.accept('sync', { order: 1 }, { key: 'A', awaitReply });
    const id = await flows.atGate('wait');
    await flows.call('openGate', 'wait');
    expect(await waiting).to.deep.equal({
      outcome: 'replied',
      id,
      status: 201,
      headers: { 'x-by': 'answer' },
      body: { order: 1 },
    });
    expect((await flows.message(id))?.state).to.equal('done');
  });

  it('answers from a later run, after a delivery', async () => {
    const outcome = await flows.accept('through', { order: 2 }, { key: 'B', awaitReply });
    expect(outcome).to.deep.include({ outcome: 'replied', body: { order: 2, answered: true } });
  });

  it('lets the caller go in time, and keeps the reply for whoever asks later', async () => {
    const arrival = { key: 'C', idempotencyKey: 'C', awaitReply };
    const waiting = flows.accept('sync', { order: 3 }, arrival);
    const id = await flows.atGate('wait');
    await flows.call('advance', 1_000);
    expect(await waiting).to.deep.equal({ outcome: 'accepted', id });
    await flows.call('openGate', 'wait');
    await flows.untilState(id, 'done');
    expect(await flows.ledger('reply', id)).to.deep.include({ status: 201, body: { order: 3 } });
    expect(await flows.accept('sync', { order: 3 }, arrival)).to.deep.include({ outcome: 'replied', id });
  });

  it('lets the caller go when the message goes to the exception list', async () => {
    const outcome = await flows.accept('failing', {}, { key: 'D', awaitReply });
    expect(outcome.outcome).to.equal('accepted');
    expect((await flows.message(outcome.id))?.state).to.equal('parked');
  });
});
