import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { acme850 } from '../../partners/customers/documents.ts';
import { upload } from '../../partners/customers/stream.ts';
import { type Demo, demoSecrets, startDemo } from '../support/demo.ts';
import { copyDemoSite, type SiteCopy } from '../support/site-copy.ts';
import type { TowerClient } from '../support/tower-client.ts';

/** A pack through which the ERP and the TMS send items by HTTP. */
const pack = {
  'pack.yaml': `
name: master-data
version: 1.0.0
owner: stewards@northwind.example
lifecycle: active
description: Items by HTTP.
needs: { nodes: [crossdock-api-in, crossdock-master-data, crossdock-channel-out], schemas: [item, shipment] }
channels: { reads: [], writes: [items-for-the-warehouse, shipments] }
`,
  'tabs/items.yaml': `
tab: { id: a1b2c3d4e5f60001, label: Items, info: Items from the systems. }
nodes:
${['erp', 'tms', 'cloud-wms']
  .map(
    (system, index) => `
  - id: a1b2c3d4e5f6001${index}
    type: crossdock-api-in
    name: Items from ${system}
    access: callers
    callers: ${system}
    documentType: item
    key: sku
    idempotency: header:idempotency-key
    method: POST
    mode: accept
    path: /items/${system}
    wires: [[a1b2c3d4e5f60020]]`,
  )
  .join('')}
  - id: a1b2c3d4e5f60020
    type: crossdock-master-data
    name: Items
    object: item
    refused: exception
    owner: stewards
    wires: [[], [a1b2c3d4e5f60021], [], []]
  - id: a1b2c3d4e5f60021
    type: crossdock-channel-out
    name: items-for-the-warehouse
    channel: items-for-the-warehouse
    wires: []
  - id: a1b2c3d4e5f60030
    type: crossdock-api-in
    name: Loads from the ERP
    access: callers
    callers: erp
    documentType: shipment
    key: shipmentId
    idempotency: header:idempotency-key
    method: POST
    mode: accept
    path: /loads
    wires: [[a1b2c3d4e5f60031]]
  - id: a1b2c3d4e5f60031
    type: crossdock-channel-out
    name: shipments
    channel: shipments
    wires: []
`,
};

type Caller = 'erp' | 'tms' | 'cloud-wms';

/** An item that the ERP has and that the site's files call otherwise. */
const salt = {
  ...{ sku: 'NW-1006', description: 'Sea salt 20 x 500 g', baseUnit: 'CT' },
  ...{ grossWeight: { value: '10.5', unit: 'KGM' }, price: { amount: '9.60', currency: 'EUR' } },
};
const shipTo = {
  ...{ name: 'Acme Store 14', street: '550 Broad St', city: 'Newark', region: 'NJ' },
  ...{ postalCode: '07102', country: 'US' },
};

describe('master data from its system of record', function () {
  this.timeout(240_000);
  let copy: SiteCopy;
  let demo: Demo;
  let tower: TowerClient;

  before(async () => {
    copy = copyDemoSite();
    for (const [path, text] of Object.entries(pack)) {
      const file = join(copy.packFolder, 'master-data', path);
      mkdirSync(join(file, '..'), { recursive: true });
      writeFileSync(file, text.trimStart());
    }
    copy.edit('sites/demo/master-data/tenants/northwind/items.yaml', 'sku: NW-1006', 'sku: NW-1006-OLD');
    copy.edit('sites/demo.yaml', 'packs:', 'packs:\n  master-data: 1.0.0');
    demo = await startDemo({ seed: 9000, siteFile: copy.siteFile });
    await demo.start();
    tower = await demo.tower();
  });
  after(async () => {
    await demo?.close();
    copy?.remove();
  });

  const send = (system: Caller, item: unknown, id: string): Promise<number> =>
    post(`items/${system}`, system, item, id);
  const post = async (path: string, system: Caller, document: unknown, id: string): Promise<number> => {
    const secrets = demoSecrets();
    const secret = system === 'cloud-wms' ? secrets.wms : secrets[system];
    const basic = Buffer.from(`crossdock:${secret}`).toString('base64');
    const authorization = system === 'erp' ? `Basic ${basic}` : `Bearer ${secret}`;
    const answer = await fetch(`${demo.url}/api/${path}`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json', 'idempotency-key': id },
      body: JSON.stringify(document),
    });
    return answer.status;
  };
  const order = (number: string, control: number): Promise<void> => {
    const login = { port: demo.partners.sftpPort, password: demoSecrets().acme };
    const lines = [{ sku: salt.sku, cartons: 4 }];
    return upload('acme', login, `${number}.edi`, acme850({ number, shipTo, lines, control }, new Date()));
  };

  it('lets an order of an unknown item wait until the ERP has sent the item', async () => {
    await order('AC-SALT-1', 930001);
    const unknown = await tower.exception('CD_MAPPING_FAILED', salt.sku);
    expect(await send('tms', salt, 'not-theirs')).to.equal(202);
    const refused = await tower.exception('CD_MASTER_DATA_NOT_OWNER', salt.sku);
    expect(refused).to.deep.include({ owner: 'stewards', document: salt });
    expect(await send('erp', salt, 'first')).to.equal(202);
    await tower.look(async () => (await tower.status()).work.queued === 0 || undefined, 'the item');
    expect((await tower.retry(unknown.id)).status).to.equal(200);
    await tower.order('AC-SALT-1', ({ status }) => status !== 'new', 60_000);
  });

  it('quarantines a load that the ERP hands in, and plans the order as the TMS says', async () => {
    const load = { shipmentId: 'ERP-LOAD-1', orderNumbers: ['AC-SALT-1'], carrier: { scac: 'SWFT' } };
    expect(await post('loads', 'erp', load, 'a-load')).to.equal(202);
    const refused = await tower.exception('CD_OWNERSHIP_REFUSED', 'ERP-LOAD-1');
    expect(refused).to.deep.include({ owner: 'transport', document: load });
    const order = await tower.order('AC-SALT-1', ({ status }) => status === 'planned', 60_000);
    expect(JSON.stringify(order)).to.not.include('ERP-LOAD-1');
  });

  it('ends a change that the warehouse, which was told of it, reports back, and refuses one of its own', async () => {
    expect(await send('cloud-wms', salt, 'told-back')).to.equal(202);
    // Both have the same key, so that the second is looked at after the first.
    const own = { ...salt, description: 'Salt of the warehouse' };
    expect(await send('cloud-wms', own, 'their-own')).to.equal(202);
    const refused = await tower.exception('CD_MASTER_DATA_NOT_OWNER', 'cloud-wms');
    expect(refused).to.deep.include({ document: own });
    const theirs = (await tower.exceptions()).filter(({ text }) => text.includes('cloud-wms'));
    expect(theirs).to.have.length(1);
  });

  it('keeps what was sent over a restart, and shows no master data among the orders', async () => {
    await demo.kill();
    await demo.start();
    tower = await demo.tower();
    await order('AC-SALT-2', 930002);
    await tower.order('AC-SALT-2', ({ status }) => status !== 'new', 60_000);
    expect((await tower.orders()).map(({ orderNumber }) => orderNumber).sort()).to.deep.equal([
      'AC-SALT-1',
      'AC-SALT-2',
    ]);
  });
});
