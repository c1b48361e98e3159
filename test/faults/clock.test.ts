import { expect } from 'chai';
import { FaultSite, until } from './fault-site.ts';
import { describeUnderShim } from './shim.ts';

const hour = 3_600_000;

describeUnderShim('a site whose clock jumps', function () {
  this.timeout(240_000);
  let site: FaultSite;
  beforeEach(async () => {
    site = await FaultSite.prepare();
    await site.start();
  });
  afterEach(() => site.close());

  const post = async (key: string, number: number): Promise<void> => {
    expect((await site.post(key, number)).status).to.equal(202);
  };

  for (const [name, byMs] of [
    ['forward', 5 * hour],
    ['back', -5 * hour],
  ] as const) {
    it(`${name} by hours keeps the order, and takes in, runs and polls as before`, async () => {
      await post('K1', 1);
      expect(await site.told('K1', 1)).to.equal(true);
      site.shim.moveClock(byMs);
      for (const number of [2, 3]) await post('K1', number);
      site.drop('K2', 1);
      expect(await site.told('K1', 3)).to.equal(true);
      expect(await site.told('K2', 1), site.console).to.equal(true);
      site.shim.moveClock(0);
      await post('K1', 4);
      expect(await site.told('K1', 4)).to.equal(true);
      const numbers = site.partner.effects.flatMap(({ key, number }) => (key === 'K1' ? [number] : []));
      expect(numbers).to.deep.equal([1, 2, 3, 4]);
      expect(site.deaths).to.deep.equal([]);
    });

    it(`${name} by hours does not keep a delivery that is being retried waiting for hours`, async () => {
      await site.partner.suffer('errors');
      await post('K1', 1);
      await until('a delivery was put off', () => site.console.includes('put off'));
      site.shim.moveClock(byMs);
      await site.partner.recover();
      expect(await site.told('K1', 1), site.console).to.equal(true);
    });
  }

  it('back by hours while it is down goes on where it stopped', async () => {
    await site.partner.suffer('errors');
    for (const number of [1, 2]) await post('K1', number);
    await until('a delivery was put off', () => site.console.includes('put off'));
    await site.kill();
    site.shim.moveClock(-5 * hour);
    await site.partner.recover();
    await site.start();
    await post('K1', 3);
    expect(await site.told('K1', 3), site.console).to.equal(true);
    expect(site.partner.effects.map(({ number }) => number)).to.deep.equal([1, 2, 3]);
  });
});
