import { expect } from 'chai';
import type { Ledger } from '../../../ledger/ledger.ts';
import { openPostgresLedger } from '../../../ledger/postgres/open.ts';
import { message } from '../../contract/ledger/samples.ts';
import { ledgerPlace, sharesBecome } from '../../support/postgres-ledger.ts';
import { type Relay, relayTo } from '../../support/relay.ts';

const shards = 64;

describe('a ledger on PostgreSQL whose connections fall silent', () => {
  let relay: Relay;
  let ledger: Ledger;
  const logs: string[] = [];
  beforeEach(async () => {
    const place = await ledgerPlace();
    const url = new URL(place.url);
    relay = await relayTo(Number(url.port));
    url.port = String(relay.port);
    ledger = await openPostgresLedger({
      ...{ ...place, url: url.href, worker: 'a', clock: () => new Date(), heartbeatMs: 100, ttlMs: 1_000 },
      log: (_, text, details) => void logs.push(`${text}: ${details?.reason ?? ''}`),
    });
  });
  afterEach(async () => {
    await ledger.close();
    await relay.close();
  });
  const held = () =>
    Array.from({ length: shards }, (_, shard) => shard).filter((shard) => ledger.cluster.holds(shard));

  it('breaks them off, and goes on with new ones without waiting for any time-out of theirs', async function () {
    this.timeout(240_000);
    await sharesBecome([ledger], () => held().length === shards);
    await ledger.accept([message('m1')]);
    relay.silence();
    const acknowledged = ledger.accept([message('m2')]).then(
      () => true,
      () => false,
    );
    await sharesBecome([ledger], () => held().length === 0);
    await sharesBecome([ledger], () => held().length === shards);
    if (await acknowledged) expect(await ledger.message('m2')).not.to.equal(null);
    await ledger.accept([message('m3')]);
    expect((await ledger.message('m3'))?.state).to.equal('accepted');
    expect(relay.brokenOff).to.be.at.least(2);
    expect(logs.join('\n')).to.include('the server has not answered for 5000 ms');
  });
});
