import { expect } from 'chai';
import pg from 'pg';
import type { Ledger } from '../../../ledger/ledger.ts';
import { answerRows, answersIn } from '../../../ledger/postgres/answers.ts';
import { openPostgresLedger } from '../../../ledger/postgres/open.ts';
import { committed, delivery, failure, message } from '../../contract/ledger/samples.ts';
import { ledgerPlace } from '../../support/postgres-ledger.ts';

const day = 24 * 60 * 60 * 1_000;
const policy = { contentDays: 30, processDays: 90, idempotencyDays: 60, traceDays: 7 };
const messageId = '0191f3a2-7b1c-7000-8000-00000000000a';
const ids = Array.from({ length: 12 }, (_, index) => `d${index}`);
const request = (id: string) => ({ order: id, lines: `${id} é `.repeat(60) });

describe('deliveries of the PostgreSQL ledger', () => {
  let now: number;
  let ledger: Ledger;
  let other: Ledger;
  let client: pg.Client;
  const clock = () => new Date(now);
  const count = async (table: string) =>
    (await client.query<{ count: number }>(`SELECT count(*)::int AS count FROM ${table}`)).rows[0]?.count;
  const staged = (id: string) =>
    delivery(id, {
      messageId,
      idempotencyKey: `${messageId}/${id}`,
      request: request(id),
      continuation: { id },
    });

  beforeEach(async () => {
    now = Date.parse('2026-03-02T09:00:00.000Z');
    const place = await ledgerPlace();
    ledger = await openPostgresLedger({ ...place, clock });
    other = await openPostgresLedger({ ...place, clock, observer: true });
    client = new pg.Client(place.url);
    await client.connect();
    await client.query(`SET search_path = ${place.schema}`);
    const taken = message(messageId, { body: { payload: 'x'.repeat(2_000) } });
    await ledger.accept([taken]);
    await committed(
      ledger,
      { op: 'done', messageId },
      ...ids.map((id) => ({ op: 'deliver', delivery: { ...staged(id), envelope: taken.envelope } }) as const),
    );
  });
  afterEach(async () => {
    await Promise.all([ledger.close(), other.close(), client.end()]);
  });

  it('share blocks when they are staged together, and are read whole by every worker', async () => {
    expect(await count('block')).to.equal(2);
    expect(await count('delivery WHERE content IS NOT NULL OR envelope IS NOT NULL')).to.equal(0);
    for (const reader of [ledger, other]) {
      const found = await reader.deliveries({ limit: 20 });
      expect(found.map(({ id }) => id)).to.deep.equal(ids.toReversed());
      for (const { id, request: own, continuation, envelope, idempotencyKey } of found) {
        expect([own, continuation, idempotencyKey]).to.deep.equal([
          request(id),
          { id },
          `${messageId}/${id}`,
        ]);
        expect(envelope).to.deep.equal(message(messageId).envelope);
      }
    }
  });

  it('take a mended request and keep their continuation', async () => {
    const subject = { kind: 'delivery', tenant: 'northwind', key: 'C-ACME/PO-1', subjectId: 'd3' } as const;
    const exception = { id: 'e1', ...subject, error: failure };
    await committed(ledger, { op: 'failDelivery', deliveryId: 'd3', attempts: 1, exception });
    await committed(ledger, { op: 'releaseDelivery', deliveryId: 'd3', request: { order: 'mended' } });
    const found = await other.delivery('d3');
    expect([found?.request, found?.continuation]).to.deep.equal([{ order: 'mended' }, { id: 'd3' }]);
    expect((await other.delivery('d4'))?.request).to.deep.equal(request('d4'));
  });

  it('are told to be damaged when their block is lost, mended or not: it has their idempotency keys', async () => {
    const subject = { kind: 'delivery', tenant: 'northwind', key: 'C-ACME/PO-1', subjectId: 'd3' } as const;
    const exception = { id: 'e1', ...subject, error: failure };
    await committed(ledger, { op: 'failDelivery', deliveryId: 'd3', attempts: 1, exception });
    await committed(ledger, { op: 'releaseDelivery', deliveryId: 'd3', request: { order: 'mended' } });
    await client.query('DELETE FROM block WHERE deliveries');
    for (const id of ['d3', 'd4']) expect(await other.delivery(id)).to.have.property('damaged');
  });

  it('share a row of answers when they are answered together', async () => {
    const answered = ['d0', 'd5', 'd11'];
    await committed(
      ledger,
      ...answered.map(
        (deliveryId) => ({ op: 'delivered', deliveryId, answer: request(deliveryId) }) as const,
      ),
    );
    await committed(ledger, { op: 'delivered', deliveryId: 'd6', answer: 'alone' });
    expect(await count('delivery_answer')).to.equal(2);
    for (const id of answered) expect((await other.delivery(id))?.answer).to.deep.equal(request(id));
    expect((await other.delivery('d6'))?.answer).to.equal('alone');
    expect(await other.delivery('d7')).to.not.have.property('answer');
  });

  it('give up what they share with the last of them', async () => {
    const answer = (deliveryId: string) => ({ op: 'delivered', deliveryId, answer: deliveryId }) as const;
    await committed(ledger, ...ids.slice(1).map(answer));
    now += 32 * day;
    await ledger.retain(policy, clock().toISOString(), 100);
    expect([await count('delivery'), await count('block'), await count('delivery_answer')]).to.deep.equal([
      1, 2, 0,
    ]);
    expect((await other.delivery('d0'))?.request).to.deep.equal(request('d0'));
    await committed(ledger, answer('d0'));
    now += 32 * day;
    await ledger.retain(policy, clock().toISOString(), 100);
    expect([await count('delivery'), await count('block'), await count('delivery_answer')]).to.deep.equal([
      0, 0, 0,
    ]);
  });

  it('have their answers told to be damaged when the row of them is', async () => {
    await committed(ledger, { op: 'delivered', deliveryId: 'd1', answer: request('d1') });
    await client.query(`UPDATE delivery_answer SET lines = '\\x28b52ffd00'`);
    expect(await other.delivery('d1')).to.have.property('damaged');
    expect(await other.delivery('d2')).to.not.have.property('damaged');
  });

  it('that lie far apart have their answers in several rows, each at its place', () => {
    const answers = new Map([5_000, 7, 2_054, 2_055].map((sequence) => [sequence, `{"n":${sequence}}`]));
    const rows = answerRows(answers);
    expect(rows.map(({ first, last }) => [first, last])).to.deep.equal([
      [7, 2_054],
      [2_055, 2_055],
      [5_000, 5_000],
    ]);
    const [row] = rows;
    expect(row?.members).to.have.length(256);
    expect([...answersIn(Buffer.from(row?.lines ?? ''))]).to.deep.equal([
      [0, '{"n":7}'],
      [2_047, '{"n":2054}'],
    ]);
  });
});
