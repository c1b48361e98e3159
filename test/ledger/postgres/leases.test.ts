import { expect } from 'chai';
import pg from 'pg';
import type { Ledger } from '../../../ledger/ledger.ts';
import { shardOf, shards } from '../../../ledger/shard.ts';
import {
  committed,
  delivery,
  exception,
  failure,
  idsOf,
  message,
  refused,
} from '../../contract/ledger/samples.ts';
import { ledgerWorkers, sharesBecome, type Workers } from '../../support/postgres-ledger.ts';
import { type WorkerProcess, workerProcess } from './worker/process.ts';

const all = Array.from({ length: shards }, (_, shard) => shard);
const heldBy = (ledger: Ledger): number[] => all.filter((shard) => ledger.cluster.holds(shard));
const pending = async (ledger: Ledger): Promise<string[]> =>
  idsOf(await ledger.pending({ afterSequence: 0, limit: 1_000, now: new Date().toISOString() }));

describe('the shards of a ledger on PostgreSQL', () => {
  let workers: Workers;
  beforeEach(async () => {
    workers = await ledgerWorkers();
  });
  afterEach(() => workers.close());

  /** A key in one of the shards. */
  const keyIn = (wanted: readonly number[]): string => {
    for (let number = 0; ; number += 1) if (wanted.includes(shardOf(`PO-${number}`))) return `PO-${number}`;
  };

  it('are all held by a worker that is alone', async () => {
    const ledger = await workers.open('a');
    expect(heldBy(ledger)).to.deep.equal(all);
    const [view] = await ledger.cluster.workers();
    expect(view).to.include({ worker: 'a', shards: 64 });
  });

  it('are shared out evenly, each held by one worker, and told when they come and go', async () => {
    const a = await workers.open('a');
    const lost: number[] = [];
    a.cluster.onChange((change) => lost.push(...change.lost));
    const b = await workers.open('b');
    const c = await workers.open('c');
    await sharesBecome([a, b, c], () => [a, b, c].every((one) => heldBy(one).length >= 20));
    const held = [a, b, c].flatMap(heldBy);
    expect(held.sort((one, other) => one - other)).to.deep.equal(all);
    expect(new Set(lost).size).to.be.greaterThan(41);
    expect((await a.cluster.workers()).map(({ worker }) => worker)).to.deep.equal(['a', 'b', 'c']);
  });

  it('are put back when somebody has deleted rows of them, under epochs that nobody holds', async () => {
    const client = new pg.Client(workers.url);
    await client.connect();
    try {
      await workers.open('a', { heartbeatMs: 60_000 });
      const of = `"${workers.schema}".shard WHERE shard < 3`;
      await client.query(`DELETE FROM ${of}`);
      const b = await workers.open('b', { heartbeatMs: 60_000 });
      expect(heldBy(b)).to.deep.equal([0, 1, 2]);
      const { rows } = await client.query<{ epoch: string }>(`SELECT epoch FROM ${of}`);
      expect(rows.every(({ epoch }) => Number(epoch) > 1_000_000)).to.equal(true);
      await b.accept([message('m1', { key: keyIn([0, 1, 2]) })]);
      expect(await pending(b)).to.deep.equal(['m1']);
    } finally {
      await client.end();
    }
  });

  it('are given back at once by a worker that closes', async () => {
    const a = await workers.open('a', { heartbeatMs: 60_000 });
    const b = await workers.open('b', { heartbeatMs: 60_000 });
    expect(heldBy(b)).to.deep.equal([]);
    await a.close();
    await sharesBecome([b], () => heldBy(b).length === shards);
    expect((await b.cluster.workers()).map(({ worker }) => worker)).to.deep.equal(['b']);
  });

  it('decide what a worker reads to be run', async () => {
    const a = await workers.open('a');
    const b = await workers.open('b');
    await sharesBecome([a, b], () => heldBy(a).length === 32 && heldBy(b).length === 32);
    const [ofA, ofB] = [keyIn(heldBy(a)), keyIn(heldBy(b))];
    await a.accept([message('m1', { key: ofA }), message('m2', { key: ofB })]);
    await committed(
      a,
      { op: 'deliver', delivery: delivery('d1', { key: ofB }) },
      {
        op: 'timer',
        timer: { id: 't1', tenant: 'n', key: ofB, dueAt: '2026-01-01T00:00:00.000Z', message: message('m3') },
      },
    );
    expect([await pending(a), await pending(b)]).to.deep.equal([['m1'], ['m2']]);
    const now = new Date().toISOString();
    for (const [ledger, deliveries, timers] of [
      [a, 0, 0],
      [b, 1, 1],
    ] as const) {
      expect(await ledger.dueDeliveries({ now, afterSequence: 0, limit: 9 })).to.have.length(deliveries);
      expect(await ledger.dueTimers({ now, limit: 9 })).to.have.length(timers);
    }
    await committed(b, {
      op: 'park',
      messageId: 'm2',
      attempts: 1,
      exception: exception('e1', { subjectId: 'm2' }),
    });
    expect((await a.blocked(now)).messages).to.deep.equal([]);
    expect((await b.blocked(now)).messages).to.deep.equal([{ queue: 'entry:sftp', key: ofB, sequence: 2 }]);
  });

  it('keep others from ending work, not from deciding and recording', async () => {
    const a = await workers.open('a');
    const b = await workers.open('b');
    await sharesBecome([a, b], () => heldBy(a).length === 32 && heldBy(b).length === 32);
    const key = keyIn(heldBy(b));
    await a.accept([message('m1', { key }), message('m2', { key })]);
    await committed(a, { op: 'deliver', delivery: delivery('d1', { key }) });
    const error = failure;
    const availableAt = new Date().toISOString();
    expect(await refused(a, { op: 'done', messageId: 'm1' })).to.include({ operation: 0, cause: 'lease' });
    for (const work of [
      { op: 'retry', messageId: 'm1', attempts: 1, availableAt, error },
      { op: 'park', messageId: 'm1', attempts: 1, exception: exception('e1') },
      { op: 'delivered', deliveryId: 'd1', answer: 1 },
      { op: 'retryDelivery', deliveryId: 'd1', attempts: 1, availableAt, error },
      { op: 'failDelivery', deliveryId: 'd1', attempts: 1, exception: exception('e1') },
    ] as const) {
      expect((await refused(a, work)).cause, work.op).to.equal('lease');
    }
    await committed(b, {
      op: 'park',
      messageId: 'm1',
      attempts: 1,
      exception: exception('e2', { subjectId: 'm1' }),
    });
    await committed(
      a,
      { op: 'closeException', id: 'e2', state: 'resolved', by: 'eve', reason: 'mended' },
      { op: 'release', messageId: 'm1' },
      { op: 'discard', messageId: 'm2' },
      { op: 'discardDelivery', deliveryId: 'd1' },
    );
  });

  it('fence the commit of a worker that has not noticed yet', async () => {
    // Its clock stands still and it does not beat: it would go on for ever.
    const a = await workers.open('a', { monotonic: () => 0, heartbeatMs: 60_000 });
    await a.accept([message('m1'), message('m2')]);
    const client = new pg.Client(workers.url);
    await client.connect();
    await client.query(`SET search_path = ${workers.schema}`);
    await client.query(
      `INSERT INTO worker VALUES (-1, 'other', clock_timestamp() + interval '1 hour', '1 hour')`,
    );
    await client.query('UPDATE shard SET owner = -1, epoch = epoch + 1');
    await client.end();
    expect(heldBy(a)).to.have.length(shards);
    const results = await Promise.all([
      a.commit([{ op: 'done', messageId: 'm1' }]),
      a.accept([message('m3')]),
    ]);
    expect(results[0]).to.have.nested.property('conflict.cause', 'lease');
    expect(results[1]).to.deep.equal([{ outcome: 'accepted', id: 'm3' }]);
    expect(await a.message('m1')).to.include({ state: 'accepted' });
  });

  it('are let go by a worker that is late by its own clock', async () => {
    let present = 0;
    const a = await workers.open('a', { monotonic: () => present, heartbeatMs: 60_000, ttlMs: 120_000 });
    const lost: number[] = [];
    a.cluster.onChange((change) => lost.push(...change.lost));
    present += 120_000;
    await a.accept([message('m1')]);
    expect(await pending(a)).to.deep.equal([]);
    expect(lost).to.deep.equal(all);
    expect((await refused(a, { op: 'done', messageId: 'm1' })).cause).to.equal('lease');
  });

  describe('of another process', () => {
    let other: WorkerProcess;
    let here: Ledger;
    let key: string;
    beforeEach(async () => {
      here = await workers.open('here', { heartbeatMs: 500, ttlMs: 2_000 });
      other = workerProcess(workers.url, workers.schema, 'other');
      await sharesBecome([here], () => heldBy(here).length === 32);
      await other.holds(32);
      key = keyIn(all.filter((shard) => !here.cluster.holds(shard)));
      await here.accept([message('m1', { key }), message('m2', { key })]);
    });
    afterEach(() => other.kill('SIGKILL'));

    const takeover = () => sharesBecome([here], () => heldBy(here).length === shards);

    it('are taken over when it is killed, and its runs are told as interrupted, once', async () => {
      await other.commit([], 'm1');
      await other.commit([], 'm2');
      await committed(here, { op: 'deliver', delivery: delivery('d1') });
      await other.commit([], 'd1');
      expect(await here.interrupted()).to.deep.equal([]);
      other.kill('SIGKILL');
      await takeover();
      expect(await here.interrupted()).to.have.members(['m1', 'm2', 'd1']);
      expect(await here.interrupted()).to.deep.equal([]);
      expect(await pending(here)).to.deep.equal(['m1', 'm2']);
    });

    it('are taken over when it is frozen, and what it does when it wakes up is refused', async () => {
      other.kill('SIGSTOP');
      await takeover();
      await committed(here, { op: 'done', messageId: 'm1' });
      // Waits in its pipe: the first thing it does when it goes on.
      const late = other.commit([{ op: 'done', messageId: 'm2' }]);
      other.kill('SIGCONT');
      expect(await late).to.have.nested.property('conflict.cause', 'lease');
      expect(await here.message('m2')).to.include({ state: 'accepted' });
    });
  });
});
