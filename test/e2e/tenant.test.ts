import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { runCommand } from '../../cli/run-command.ts';
import { globexOrderChange, globexOrders } from '../../partners/customers/documents.ts';
import { upload } from '../../partners/customers/stream.ts';
import { type Erp, startErp } from '../../partners/erp/erp.ts';
import { type Demo, demoSecrets, startDemo } from '../support/demo.ts';
import { copyDemoSite, type SiteCopy } from '../support/site-copy.ts';
import type { TowerClient } from '../support/tower-client.ts';
import { received } from '../support/until.ts';

const secret = 'hooli-secret';
const template = join(import.meta.dirname, '../../sites/templates/client');

describe('a client that crossdock tenant new has taken on', function () {
  this.timeout(240_000);
  let copy: SiteCopy;
  let erp: Erp;
  let demo: Demo;
  let tower: TowerClient;

  before(async () => {
    copy = copyDemoSite();
    const inbound = 'flows/partner-fastship/tabs/inbound.yaml';
    copy.edit(inbound, "{'NORTHWIND': 'northwind'}", "{'NORTHWIND': 'northwind', 'HOOLI': 'hooli'}");
    const sites = join(copy.siteFile, '..');
    erp = startErp({ username: 'crossdock', password: secret }, 6000, join(sites, 'demo'));
    const { url } = await erp.listen(0, 0);
    const set = [`name=Hooli Stores`, `erpUrl=${url}`, 'customer=NORTH'].flatMap((pair) => ['--set', pair]);
    const said: string[] = [];
    const tell = (line: string) => void said.push(line);
    const args = ['tenant', 'new', 'hooli', copy.siteFile, '--from', template, ...set];
    expect(await runCommand(args, { out: tell, error: tell }, {}), said.join('\n')).to.equal(0);
    const items = (tenant: string) => join(sites, 'demo/master-data/tenants', tenant, 'items.yaml');
    cpSync(items('northwind'), items('hooli'));
    for (const name of ['hooli-erp', 'hooli-api']) writeFileSync(join(sites, 'demo/secrets', name), secret);
    demo = await startDemo({ seed: 8000, siteFile: copy.siteFile });
    await demo.start();
    tower = await demo.tower();
  });
  after(async () => {
    await demo?.close();
    await erp?.close();
    copy?.remove();
  });

  const send = async (order: Record<string, unknown>): Promise<number> => {
    const { status } = await fetch(`${demo.url}/api/hooli/orders`, {
      method: 'POST',
      headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
      body: JSON.stringify(order),
    });
    return status;
  };
  const order = (number: string, customer: string) => ({
    ...{ number, date: '2026-03-02T08:00:00Z', customer },
    shipTo: { name: 'Hooli North', street: 'Kai 1', city: 'Hamburg', postalCode: '20457', country: 'DE' },
    lines: [{ line: 1, sku: 'NW-1001', quantity: '3', unit: 'case', price: '18.40' }],
  });
  const ordersIn = ({ standIn }: Erp, number: string) =>
    standIn.recorder.received.filter(
      ({ what, reference }) => what === 'sales order' && reference.endsWith(`/${number}`),
    );

  it('has an order created in its own ERP, shipped over what all clients share, and billed by itself', async () => {
    expect(await send(order('H-1', 'NORTH'))).to.equal(202);
    const order1 = await tower.order('H-1', ({ status }) => status === 'posted', 60_000);
    expect(order1).to.include({ tenant: 'hooli', key: 'C-HOOLI-NORTH/H-1', held: false });
    expect(ordersIn(erp, 'H-1').map(({ outcome }) => outcome.slice(0, 3))).to.deep.equal(['201']);
    expect(ordersIn(demo.partners.erp, 'H-1')).to.deep.equal([]);
    const issues = erp.standIn.recorder.received.filter(({ what }) => what === 'goods issue');
    expect(issues.map(({ outcome }) => outcome.slice(0, 3))).to.deep.equal(['201']);
    expect(await tower.exceptions()).to.deep.equal([]);
  });

  it('has what the shared warehouse and carrier tell and bill of its load in its own name', async () => {
    const shipTo = {
      ...{ name: 'Hooli East', street: '550 Broad St', city: 'Newark' },
      ...{ region: 'NJ', postalCode: '07102', country: 'US' },
    };
    expect(await send({ ...order('H-3', 'NORTH'), shipTo })).to.equal(202);
    const { body } = await received(
      demo.partners.billing.recorder,
      ({ what, body: posted }) => what === 'payable' && JSON.stringify(posted).includes('"H-3"'),
      'the payable for H-3',
    );
    const [shipment] = (body as { shipments: { shipmentId: string }[] }).shipments;
    const settled = (tenant: string) => tower.freight(shipment!.shipmentId, tenant).catch(() => null);
    expect(await settled('hooli')).to.have.property('status', 'freight-settled');
    expect(await settled('northwind')).to.equal(null);
    const stock = await tower.look(() => tower.stock('WH-3PL', 'NW-1001', 'hooli'), 'stock of Hooli');
    expect(stock.quantities).to.deep.equal([{ status: 'available', quantity: '-3' }]);
    expect(await tower.exceptions()).to.deep.equal([]);
  });

  it('has goods that come in at the shared warehouse booked in its own ERP alone', async () => {
    const goods = [{ sku: 'NW-1002', cartons: 50, state: 'available' }] as const;
    demo.partners.threePlDock.receive(goods, 'RC-HOOLI', 'HOOLI');
    const reference = ({ reference: of }: { reference: string }) => of === 'WH-3PL:RC-HOOLI';
    const { outcome } = await received(erp.standIn.recorder, reference, 'the receipt');
    expect(outcome).to.match(/^201/);
    const stock = await tower.stock('WH-3PL', 'NW-1002', 'hooli');
    expect(stock?.quantities).to.deep.equal([{ status: 'available', quantity: '50' }]);
    expect(demo.partners.erp.standIn.recorder.received.filter(reference)).to.deep.equal([]);
    demo.partners.threePlDock.receive(goods, 'RC-NOBODY', 'NOBODY');
    const { id } = await tower.exception('CD_CHANNEL_TENANT_UNKNOWN', 'names no tenant of this site');
    expect((await tower.discard(id)).status).to.equal(200);
  });

  it('keeps an order apart from another tenant’s of the same number, and from what its customer changes', async () => {
    const number = 'TWIN-1';
    const login = { port: demo.partners.sftpPort, password: demoSecrets().globex };
    const shipTo = { name: 'Globex Lager', street: 'Am Kai 12', city: 'Hamburg', postalCode: '20095' };
    const lines = [{ sku: 'NW-1002', cartons: 7 }];
    const twin = { number, shipTo: { ...shipTo, country: 'DE' }, lines, control: 661 };
    await upload('globex', login, 'twin.edi', globexOrders(twin, new Date()));
    expect(await send(order(number, 'NORTH'))).to.equal(202);
    const posted = (key: string) =>
      tower.look(
        async () => (await tower.orders()).find((one) => one.key === key && one.status === 'posted'),
        `${key} posted`,
      );
    const [ours, theirs] = await Promise.all([
      posted(`C-GLOBEX/${number}`),
      posted(`C-HOOLI-NORTH/${number}`),
    ]);
    expect([ours.tenant, theirs.tenant]).to.deep.equal(['northwind', 'hooli']);
    const change = { number: 'TWIN-CHANGE', orderNumber: number, cancelled: false, control: 662 };
    const fewer = { sku: 'NW-1002', cartons: 5, number: 1, action: '3' } as const;
    await upload(
      'globex',
      login,
      'twin-change.edi',
      globexOrderChange({ ...change, lines: [fewer] }, new Date()),
    );
    const outbox = join(demo.folder, 'partners/exchange/globex/outbox');
    const answers = () =>
      readdirSync(outbox)
        .map((file) => readFileSync(join(outbox, file), 'utf8'))
        .filter((text) => text.includes('TWIN'));
    const answer = await tower.look(
      async () => answers().find((text) => text.includes('BGM+231+TWIN-CHANGE+27')),
      'the answer to Globex',
    );
    expect(answer).to.contain(`RFF+ON:${number}`);
    expect(answers()).to.have.length(1);
    const quantities = async (tenant: string, key: string) =>
      (await tower.orderPage(key, tenant)).order.lines.map(({ ordered, billed }) => [ordered, billed]);
    expect(await quantities('northwind', ours.key)).to.deep.equal([['7', '7']]);
    expect(await quantities('hooli', theirs.key)).to.deep.equal([['3', '3']]);
    const told = async (tenant: string, key: string) =>
      (await tower.orderPage(key, tenant)).history.some(({ text }) => text.includes('TWIN-CHANGE'));
    expect([await told('northwind', ours.key), await told('hooli', theirs.key)]).to.deep.equal([true, false]);
    expect(await tower.exceptions()).to.deep.equal([]);
  });

  it('does not see what is another tenant’s', async () => {
    expect(await send(order('H-2', 'ACMERETAIL'))).to.equal(202);
    const unknown = await tower.exception('CD_MAPPING_FAILED', 'ACMERETAIL');
    expect(unknown.text).to.include('no customer has this identifier');
    expect(ordersIn(erp, 'H-2')).to.deep.equal([]);
  });
});
