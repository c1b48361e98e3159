import { expect } from 'chai';
import type { CommitResult, Operation } from '../../../ledger/ledger.ts';
import { Ahead } from '../../../ledger/sqlite/ahead.ts';
import type { Settled } from '../../../ledger/sqlite/protocol.ts';
import { pack, packOutcome, unpack, unpackOutcome } from '../../../ledger/sqlite/wire.ts';
import type { Request } from '../../../ledger/write/changes.ts';
import { encode } from '../../../ledger/write/encode.ts';
import { delivery, exception, message, processOperation } from '../../contract/ledger/samples.ts';

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
  const request: Request = { now: 7, changes: operations.map(encode) };

  it('brings every change over as it was', () => {
    const requests = [request, { now: 8, changes: [] }, { now: 9, changes: [encode(operations[1]!)] }];
    expect(unpack(pack(requests))).to.deep.equal(requests);
  });

  it('brings documents over in blocks, but for long ones and those that a number is put into', () => {
    const allot = { op: 'allot', sequence: 'n', token: '#', width: 1 } as const;
    const long = message('m3', { body: 'x'.repeat(20_000) });
    const requests = [request, { now: 8, changes: [allot, ...request.changes] }];
    const all = [...requests, { now: 9, changes: [encode({ op: 'accept', message: long })] }];
    const ahead = new Ahead();
    const packed = pack(all, ahead);
    const blocks = ahead.take();
    const messages = unpack(packed, blocks).map(({ changes }) =>
      changes.flatMap((change) =>
        change.op === 'accept' || change.op === 'delivered' ? [change.message] : [],
      ),
    );
    const [inBlocks, numbered, apart] = messages;
    expect(blocks).to.have.length(1);
    expect(inBlocks?.map((row) => row?.kept?.bytes)).to.deep.equal([32, undefined, 32]);
    for (const [index, row] of (numbered ?? []).entries()) {
      expect(row?.kept).to.equal(undefined);
      if (row)
        expect({ ...inBlocks?.[index], body: inBlocks?.[index]?.body, kept: undefined }).to.deep.include(row);
    }
    expect(apart?.[0]).to.deep.equal(encode({ op: 'accept', message: long })['message' as never]);
    expect(ahead.take()).to.deep.equal([]);
  });

  it('leaves out an outcome that is as meant, and no other', () => {
    const meant: Committed = {
      committed: true,
      numbers: {},
      accepted: ['m1', 'm2'].map((id) => ({ outcome: 'accepted', id })),
    };
    expect(packOutcome({ result: meant, first: 4 }, request)).to.equal(4);
    expect(unpackOutcome(4, request)).to.deep.equal({ result: meant, first: 4 });
    const others: Settled[] = [
      { ...meant, numbers: { '{n}': '1' } },
      { ...meant, accepted: [{ outcome: 'accepted', id: 'm1' } as const] },
      { ...meant, accepted: ['m1', 'm2'].map((id) => ({ outcome: 'duplicate', id }) as const) },
      { committed: false, conflict: { operation: 0, cause: 'state', reason: 'gone' } } as const,
    ].map((result) => ({ result, first: 4 }));
    for (const outcome of others) {
      expect(packOutcome(outcome, request)).to.equal(outcome);
      expect(unpackOutcome(outcome, request)).to.equal(outcome);
    }
  });
});
