import { expect } from 'chai';
import { FaultSite, until } from './fault-site.ts';
import { type Control, describeUnderShim, errno } from './shim.ts';

type Trouble = readonly [name: string, begin: (disk: Control) => void, end: (disk: Control) => void];

const troubles: readonly Trouble[] = [
  ['is full', (disk) => disk.writesFail(errno.noSpace), (disk) => disk.writesFail(errno.none)],
  ['has become read-only', (disk) => disk.writesFail(errno.readOnly), (disk) => disk.writesFail(errno.none)],
  ['fails to flush', (disk) => disk.flushesFail(errno.inputOutput), (disk) => disk.flushesFail(errno.none)],
];

describeUnderShim('a site whose disk', function () {
  this.timeout(240_000);
  let site: FaultSite;
  beforeEach(async () => {
    site = await FaultSite.prepare();
  });
  afterEach(() => site.close());

  for (const [name, begin, end] of troubles) {
    it(`${name} acknowledges nothing, leaves files where they are, and goes on when it is well again`, async () => {
      await site.start();
      expect((await site.post('K1', 1)).status).to.equal(202);
      expect(await site.told('K1', 1)).to.equal(true);

      begin(site.shim);
      const refused = await site.post('K1', 2);
      expect(refused).to.deep.include({ status: 503, type: 'application/problem+json' });
      expect(refused.body).to.include({ code: 'CD_LEDGER_WRITE_FAILED', status: 503 });
      expect(Number(refused.retryAfter)).to.be.above(0);
      const before = site.console.length;
      site.drop('K2', 1);
      await until('the poll failed', () => /Mailbox/.test(site.console.slice(before)));
      expect(site.files('inbox/archive')).to.deep.equal([]);

      end(site.shim);
      await until('an order is taken in', async () => (await site.post('K1', 2)).status === 202);
      expect(await site.told('K1', 2)).to.equal(true);
      expect(await site.told('K2', 1), site.console.slice(before)).to.equal(true);
      await until('the file is archived', () =>
        site.files('inbox/archive').some((file) => file.includes('K2-1')),
      );
      expect(site.partner.effects.map(({ id }) => id)).to.have.length(3);
      expect(site.deaths).to.deep.equal([]);
      expect(await site.stop()).to.equal(0);
    });
  }

  it('fills up while work is on its way finishes all of it once, when there is room again', async () => {
    await site.start();
    await site.partner.suffer('hangs');
    for (let number = 1; number <= 5; number += 1)
      expect((await site.post('K1', number)).status).to.equal(202);
    site.shim.writesFail(errno.noSpace);
    await site.partner.recover();
    await until('the partner is told, and that cannot be noted', () => site.partner.effects.length > 0);
    site.shim.writesFail(errno.none);
    for (let number = 1; number <= 5; number += 1) expect(await site.told('K1', number)).to.equal(true);
    expect(site.partner.effects.map(({ number }) => number)).to.deep.equal([1, 2, 3, 4, 5]);
    expect(site.partner.contradictions).to.deep.equal([]);
    expect(site.deaths).to.deep.equal([]);
  });

  it('is read-only at the start is refused with what to do', async () => {
    site.shim.opensFail(errno.readOnly);
    site.shim.writesFail(errno.readOnly);
    expect(await site.refusal()).to.match(/CD_[A-Z_]+/);
    site.shim.opensFail(errno.none);
    site.shim.writesFail(errno.none);
    await site.start();
    expect((await site.post('K1', 1)).status).to.equal(202);
  });

  it('is full at the start is refused with what to do', async () => {
    site.shim.writesFail(errno.noSpace);
    expect(await site.refusal()).to.match(/CD_[A-Z_]+/);
  });
});
