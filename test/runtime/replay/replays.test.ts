import { expect } from 'chai';
import { delivery, entry, step } from '../../support/runtime/nodes.ts';
import { RunningFlows } from '../../support/runtime/running-flows.ts';

const ada = { by: 'ada', reason: 'flow mended' };
const flow = [
  entry('order', 'noted'),
  step('noted', 'note', 'post'),
  delivery('post', 'answered'),
  step('answered', 'note'),
  entry('fails', 'rejects'),
  step('rejects', 'reject'),
];
const mended = flow.map((node) => (node.id === 'rejects' ? step('rejects', 'note') : node));

describe('replays in a running flow', () => {
  let flows: RunningFlows;
  before(async () => {
    flows = await RunningFlows.start(flow);
  });
  after(() => flows.stop());

  const finished = async (key: string): Promise<string> => {
    const { id } = await flows.accept('order', { n: 1 }, { key });
    await flows.untilNotes(key, 2);
    return id;
  };
  const callsOf = (key: string) => flows.calls().filter((call) => call.key === key);
  const audited = async () => (await flows.ledger('audit', { limit: 1_000 })).map(({ action }) => action);

  it('a replay runs through today’s flow and calls the outside with a key of its own', async () => {
    const id = await finished('A');
    const { messageId } = await flows.face('replayMessage', id, ada);
    await flows.untilNotes('A', 4);
    const [first, second] = callsOf('A');
    expect(second!.idempotencyKey).to.not.equal(first!.idempotencyKey);
    expect((await flows.message(messageId))?.envelope).to.include({ causationId: id, key: 'A' });
    expect(await audited()).to.include('message.replayed');
  });

  it('an answer can be replayed at its node', async () => {
    const id = await finished('A2');
    const [answer] = (await flows.ledger('messages', { key: 'A2', limit: 10 })).filter(
      ({ envelope }) => envelope.causationId === id,
    );
    await flows.face('replayMessage', answer!.envelope.id, ada);
    await flows.untilNotes('A2', 3);
    expect(callsOf('A2')).to.have.length(1);
  });

  it('a decision told twice under one id is carried out once', async () => {
    const id = await finished('B');
    const decision = { ...ada, id: 'click-1' };
    const both = await Promise.all([
      flows.face('replayMessage', id, decision),
      flows.face('replayMessage', id, decision),
    ]);
    expect(both[1]).to.deep.equal(both[0]);
    expect(await flows.face('replayMessage', id, decision)).to.deep.equal(both[0]);
    await flows.untilNotes('B', 4);
    expect((await flows.ledger('messages', { key: 'B', limit: 100 })).length).to.equal(4);
  });

  it('a duplicate is a document of its own', async () => {
    const id = await finished('C');
    const { messageId } = await flows.face('duplicateMessage', id, ada);
    await flows.untilNotes('C', 4);
    expect((await flows.message(messageId))?.envelope).to.include({
      ...{ causationId: null, correlationId: messageId },
    });
  });

  it('a delivery that is sent again has the same key, and its answer goes nowhere', async () => {
    await finished('D');
    const [sent] = await flows.ledger('deliveries', { key: 'D', limit: 10 });
    const { deliveryId } = await flows.face('resendDelivery', sent!.id, ada);
    const again = await flows.until('it was answered', async () => {
      const stored = await flows.ledger('delivery', deliveryId);
      return stored?.state === 'delivered' ? stored : null;
    });
    expect(again.answer).to.deep.include({ output: 'answer' });
    const [first, second] = callsOf('D');
    expect(second!.idempotencyKey).to.equal(first!.idempotencyKey);
    expect((await flows.ledger('messages', { key: 'D', limit: 10 })).length).to.equal(2);
    expect(await flows.notes('D')).to.have.length(2);
  });

  it('a mended document goes on at its old place, before what came after it', async () => {
    const first = await flows.accept('fails', { unit: 'EA' }, { key: 'E' });
    await flows.untilState(first.id, 'parked');
    await flows.accept('fails', { unit: 'second' }, { key: 'E' });
    const [exception] = (await flows.openExceptions()).filter(({ key }) => key === 'E');
    expect(await flows.face('exceptionDocument', exception!.id)).to.deep.equal({ unit: 'EA' });
    await flows.face('assignException', exception!.id, 'ada', ada);
    await flows.call('deploy', mended, 'full');
    await flows.face('retryException', exception!.id, 'ada', 'wrong unit', { unit: 'C62' });
    const notes = await flows.untilNotes('E', 2);
    expect(notes.map(({ data }) => data)).to.deep.equal([{ unit: 'C62' }, { unit: 'second' }]);
    expect(await audited()).to.include.members(['exception.assigned', 'exception.retried']);
    await flows.call('deploy', flow, 'full');
  });

  it('is refused as long as a message waits, and the audit trail stays intact through it all', async () => {
    const { id } = await flows.accept('fails', {}, { key: 'F' });
    await flows.untilState(id, 'parked');
    const refused = await flows.face('replayMessage', id, ada).catch((error: { code: string }) => error);
    expect(refused).to.include({ code: 'CD_REPLAY_WAITING' });
    expect(await flows.ledger('verifyAudit')).to.include({ intact: true });
  });
});
