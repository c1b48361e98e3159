import { expect } from 'chai';
import type { Ledger, Wake } from '../../../ledger/ledger.ts';
import { shardOf } from '../../../ledger/shard.ts';
import { committed, delivery, exception, message } from '../../contract/ledger/samples.ts';
import { ledgerWorkers, sharesBecome, type Workers } from '../../support/postgres-ledger.ts';

describe('a worker on PostgreSQL', () => {
  let workers: Workers;
  let a: Ledger;
  let b: Ledger;
  let keys: string[];
  beforeEach(async () => {
    workers = await ledgerWorkers();
    a = await workers.open('a');
    b = await workers.open('b');
    const held = (ledger: Ledger) =>
      Array.from({ length: 64 }, (_, shard) => shard).filter(ledger.cluster.holds).length;
    await sharesBecome([a, b], () => held(a) === 32 && held(b) === 32);
    keys = Array.from({ length: 400 }, (_, number) => `PO-${number}`);
  });
  afterEach(() => workers.close());

  const ofB = (): string => keys.find((key) => b.cluster.holds(shardOf(key)))!;
  const ofA = (): string => keys.find((key) => a.cluster.holds(shardOf(key)))!;
  /** The first wake that is as wanted. */
  const wake = (ledger: Ledger, wanted: (wake: Wake) => boolean): Promise<Wake> =>
    new Promise((resolve) => {
      const stop = ledger.onWake((one) => {
        if (!wanted(one)) return;
        stop();
        resolve(one);
      });
    });

  it('is woken for what another took in, staged or set in its shards, and not for the rest', async () => {
    const woken = wake(b, ({ queues }) => queues.includes('channel:last/core'));
    const own: Wake[] = [];
    a.onWake((one) => own.push(one));
    await a.accept([message('m1', { key: ofA(), queue: 'channel:others/core' })]);
    await a.accept([message('m2', { key: ofB(), queue: 'channel:last/core' })]);
    expect((await woken).queues).to.deep.equal(['channel:last/core']);
    const staged = wake(b, ({ deliveries }) => deliveries);
    await committed(a, { op: 'deliver', delivery: delivery('d1', { key: ofB() }) });
    await staged;
    const set = wake(b, ({ timers }) => timers);
    const timer = {
      id: 't1',
      tenant: 'n',
      key: ofB(),
      dueAt: '2026-01-01T00:00:00.000Z',
      message: message('m3'),
    };
    await committed(a, { op: 'timer', timer });
    await set;
    expect(own).to.deep.equal([]);
  });

  it('is woken when an exception is closed and when a reply is written', async () => {
    await committed(a, { op: 'exception', exception: exception('e1') });
    const blocks = wake(b, (one) => one.blocks);
    await committed(a, { op: 'closeException', id: 'e1', state: 'resolved', by: 'eve', reason: 'mended' });
    await blocks;
    const replies = wake(b, (one) => one.replies.length > 0);
    const at = new Date().toISOString();
    await committed(a, { op: 'reply', reply: { id: 'r1', status: 200, headers: {}, body: null, at } });
    expect((await replies).replies).to.deep.equal(['r1']);
  });

  it('looks at everything when more has changed than one notice can name', async () => {
    const woken = wake(b, ({ queues }) => queues.length >= 300);
    const long = 'x'.repeat(40);
    await a.accept(
      keys
        .slice(0, 300)
        .map((key, n) =>
          message(`m${n}`, { key: ofB(), queue: `channel:${long}${n}/core`, idempotencyKey: key }),
        ),
    );
    expect(await woken).to.include({ deliveries: true, timers: true, blocks: true });
  });

  it('looks at everything when another is gone, who may not have said what it did last', async () => {
    await a.accept([message('m1', { key: ofB(), queue: 'channel:orders/core' })]);
    const woken = wake(b, ({ queues, timers }) => queues.includes('channel:orders/core') && timers);
    await a.close();
    await woken;
  });
});
