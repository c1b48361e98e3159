import { expect } from 'chai';
import { Once } from '../../../runtime/decisions/once.ts';
import type { Decision } from '../../../runtime/face.ts';
import { systemIds } from '../../../runtime/ids.ts';
import { duplicateMessage, replayMessage } from '../../../runtime/replay/replay-message.ts';
import { resendDelivery } from '../../../runtime/replay/resend-delivery.ts';
import {
  codeOf,
  type DecisionLedger,
  decisionLedger,
  ops,
  storedDelivery,
  storedMessage,
} from '../../support/decision-ledger.ts';
import { ManualClock } from '../../support/manual-clock.ts';

const ada: Decision = { by: 'ada', reason: 'flow mended' };
const clock = new ManualClock();
const node = { id: 'in' } as never;

const optionsOf = ({ ledger }: DecisionLedger) => ({
  ...{ ledger, clock, ids: systemIds, once: new Once({ ledger, clock }) },
  deployed: {
    get: (id: string) => (id === 'in' ? node : undefined),
    channelIns: () => [],
    deliverer: (id: string) => (id === 'post' ? node : undefined),
  },
});

describe('replayMessage', () => {
  it('takes a finished message in again where it came in, caused by it, with its correlation and key', async () => {
    const store = decisionLedger({ messages: [storedMessage('m-1', { output: 1 })] });
    const { messageId, queue } = await replayMessage('m-1', ada, optionsOf(store));
    const { message } = ops(store.commits[0], 'accept')[0]!;
    expect(queue).to.equal('entry:in');
    expect(message).to.include({ queue: 'entry:in', output: 1, digest: 'd' });
    expect(message.body).to.deep.equal({ payload: { n: 1 }, topic: 't' });
    expect(message.envelope).to.include({
      ...{ id: messageId, causationId: 'm-1', correlationId: 'm-1-c', key: 'C-1/PO-1' },
    });
    expect(message.envelope).to.not.have.property('replyTo');
    expect(message.envelope.traceparent).to.match(/^00-a{32}-/);
    expect(message.idempotencyKey).to.equal(`replay:${messageId}`);
  });

  it('writes who and why to journal and audit in the same commit', async () => {
    const store = decisionLedger({ messages: [storedMessage('m-1')] });
    await replayMessage('m-1', ada, optionsOf(store));
    expect(store.commits).to.have.length(1);
    const [commit] = store.commits;
    expect(ops(commit, 'journal')[0]!.entries[0]).to.include({
      key: 'C-1/PO-1',
      text: 'order replayed by ada: flow mended',
    });
    expect(ops(commit, 'audit')[0]!.entry).to.include({
      ...{ by: 'ada', action: 'message.replayed', subject: 'm-1', reason: 'flow mended' },
    });
  });

  it('counts a decision told twice at the same time once', async () => {
    const store = decisionLedger({ messages: [storedMessage('m-1')] });
    const options = optionsOf(store);
    const go = store.hold();
    const both = [replayMessage('m-1', ada, options), replayMessage('m-1', ada, options)];
    go();
    const [first, second] = await Promise.all(both);
    expect(second).to.deep.equal(first);
    expect(store.commits).to.have.length(1);
  });

  it('counts a decision with an id once for ever, also when two processes carry it out', async () => {
    const store = decisionLedger({ messages: [storedMessage('m-1')] });
    const decision = { ...ada, id: 'click-1' };
    const go = store.hold();
    const both = [
      replayMessage('m-1', decision, optionsOf(store)),
      replayMessage('m-1', decision, optionsOf(store)),
    ];
    go();
    const [first, second] = await Promise.all(both);
    const third = await replayMessage('m-1', decision, optionsOf(store));
    expect([second, third]).to.deep.equal([first, first]);
    expect(store.commits).to.have.length(1);
  });

  it('replays again when somebody decides so again', async () => {
    const store = decisionLedger({ messages: [storedMessage('m-1')] });
    const options = optionsOf(store);
    const first = await replayMessage('m-1', ada, options);
    const second = await replayMessage('m-1', ada, options);
    expect(second.messageId).to.not.equal(first.messageId);
  });

  it('is refused for what is unknown, still waits, or has no node any more', async () => {
    const store = decisionLedger({
      messages: [
        storedMessage('waits', { state: 'accepted' }),
        storedMessage('parked', { state: 'parked' }),
        storedMessage('old', { queue: 'entry:gone' }),
        storedMessage('channel', { queue: 'channel:orders/core' }),
      ],
    });
    const options = optionsOf(store);
    const code = (id: string) => codeOf(replayMessage(id, ada, options));
    expect(await code('nobody')).to.equal('CD_REPLAY_UNKNOWN');
    expect(await code('waits')).to.equal('CD_REPLAY_WAITING');
    expect(await code('parked')).to.equal('CD_REPLAY_WAITING');
    expect(await code('old')).to.equal('CD_REPLAY_NODE_GONE');
    expect(await code('channel')).to.equal('CD_REPLAY_NODE_GONE');
    expect(store.commits).to.deep.equal([]);
  });
});

describe('duplicateMessage', () => {
  it('takes the content in as a document of its own, with the bytes as received', async () => {
    const bytes = new TextEncoder().encode('ISA*');
    const store = decisionLedger({
      messages: [storedMessage('m-1', { rawDigest: 'r', state: 'discarded' })],
      raw: { r: bytes },
    });
    const { messageId } = await duplicateMessage('m-1', ada, optionsOf(store));
    const { message } = ops(store.commits[0], 'accept')[0]!;
    expect(message.envelope).to.include({
      ...{ id: messageId, correlationId: messageId, causationId: null, key: 'C-1/PO-1' },
    });
    expect(message.envelope.traceparent).to.not.include('a'.repeat(32));
    expect(message.raw).to.equal(bytes);
    expect(ops(store.commits[0], 'audit')[0]!.entry.action).to.equal('message.duplicated');
  });
});

describe('resendDelivery', () => {
  it('stages the same request under the same idempotency key, its answer not to be run', async () => {
    const store = decisionLedger({ deliveries: [storedDelivery('d-1')] });
    const { deliveryId } = await resendDelivery('d-1', ada, optionsOf(store));
    const { delivery } = ops(store.commits[0], 'deliver')[0]!;
    expect(delivery).to.include({
      id: deliveryId,
      idempotencyKey: 'PO-1',
      continuation: null,
      system: 'erp',
    });
    expect(delivery.request).to.deep.equal({ order: 1 });
    expect(ops(store.commits[0], 'audit')[0]!.entry).to.include({
      ...{ action: 'delivery.resent', subject: 'd-1', by: 'ada' },
    });
  });

  it('is refused for what was not delivered, and when nothing can make the call', async () => {
    const store = decisionLedger({
      deliveries: [
        storedDelivery('failed', { state: 'failed' }),
        storedDelivery('discarded', { state: 'discarded' }),
        storedDelivery('gone', { nodeId: 'gone' }),
      ],
    });
    const code = (id: string) => codeOf(resendDelivery(id, ada, optionsOf(store)));
    expect(await code('nobody')).to.equal('CD_REPLAY_UNKNOWN');
    expect(await code('failed')).to.equal('CD_REPLAY_WAITING');
    expect(await code('discarded')).to.equal('CD_REPLAY_WAITING');
    expect(await code('gone')).to.equal('CD_REPLAY_NODE_GONE');
  });
});
