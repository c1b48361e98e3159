import { expect } from 'chai';
import { CrossdockError } from '../../../domain/errors.ts';
import type { StoredException } from '../../../ledger/ledger.ts';
import { assignException } from '../../../runtime/exceptions/assign-exception.ts';
import {
  discardException,
  exceptionDocument,
  retryException,
} from '../../../runtime/exceptions/close-exception.ts';
import { systemIds } from '../../../runtime/ids.ts';
import {
  codeOf,
  type DecisionLedger,
  decisionLedger,
  ops,
  storedDelivery,
  storedMessage,
} from '../../support/decision-ledger.ts';
import { ManualClock } from '../../support/manual-clock.ts';

const clock = new ManualClock();
const ada = { by: 'ada', reason: 'wrong unit' };

const exception = (id: string, more: Partial<StoredException> = {}): StoredException => ({
  ...{ id, kind: 'message', tenant: 'northwind', key: 'C-1/PO-1', subjectId: 'm-1', state: 'open' },
  error: new CrossdockError('CD_CONFIG_INVALID', { where: 'x', reason: 'y' }).record(),
  raisedAt: '2026-03-02T08:00:00.000Z',
  ...more,
});

const optionsOf = ({ ledger }: DecisionLedger) => ({
  ...{ ledger, clock, ids: systemIds, documentBytes: 1_000 },
  deployed: { get: (id: string) => (id === 'map' ? ({ id } as never) : undefined) },
});

const parked = () =>
  decisionLedger({
    messages: [
      storedMessage('m-1', { state: 'parked', body: { payload: { unit: 'EA', n: 1 }, topic: 't' } }),
    ],
    exceptions: [
      exception('ex'),
      exception('mine', { state: 'assigned', assignee: 'ada' }),
      exception('closed', { state: 'resolved' }),
    ],
  });

describe('retryException', () => {
  it('releases a parked message and writes journal and audit in the same commit', async () => {
    const store = parked();
    await retryException('ex', ada, optionsOf(store));
    expect(ops(store.commits[0], 'release')).to.deep.equal([{ op: 'release', messageId: 'm-1' }]);
    expect(ops(store.commits[0], 'journal')[0]!.entries[0]!.text).to.equal('retried by ada: wrong unit');
    expect(ops(store.commits[0], 'audit')[0]!.entry).to.include({
      action: 'exception.retried',
      subject: 'ex',
    });
  });

  it('sends a mended document on in place of the old one, and keeps both in the audit trail', async () => {
    const store = parked();
    await retryException('ex', ada, optionsOf(store), { unit: 'C62', n: 1 });
    expect(ops(store.commits[0], 'release')[0]).to.deep.include({
      body: { payload: { unit: 'C62', n: 1 }, topic: 't' },
    });
    const { data } = ops(store.commits[0], 'audit')[0]!.entry;
    expect(data).to.deep.include({
      ...{ before: { unit: 'EA', n: 1 }, after: { unit: 'C62', n: 1 }, changes: 1 },
      change: [{ path: 'unit', before: 'EA', after: 'C62' }],
    });
    expect(ops(store.commits[0], 'journal')[0]!.entries[0]!.text).to.match(/^mended and retried by ada/);
  });

  it('mends the request of a delivery and the document of a node in the same way', async () => {
    const store = decisionLedger({
      messages: [storedMessage('m-1')],
      deliveries: [storedDelivery('d-1', { state: 'failed' })],
      exceptions: [
        exception('delivery', { kind: 'delivery', subjectId: 'd-1' }),
        exception('document', {
          kind: 'document',
          retry: { nodeId: 'map', nodeName: 'Map', body: { payload: { a: 1 }, error: 'x' } },
        }),
      ],
    });
    const options = optionsOf(store);
    expect(await exceptionDocument('delivery', options)).to.deep.equal({ order: 1 });
    expect(await exceptionDocument('document', options)).to.deep.equal({ a: 1 });
    await retryException('delivery', ada, options, { order: 2 });
    expect(ops(store.commits[0], 'releaseDelivery')[0]).to.deep.include({ request: { order: 2 } });
    expect(await retryException('document', ada, options, { a: 2 })).to.deep.equal(['input:map']);
    expect(ops(store.commits[1], 'accept')[0]!.message.body).to.deep.equal({
      payload: { a: 2 },
      error: 'x',
    });
  });

  it('sends on what was there when the document came back as it was', async () => {
    const store = parked();
    await retryException('ex', ada, optionsOf(store), { n: 1, unit: 'EA' });
    expect(ops(store.commits[0], 'release')[0]).to.not.have.property('body');
    expect(ops(store.commits[0], 'audit')[0]!.entry.data).to.not.have.property('before');
  });

  it('refuses a document that is too large, and one when nothing waits, and changes nothing', async () => {
    const store = parked();
    const large = { text: 'x'.repeat(1_000) };
    expect(await codeOf(retryException('ex', ada, optionsOf(store), large))).to.equal(
      'CD_EXCEPTION_DOCUMENT',
    );
    const onItsWay = decisionLedger({
      messages: [storedMessage('m-1', { state: 'accepted' })],
      exceptions: [exception('ex', { kind: 'document' })],
    });
    expect(await codeOf(retryException('ex', ada, optionsOf(onItsWay), {}))).to.equal(
      'CD_EXCEPTION_DOCUMENT',
    );
    expect([...store.commits, ...onItsWay.commits]).to.deep.equal([]);
  });

  it('is taken for an assigned one, and refused for one that is closed, unknown or just being handled', async () => {
    const store = parked();
    await retryException('mine', ada, optionsOf(store));
    expect(store.commits).to.have.length(1);
    expect(await codeOf(retryException('closed', ada, optionsOf(store)))).to.equal('CD_EXCEPTION_CLOSED');
    expect(await codeOf(retryException('none', ada, optionsOf(store)))).to.equal('CD_EXCEPTION_UNKNOWN');
    const conflict = { operation: 0, cause: 'state', reason: 'closed' } as const;
    const late = decisionLedger({
      messages: [storedMessage('m-1', { state: 'parked' })],
      exceptions: [exception('ex')],
      results: [{ committed: false, conflict }],
    });
    expect(await codeOf(discardException('ex', ada, optionsOf(late)))).to.equal('CD_EXCEPTION_CLOSED');
  });
});

describe('discardException', () => {
  it('gives up what waits, with the reason in journal and audit', async () => {
    const store = parked();
    await discardException('ex', ada, optionsOf(store));
    expect(ops(store.commits[0], 'discard')).to.have.length(1);
    expect(ops(store.commits[0], 'audit')[0]!.entry).to.include({
      ...{ action: 'exception.discarded', reason: 'wrong unit' },
    });
  });
});

describe('assignException', () => {
  it('names who works on it and gives it back, each with journal and audit', async () => {
    const store = parked();
    await assignException('ex', 'ada', ada, { ...store, clock });
    await assignException('mine', null, ada, { ...store, clock });
    expect(store.commits.map((commit) => commit[0])).to.deep.equal([
      { op: 'assign', id: 'ex', assignee: 'ada' },
      { op: 'assign', id: 'mine', assignee: null },
    ]);
    const actions = store.commits.map((commit) => ops(commit, 'audit')[0]!.entry.action);
    expect(actions).to.deep.equal(['exception.assigned', 'exception.given-back']);
  });

  it('writes nothing when it is so already, and is refused for a closed one', async () => {
    const store = parked();
    await assignException('mine', 'ada', ada, { ...store, clock });
    expect(store.commits).to.deep.equal([]);
    const closed = assignException('closed', 'ada', ada, { ...store, clock });
    expect(await codeOf(closed)).to.equal('CD_EXCEPTION_CLOSED');
  });
});
