import { cpSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as moment } from 'node:timers/promises';
import { expect } from 'chai';
import { runCli } from '../cli/run-cli.ts';
import { type Demo, startDemo } from '../support/demo.ts';

const siteFile = join(import.meta.dirname, '../../sites/demo.yaml');

describe('a backup taken under load', () => {
  let demo: Demo;
  before(async () => {
    // Slow enough that no invoice is issued between the backup and the loss.
    demo = await startDemo({ paceMs: 1_500, seed: 810_000 });
    await demo.start();
  });
  after(() => demo.close());

  const ledger = async (...args: string[]): Promise<string> => {
    const env = { CROSSDOCK_DATA: join(demo.folder, 'data'), CROSSDOCK_PORT: new URL(demo.url).port };
    const command = runCli(['ledger', ...args, siteFile], { ...definedOf(demo.partners.env), ...env });
    const code = await command.ended();
    expect(code, command.text()).to.equal(0);
    return command.text();
  };

  it('is restored into a fresh folder, and every order in it goes on to its end', async function () {
    this.timeout(240_000);
    let loaded = true;
    const load = (async () => {
      while (loaded) {
        await demo.partners.orders.next();
        await moment(100);
      }
    })();
    const tower = await demo.tower();
    const known = await tower.look(async () => {
      const orders = await tower.orders();
      return orders.length >= 5 ? orders : undefined;
    }, 'five orders');
    const file = join(demo.folder, 'under-load.backup');
    expect(await ledger('backup', file)).to.match(/^backup written/);
    await demo.kill();
    loaded = false;
    await load;
    renameSync(join(demo.folder, 'data'), join(demo.folder, 'data-lost'));
    for (const kept of ['login.json', 'credential-secret']) {
      cpSync(join(demo.folder, 'data-lost', kept), join(demo.folder, 'data', kept));
    }

    expect(await ledger('restore', file)).to.match(/^restored from/);
    await demo.start();
    const restored = await demo.tower();
    for (const { orderNumber } of known) {
      await restored.order(orderNumber, ({ status }) => status === 'posted', 120_000);
    }
    const late = await demo.partners.orders.next();
    await restored.order(late, ({ status }) => status === 'posted', 120_000);
    const invoices = (await restored.orders()).flatMap((order) => order.invoices);
    const numbers = invoices.map(({ invoiceNumber }) => invoiceNumber);
    expect(new Set(numbers).size).to.equal(numbers.length);
    expect(await ledger('verify')).to.include('audit trail intact');
    expect(await demo.stop()).to.equal(0);
  });
});

function definedOf(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
