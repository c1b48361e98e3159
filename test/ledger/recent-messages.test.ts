import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Json, Ledger, NewMessage } from '../../ledger/ledger.ts';
import { openSqliteLedger } from '../../ledger/sqlite/open.ts';

const at = '2026-03-02T09:00:00.000Z';

const message = (id: string, body: Json): NewMessage => ({
  envelope: {
    ...{
      id,
      correlationId: id,
      causationId: null,
      tenant: 't',
      site: 's',
      type: 'order',
      schemaVersion: '1',
    },
    ...{ key: 'K', source: { system: 'x', protocol: 'x', reference: id }, receivedAt: at },
    traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
  },
  ...{ queue: 'q', idempotencyKey: id, digest: id, body },
});

describe('what was accepted a moment ago', () => {
  const folder = mkdtempSync(join(tmpdir(), 'crossdock-recent-'));
  let ledger: Ledger;
  before(async () => {
    ledger = await openSqliteLedger({ file: join(folder, 'ledger.sqlite'), clock: () => new Date(at) });
  });
  after(async () => {
    await ledger.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const bodies = async () => {
    const found = await ledger.pending({ queue: 'q', afterSequence: 0, limit: 10, now: at });
    return found.map(({ envelope, body }) => [envelope.id, body]);
  };

  it('is read as it is stored, the first time and later', async () => {
    await ledger.accept([message('m1', { n: 1, text: 'é' }), message('m1', { n: 1, text: 'é' })]);
    await ledger.commit([
      { op: 'allot', sequence: 'invoice', token: '{number}', width: 4 },
      { op: 'accept', message: message('m2', { number: '{number}' }) },
    ]);
    const expected = [
      ['m1', { n: 1, text: 'é' }],
      ['m2', { number: '0001' }],
    ];
    expect(await bodies()).to.deep.equal(expected);
    expect(await bodies()).to.deep.equal(expected);
    expect((await ledger.message('m2'))?.body).to.deep.equal({ number: '0001' });
  });
});
