import { expect } from 'chai';
import type { Ledger } from '../../../ledger/ledger.ts';
import { openPostgresLedger } from '../../../ledger/postgres/open.ts';
import { committed, delivery, message } from '../../contract/ledger/samples.ts';
import { execute } from '../../support/postgres.ts';
import { ledgerPlace } from '../../support/postgres-ledger.ts';

const damages = {
  'is no JSON': `'{"payload":'`,
  'does not decompress': `'\\x28b52ffd00000000'`,
  'is no UTF-8': `'\\xff7b7d'`,
  'is empty': `''`,
};

describe('a damaged row of the PostgreSQL ledger', () => {
  let ledger: Ledger;
  let sql: (text: string) => Promise<unknown>;
  const now = '9999-12-31T23:59:59.999Z';
  const page = { queue: 'entry:sftp', afterSequence: 0, limit: 10, now };
  beforeEach(async () => {
    const place = await ledgerPlace();
    ledger = await openPostgresLedger({ ...place, clock: () => new Date() });
    sql = (text) => execute(place.url, `SET search_path = ${place.schema}; ${text}`);
    await ledger.accept([
      message('m1', { key: 'A' }),
      message('m2', { key: 'A' }),
      message('m3', { key: 'B' }),
    ]);
  });
  afterEach(() => ledger.close());

  for (const [what, bytes] of Object.entries(damages)) {
    it(`whose body ${what} is told beside all others, and can be parked and filled in`, async () => {
      await sql(`UPDATE message SET body = ${bytes}::bytea WHERE id = short_id('m1')`);
      const found = await ledger.pending(page);
      expect(found.map(({ envelope }) => envelope.id)).to.deep.equal(['m1', 'm2', 'm3']);
      expect(found.map(({ damaged }) => damaged !== undefined)).to.deep.equal([true, false, false]);
      expect(found[0]).to.deep.include({ body: null, state: 'accepted', queue: 'entry:sftp' });
      expect(await ledger.message('m1')).to.have.property('damaged');
      expect(await ledger.messages({ limit: 10 })).to.have.length(3);

      const error = { code: 'CD_LEDGER_ROW_DAMAGED', message: '', remedy: '' } as never;
      const subject = { id: 'x1', kind: 'message', tenant: 'northwind', key: 'A', subjectId: 'm1' } as const;
      const exception = { ...subject, error, document: null };
      await committed(ledger, { op: 'park', messageId: 'm1', attempts: 0, exception });
      await committed(ledger, { op: 'release', messageId: 'm1', body: { payload: 1 } });
      expect((await ledger.pending(page))[0]?.body).to.deep.equal({ payload: 1 });
    });
  }

  it('whose envelope is lost keeps its place in its key', async () => {
    await sql(`UPDATE message SET envelope = 'x'::bytea WHERE id = short_id('m1')`);
    const [first] = await ledger.pending(page);
    expect(first?.envelope).to.deep.include({ id: 'm1', key: 'A', tenant: 'northwind', type: 'unknown' });
    expect(first?.damaged).to.be.a('string');
  });

  it('of a claimed content is told with a code', async () => {
    await ledger.accept([message('m4', { key: 'C', body: { payload: 'x'.repeat(200_000) } })]);
    const { claim } = (await ledger.pending(page))[3]!;
    await sql(`UPDATE content SET bytes = 'x'::bytea WHERE digest = '${claim?.digest}'`);
    const thrown = await ledger.content(claim!.digest).catch((error: unknown) => error);
    expect(thrown).to.have.property('code', 'CD_LEDGER_CONTENT_DAMAGED');
    expect(await ledger.message('m4')).to.have.property('damaged');
  });

  for (const [what, bytes] of Object.entries(damages)) {
    it(`whose delivery ${what} is told beside all others`, async () => {
      const staged = ['d1', 'd2'].map(
        (id) => ({ op: 'deliver', delivery: delivery(id, { key: id }) }) as const,
      );
      await committed(ledger, ...staged);
      await sql(`UPDATE delivery SET content = ${bytes}::bytea WHERE id = short_id('d1')`);
      const { system } = (await ledger.delivery('d2'))!;
      const due = await ledger.dueDeliveries({ system, now, afterSequence: 0, limit: 10 });
      expect(due.map(({ id, damaged }) => [id, damaged !== undefined])).to.deep.equal([
        ['d1', true],
        ['d2', false],
      ]);
      expect(await ledger.delivery('d1')).to.have.property('damaged');
      expect(await ledger.deliveries({ limit: 10 })).to.have.length(2);
    });
  }
});
