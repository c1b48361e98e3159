import { expect } from 'chai';
import type { CommitResult, Operation } from '../../../ledger/ledger.ts';
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
