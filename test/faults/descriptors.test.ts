import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { expect } from 'chai';
import { FaultSite, until } from './fault-site.ts';
import { describeUnderShim } from './shim.ts';

describeUnderShim('a site that is out of file descriptors', function () {
  this.timeout(240_000);
  let site: FaultSite;
  beforeEach(async () => {
    site = await FaultSite.prepare();
    await site.start();
  });
  afterEach(() => site.close());

  const limit = (descriptors: number | string): void => {
    execFileSync('prlimit', ['--pid', String(site.pid), `--nofile=${descriptors}:`]);
  };
  /** Leaves no descriptor: the limit is the least number that is not in use, below which there may be holes. */
  const exhaust = (): void => {
    const used = new Set(readdirSync(`/proc/${site.pid}/fd`));
    let free = 0;
    while (used.has(String(free))) free += 1;
    limit(free);
  };
  /** Whatever comes of a request while nothing can be opened. */
  const post = (key: string, number: number): Promise<number> =>
    site.post(key, number).then(
      ({ status }) => status,
      () => 0,
    );

  it('lives on, promises nothing that it does not keep, and goes on when there are some again', async () => {
    expect(await post('K1', 1)).to.equal(202);
    expect(await site.told('K1', 1)).to.equal(true);
    const before = site.console.length;
    exhaust();
    const answers: number[] = [];
    for (let number = 2; number <= 6; number += 1) answers.push(await post('K1', number));
    site.drop('K2', 1);
    await until('the poll failed', () => {
      // What was open while the limit was set may have been closed since.
      exhaust();
      return /Mailbox/.test(site.console.slice(before));
    });
    limit(4_096);
    for (let number = 2; number <= 6; number += 1) {
      await until(`order ${number} is taken in`, async () => [200, 202].includes(await post('K1', number)));
      expect(await site.told('K1', number), site.console).to.equal(true);
    }
    expect(await site.told('K2', 1), site.console).to.equal(true);
    expect(site.partner.effects).to.have.length(7);
    expect(site.deaths).to.deep.equal([]);
    expect(answers.filter((status) => ![0, 200, 202, 503].includes(status))).to.deep.equal([]);
  });
});
