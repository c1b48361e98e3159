import { expect } from 'chai';
import type { CommitResult, Operation } from '../../../ledger/ledger.ts';
import { Ahead } from '../../../ledger/sqlite/ahead.ts';
import type { Settled } from '../../../ledger/sqlite/protocol.ts';
import { packOutcome, packRequest, takenIn, unpack, unpackOutcome } from '../../../ledger/sqlite/wire.ts';
import type { Change, MessageRow, Request } from '../../../ledger/write/changes.ts';
import { encode, hopRow } from '../../../ledger/write/encode.ts';
import { delivery, exception, hop, message, processOperation } from '../../contract/ledger/samples.ts';

type Committed = Extract<CommitResult, { committed: true }>;

describe('the way to the writer', () => {
  const at = '2026-03-02T09:00:00.000Z';
  const line = { tenant: 't', key: 'k', at, kind: 'note', text: 'x' };
  const operations: Operation[] = [
    { op: 'accept', message: message('m1', { raw: new Uint8Array([1, 2]), output: 1, availableAt: at }) },
    { op: 'done', messageId: 'm1' },
    { op: 'deliver', delivery: delivery('d1') },
    { op: 'delivered', deliveryId: 'd1', answer: { ok: true } },
    { op: 'delivered', deliveryId: 'd2', answer: null, message: message('m2', { owner: 'ada' }) },
    processOperation(),
    { op: 'journal', entries: [line, { ...line, messageId: 'm1', data: [1] }] },
    { op: 'park', messageId: 'm1', attempts: 1, exception: exception('e1') },
    { op: 'state', name: 'poll', value: 1 },
  ];
  const again = { messageId: 'm2', attempt: 2 };
  const hops = [hop(1), hop(2), hop(1, { messageId: 'm2' }), hop(1, again), hop(2, again)].map(hopRow);
  const trace: Change = { op: 'trace', hops, payloads: [['digest', '{}']] };
  const request: Request = { now: 7, changes: [...operations.map(encode), trace] };

  /** What a writer gets, compressed or as it is. */
  const sent = (requests: readonly Request[], compressed: boolean) => {
    const packed: unknown[] = [];
    const ahead = new Ahead(compressed);
    for (const one of requests) packRequest(packed, one, ahead);
    const blocks = ahead.blocks();
    return { blocks, requests: unpack(packed, blocks) };
  };
  /** A message as it was before its documents were taken down. */
  const plain = (row: MessageRow): MessageRow => {
    const { kept, ...columns } = row;
    return { ...columns, body: row.body };
  };
  const messagesOf = ({ changes }: Request) =>
    changes.flatMap((change) =>
      (change.op === 'accept' || change.op === 'delivered') && change.message ? [change.message] : [],
    );

  for (const compressed of [true, false]) {
    const how = compressed ? 'compressed documents' : 'documents as they are';

    it(`brings every change over as it was, with ${how}`, () => {
      const requests = [request, { now: 8, changes: [] }, { now: 9, changes: [encode(operations[1]!)] }];
      const asPlain = (change: Change): Change =>
        (change.op === 'accept' || change.op === 'delivered') && change.message
          ? ({ ...change, message: plain(change.message) } as Change)
          : change;
      const got = sent(requests, compressed).requests;
      expect(got.map((one) => ({ ...one, changes: one.changes.map(asPlain) }))).to.deep.equal(requests);
    });

    it(`takes down no long documents and none that a number is put into, of ${how}`, () => {
      const allot = { op: 'allot', sequence: 'n', token: '#', width: 1 } as const;
      const long = message('m3', { body: 'x'.repeat(20_000) });
      const all = [
        request,
        { now: 8, changes: [allot, ...request.changes] },
        { now: 9, changes: [encode({ op: 'accept', message: long })] },
      ];
      const { blocks, requests } = sent(all, compressed);
      expect(blocks.map(({ isPacked }) => isPacked)).to.deep.equal([compressed]);
      const kept = requests.map((one) => messagesOf(one).map((row) => row.kept?.bytes));
      expect(kept).to.deep.equal([[32, 32], [undefined, undefined], [undefined]]);
    });
  }

  it('leaves out an outcome that is as meant, and no other', () => {
    const meant: Committed = {
      committed: true,
      numbers: {},
      accepted: ['m1', 'm2'].map((id) => ({ outcome: 'accepted', id })),
    };
    expect(packOutcome({ result: meant, first: 4 }, request)).to.equal(4);
    expect(unpackOutcome(4, takenIn(request))).to.deep.equal({ result: meant, first: 4 });
    const others: Settled[] = [
      { ...meant, numbers: { '{n}': '1' } },
      { ...meant, accepted: [{ outcome: 'accepted', id: 'm1' } as const] },
      { ...meant, accepted: ['m1', 'm2'].map((id) => ({ outcome: 'duplicate', id }) as const) },
      { committed: false, conflict: { operation: 0, cause: 'state', reason: 'gone' } } as const,
    ].map((result) => ({ result, first: 4 }));
    for (const outcome of others) {
      expect(packOutcome(outcome, request)).to.equal(outcome);
      expect(unpackOutcome(outcome, takenIn(request))).to.equal(outcome);
    }
  });
});
