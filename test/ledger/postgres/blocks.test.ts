import { expect } from 'chai';
import pg from 'pg';
import type { Ledger } from '../../../ledger/ledger.ts';
import { openPostgresLedger } from '../../../ledger/postgres/open.ts';
import { committed, idsOf, message } from '../../contract/ledger/samples.ts';
import { ledgerPlace } from '../../support/postgres-ledger.ts';

const day = 24 * 60 * 60 * 1_000;
const policy = { contentDays: 30, processDays: 90, idempotencyDays: 60, traceDays: 7 };

describe('documents of the PostgreSQL ledger', () => {
  let now: number;
  let ledger: Ledger;
  let other: Ledger;
  let client: pg.Client;
  const clock = () => new Date(now);
  const body = (id: string, chars: number) => ({ payload: { id, text: `${id} é\n`.repeat(chars / 8) } });
  const blocks = async () =>
    (await client.query<{ count: number }>('SELECT count(*)::int AS count FROM block')).rows[0]?.count;
  const all = { limit: 20 };

  beforeEach(async () => {
    now = Date.parse('2026-03-02T09:00:00.000Z');
    const place = await ledgerPlace();
    ledger = await openPostgresLedger({ ...place, clock });
    other = await openPostgresLedger({ ...place, clock, observer: true });
    client = new pg.Client(place.url);
    await client.connect();
    await client.query(`SET search_path = ${place.schema}`);
  });
  afterEach(async () => {
    await Promise.all([ledger.close(), other.close(), client.end()]);
  });

  it('that are taken in together share blocks, and are read whole by every worker', async () => {
    const sizes = [400, 4_000, 12_000, 40_000];
    const messages = sizes.flatMap((chars) =>
      ['a', 'b', 'c', 'd'].map((key) => message(`${key}${chars}`, { key, body: body(key, chars) })),
    );
    await ledger.accept(messages);
    expect(await blocks()).to.be.within(1, 4);
    const expected = messages.map(({ envelope, body: own }) => [envelope, own]).reverse();
    for (const reader of [ledger, other]) {
      const found = await reader.messages(all);
      expect(found.map(({ envelope, body: own }) => [envelope, own])).to.deep.equal(expected);
    }
  });

  it('of a few hundred characters stay in their rows', async () => {
    await ledger.accept([message('m1')]);
    expect(await blocks()).to.equal(0);
  });

  it('are told to be damaged beside all others when their block is damaged or lost', async () => {
    await ledger.accept([message('m1', { body: body('m1', 2_000) })]);
    await ledger.accept([message('m2', { body: body('m2', 2_000) })]);
    await ledger.accept([message('m3', { body: body('m3', 2_000) })]);
    await client.query(`UPDATE block SET lines = 'x' WHERE first = 1`);
    await client.query('DELETE FROM block WHERE first = 2');
    const found = await other.messages(all);
    expect(found.map(({ envelope, damaged }) => [envelope.id, damaged !== undefined])).to.deep.equal([
      ['m3', false],
      ['m2', true],
      ['m1', true],
    ]);
    expect(await other.message('m1')).to.have.property('damaged');
  });

  it('are deleted when the last message of their batch is', async () => {
    await ledger.accept(['m1', 'm2'].map((id) => message(id, { key: id, body: body(id, 2_000) })));
    await ledger.accept([message('m3', { body: body('m3', 2_000) })]);
    await committed(ledger, { op: 'done', messageId: 'm1' }, { op: 'done', messageId: 'm3' });
    now += 32 * day;
    await ledger.retain(policy, clock().toISOString(), 100);
    expect(await blocks()).to.equal(1);
    expect(idsOf(await other.messages(all))).to.deep.equal(['m2']);
    expect((await other.message('m2'))?.body).to.deep.equal(body('m2', 2_000));
    await committed(ledger, { op: 'done', messageId: 'm2' });
    now += 32 * day;
    await ledger.retain(policy, clock().toISOString(), 100);
    expect(await blocks()).to.equal(0);
  });
});
