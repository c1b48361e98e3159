import { expect } from 'chai';
import type { Ledger, NewMessage } from '../../../ledger/ledger.ts';
import { openPostgresLedger } from '../../../ledger/postgres/open.ts';
import { shardOf } from '../../../ledger/shard.ts';
import { idsOf, message } from '../../contract/ledger/samples.ts';
import { type PostgresServer, startPostgres } from '../../support/postgres.ts';

/** Repeats what a caller of the ledger repeats: whatever is marked retryable. */
async function repeated<Result>(action: () => Promise<Result>): Promise<Result> {
  for (;;) {
    try {
      return await action();
    } catch (thrown) {
      if ((thrown as { retry?: string }).retry !== 'retryable') throw thrown;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

describe('a server that is killed and started again', () => {
  let server: PostgresServer;
  let a: Ledger;
  let b: Ledger;
  beforeEach(async () => {
    server = await startPostgres();
    const options = { url: server.url('postgres'), clock: () => new Date(), heartbeatMs: 200 };
    a = await openPostgresLedger({ ...options, worker: 'a' });
    b = await openPostgresLedger({ ...options, worker: 'b' });
  });
  afterEach(async () => {
    await Promise.all([a.close(), b.close()]);
    await server.stop();
  });

  it('fails commits and reads with a code that says to try again', async () => {
    await server.kill();
    const now = new Date().toISOString();
    const [commit, read] = await Promise.allSettled([a.accept([message('m1')]), a.message('m1')]);
    expect(commit).to.have.nested.property('reason.code', 'CD_LEDGER_WRITE_FAILED');
    expect(read).to.have.nested.property('reason.code', 'CD_LEDGER_READ_FAILED');
    await server.start();
    await repeated(() => a.accept([message('m1')]));
    expect(idsOf(await repeated(() => a.messages({ limit: 9 })))).to.deep.equal(['m1']);
    expect(await repeated(() => a.nextDueAt(now))).to.equal(null);
  });

  it('loses and doubles nothing of callers that repeat what failed', async () => {
    const sent: NewMessage[] = Array.from({ length: 400 }, (_, index) => message(`m${index}`));
    let killed: Promise<void> | null = null;
    const lanes = Array.from({ length: 20 }, async (_, lane) => {
      for (let index = lane; index < sent.length; index += 20) {
        if (index === 200) killed = server.kill().then(() => server.start());
        await repeated(() => (index % 2 === 0 ? a : b).accept([sent[index]!]));
      }
    });
    await Promise.all(lanes);
    await killed;
    expect((await repeated(() => a.messages({ limit: 1_000 }))).length).to.equal(400);
    const { messages } = await repeated(() => a.counts());
    expect(messages.accepted).to.equal(400);
  });

  it('is found again by workers, who share the work out as before and hear of each other', async () => {
    await server.kill();
    await server.start();
    const held = (ledger: Ledger) =>
      Array.from({ length: 64 }, (_, shard) => shard).filter(ledger.cluster.holds);
    await new Promise<void>((resolve) => {
      const look = (): void => {
        if (held(a).length + held(b).length === 64 && held(b).length === 32) resolve();
      };
      a.cluster.onChange(look);
      b.cluster.onChange(look);
      look();
    });
    const woken = new Promise<void>((resolve) => {
      b.onWake(({ queues }) => queues.includes('channel:orders/core') && resolve());
    });
    const key = Array.from({ length: 200 }, (_, n) => `PO-${n}`).find((one) =>
      b.cluster.holds(shardOf(one)),
    )!;
    await repeated(() => a.accept([message('m1', { key, queue: 'channel:orders/core' })]));
    await woken;
  });
});
