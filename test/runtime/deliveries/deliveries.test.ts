import { expect } from 'chai';
import { delivery, entry, step } from '../../support/runtime/nodes.ts';
import type { FlowNode } from '../../support/runtime/protocol.ts';
import { RunningFlows } from '../../support/runtime/running-flows.ts';

const change = (id: string, to: string): FlowNode => ({
  id,
  type: 'change',
  rules: [
    { t: 'set', p: 'kept', pt: 'msg', to: 'yes', tot: 'str' },
    { t: 'set', p: 'bytes', pt: 'msg', to: '[104,105]', tot: 'bin' },
  ],
  to: [to],
});
/** Puts what the answer brought back into the payload, where notes show it. */
const show = (id: string, to: string): FlowNode => ({
  id,
  type: 'function',
  func: 'msg.payload = { payload: msg.payload, kept: msg.kept, bytes: Buffer.isBuffer(msg.bytes) && msg.bytes.toString(), erp: msg.erp, correlationId: msg.crossdock.correlationId, type: msg.crossdock.type, source: msg.crossdock.source.system }; return msg;',
  outputs: 1,
  libs: [],
  to: [to],
});

const flow = [
  entry('in', 'set'),
  change('set', 'post'),
  delivery('post', 'shown', 'rejected'),
  show('shown', 'answered'),
  step('answered', 'note'),
  step('rejected', 'note'),
];

describe('deliveries', () => {
  let flows: RunningFlows;
  beforeEach(async () => {
    flows = await RunningFlows.start(flow);
  });
  afterEach(() => flows.stop());

  const send = (key: string, payload: Record<string, unknown>, n = 0) =>
    flows.accept('in', { n, ...payload }, { key, idempotencyKey: `${key} ${n}` });
  const untilAttempts = (count: number) =>
    flows.until(`${count} calls have been made`, () =>
      flows.calls().length >= count ? flows.calls() : null,
    );
  const untilException = () =>
    flows.until('there is an exception', async () => (await flows.openExceptions())[0]);
  const untilPutOff = (attempts: number) =>
    flows.until(`a delivery has ${attempts} attempts`, async () => {
      const pending = await flows.ledger('deliveries', { state: 'pending', limit: 10 });
      return pending.find((found) => found.attempts === attempts);
    });

  it('goes on at the answer output with the properties the message had', async () => {
    const { id } = await send('A', {});
    const [note] = await flows.untilNotes('A', 1);
    expect(note).to.deep.equal({
      name: 'answered',
      data: {
        payload: { n: 0, answered: true },
        kept: 'yes',
        bytes: 'hi',
        erp: 'S4',
        correlationId: id,
        type: 'order',
        source: 'erp',
      },
    });
  });

  it('goes on at the rejection output when the system says no', async () => {
    await send('B', { outcome: 'rejection' });
    const [note] = await flows.untilNotes('B', 1);
    expect(note?.name).to.equal('rejected');
  });

  it('repeats a failed call with the same idempotency key after a growing delay', async () => {
    await send('C', { failures: 2 });
    const first = await untilPutOff(1);
    expect(Date.parse(first.availableAt) - Date.parse(first.stagedAt)).to.equal(750);
    await flows.call('advance', 750);
    await untilPutOff(2);
    await flows.call('advance', 1_500);
    await flows.untilNotes('C', 1);
    const calls = flows.calls();
    expect(calls.map(({ attempt }) => attempt)).to.deep.equal([1, 2, 3]);
    expect(new Set(calls.map(({ idempotencyKey }) => idempotencyKey)).size).to.equal(1);
  });

  it('makes an exception of a call that failed too often, and repeats it when told to', async () => {
    await send('D', { failures: 3 });
    await untilPutOff(1);
    await flows.call('advance', 60_000);
    await untilPutOff(2);
    await flows.call('advance', 60_000);
    const exception = await untilException();
    expect(exception).to.include({ kind: 'delivery', nodeId: 'post', key: 'D', owner: 'owner of core' });
    expect(exception.error.code).to.equal('CD_CONNECT_UNAVAILABLE');
    expect(exception.document).to.deep.include({ failures: 3 });

    // Three failures have opened the circuit.
    await flows.call('retryException', exception.id);
    await flows.call('advance', 60_000);
    expect((await untilAttempts(4)).at(-1)).to.include({ key: 'D', attempt: 1 });
  });

  it('keeps what follows behind a failed delivery of the same key, until it is given up', async () => {
    await send('D', { outcome: 'refuse', n: 1 }, 1);
    await send('D', { n: 2 }, 2);
    const exception = await untilException();
    await send('E', { n: 3 }, 3);
    await flows.untilNotes('E', 1);
    expect(flows.calls().map(({ key }) => key)).to.deep.equal(['D', 'E']);
    await flows.call('discardException', exception.id);
    const [note] = await flows.untilNotes('D', 1);
    expect(note?.data).to.have.nested.property('payload.n', 2);
  });

  it('makes an exception at once of an error that a repeat cannot cure', async () => {
    await send('F', { outcome: 'refuse' });
    const exception = await untilException();
    expect(exception.error.code).to.equal('CD_CONNECT_UNAUTHORIZED');
    expect(flows.calls()).to.have.length(1);
  });

  it('leaves a system alone for as long as it asks', async () => {
    await send('G', { outcome: 'throttle' });
    const put = await untilPutOff(1);
    expect(Date.parse(put.availableAt) - Date.parse(put.stagedAt)).to.equal(90_000);
    await send('H', {});
    await flows.until('it is staged', async () => (await flows.counts()).ledger.deliveries.pending === 2);
    expect((await flows.counts()).openCircuits).to.have.length(1);
    expect(flows.calls()).to.have.length(1);
    await flows.call('advance', 90_000);
    await flows.untilNotes('G', 1);
    await flows.untilNotes('H', 1);
  });

  it('believes a system that asks for ages no longer than an hour', async () => {
    await send('M', { outcome: 'wait a century' });
    const put = await untilPutOff(1);
    expect(Date.parse(put.availableAt) - Date.parse(put.stagedAt)).to.equal(3_600_000);
    expect((await flows.counts()).openCircuits.map(({ until }) => until)).to.deep.equal([put.availableAt]);
    await flows.call('advance', 3_600_000);
    await flows.untilNotes('M', 1);
  });

  it('opens the circuit after repeated failures, tries once when it is over, and closes it', async () => {
    for (const n of [1, 2, 3]) await send(`I${n}`, { failures: 1, n }, n);
    await untilAttempts(3);
    const [circuit] = await flows.until('the circuit is open', async () => {
      const { openCircuits } = await flows.counts();
      return openCircuits.length > 0 ? openCircuits : null;
    });
    expect(circuit?.system).to.equal('erp');
    await flows.call('advance', 30_000);
    expect(flows.calls()).to.have.length(3);
    await flows.call('advance', 30_000);
    for (const n of [1, 2, 3]) await flows.untilNotes(`I${n}`, 1);
    expect((await flows.counts()).openCircuits).to.deep.equal([]);
  });

  it('never makes more calls to a system at a time than it allows', async () => {
    for (const n of [1, 2, 3, 4]) await send(`L${n}`, { outcome: 'gate', n }, n);
    await flows.atGate('deliver');
    await flows.atGate('deliver');
    expect((await flows.counts()).liveDeliveries).to.equal(2);
    await flows.call('keepOpen', 'deliver');
    for (const n of [1, 2, 3, 4]) await flows.untilNotes(`L${n}`, 1);
  });
});
