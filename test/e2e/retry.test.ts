import { expect } from 'chai';
import { acme850, type OrderedLine } from '../../partners/customers/documents.ts';
import { upload } from '../../partners/customers/stream.ts';
import { type Demo, demoSecrets, startDemo } from '../support/demo.ts';
import { copyDemoSite, type SiteCopy } from '../support/site-copy.ts';
import type { TowerClient } from '../support/tower-client.ts';

const newark = {
  name: 'Acme Store 14',
  street: '550 Broad St',
  city: 'Newark',
  region: 'NJ',
  postalCode: '07102',
  country: 'US',
};
const lines: readonly OrderedLine[] = [{ sku: 'NW-1001', cartons: 4 }];
const issueMapping = 'flows/order-to-cash/mappings/goods-issue-to-erp.mapping.yaml';
const issueReference = 'ReferenceDocument: { path: reference }';
/** A field that no confirmation has. */
const brokenReference = 'ReferenceDocument: { path: deliveryNote, required: true }';

/** Acme orders an item by the box, of which no mapping behind Acme's own has heard. */
const boxes: readonly (readonly [path: string, from: string, to: string])[] = [
  ['flows/order-to-cash/mappings/sales-order-to-erp-order.mapping.yaml', 'units: {', 'units: { XBX: KI,'],
  [issueMapping, 'units: {', 'units: { XBX: KI,'],
  ['flows/partner-fastship/mappings/release-to-940.mapping.yaml', 'units: {', 'units: { XBX: CA,'],
  ['flows/partner-fastship/mappings/945-to-confirmation.mapping.yaml', 'units: { CA: CT', 'units: { CA: XBX'],
];

describe('an exception that is retried after part of its message was recorded', function () {
  this.timeout(240_000);
  let copy: SiteCopy;
  let demo: Demo;
  let tower: TowerClient;

  before(async () => {
    copy = copyDemoSite();
    copy.edit('sites/demo/master-data/tenants/northwind/items.yaml', 'baseUnit: CT', 'baseUnit: XBX');
    copy.edit(issueMapping, issueReference, brokenReference);
    // The 3PL keeps its stock by the box too, and the ERP books it.
    copy.edit('flows/partner-fastship/mappings/944-to-movement.mapping.yaml', 'CA: CT', 'CA: XBX');
    copy.edit('flows/inventory/mappings/posting-to-erp.mapping.yaml', 'units: {', 'units: { XBX: KI,');
    demo = await startDemo({ paceMs: 20, seed: 7000, siteFile: copy.siteFile });
    await demo.start();
    tower = await demo.tower();
  });
  after(async () => {
    await demo?.close();
    copy.remove();
  });

  const drop = (number: string, control: number): Promise<void> => {
    const text = acme850({ number, shipTo: newark, lines, control }, new Date()).replaceAll('*CA*', '*BX*');
    const login = { port: demo.partners.sftpPort, password: demoSecrets().acme };
    return upload('acme', login, `${number}.edi`, text);
  };
  const mend = async (...edits: typeof boxes): Promise<void> => {
    for (const edit of edits) copy.edit(...edit);
    await demo.stop();
    await demo.start();
    tower = await demo.tower();
  };
  const inErp = (what: string) =>
    demo.partners.erp.standIn.recorder.received.filter((one) => one.what === what);
  const ordersInErp = (number: string) =>
    inErp('sales order').filter((one) => one.reference.endsWith(`/${number}`));
  const invoicesOf = (number: string) =>
    demo.partners.billing.recorder.received.filter(
      ({ what, outcome, body }) =>
        what === 'invoice' && outcome.startsWith('201') && JSON.stringify(body).includes(number),
    );
  const retried = async (id: string): Promise<void> => {
    expect((await tower.retry(id)).status).to.equal(200);
  };

  const posted = (number: string) => tower.order(number, ({ status }) => status === 'posted', 60_000);

  it('is on the list again while its cause is there, and the order waits', async () => {
    await drop('AC-BOX-1', 920001);
    const first = await tower.exception('CD_MAPPING_FAILED', 'XBX');
    expect(first.owner).to.equal('order desk');
    await retried(first.id);
    const again = await tower.look(
      async () => (await tower.exceptions()).find(({ id, text }) => id !== first.id && text.includes('XBX')),
      'the exception again',
    );
    expect(again).to.deep.include({ key: first.key, text: first.text, document: first.document });
    expect((await tower.exceptions('resolved')).map(({ id }) => id)).to.include(first.id);
    await tower.order('AC-BOX-1', ({ status }) => status === 'new');
    expect(ordersInErp('AC-BOX-1')).to.deep.equal([]);
  });

  it('lets the order go on where it failed once the mapping is mended', async () => {
    await mend(...boxes);
    const exception = await tower.exception('CD_MAPPING_FAILED', 'XBX');
    await retried(exception.id);
    await posted('AC-BOX-1');
    expect(ordersInErp('AC-BOX-1').map(({ outcome }) => outcome.slice(0, 3))).to.deep.equal(['201']);
    expect(invoicesOf('AC-BOX-1')).to.have.length(1);
    const { history } = await tower.orderPage(exception.key);
    expect(history.filter(({ kind }) => kind === 'exception-resolved')).to.have.length(2);
  });

  it('posts the goods issues whose mapping failed behind the confirmation, and invoices nothing again', async () => {
    await drop('AC-ISSUE-1', 920002);
    await posted('AC-ISSUE-1');
    const failed = await tower.look(async () => {
      const open = await tower.exceptions();
      return open.length === 2 && open.every(({ text }) => text.includes('deliveryNote')) ? open : undefined;
    }, 'two goods issues that failed');
    expect(failed.map(({ owner }) => owner)).to.deep.equal(['warehouse', 'warehouse']);
    expect(inErp('goods issue')).to.deep.equal([]);

    await mend([issueMapping, brokenReference, issueReference]);
    for (const { id } of failed) await retried(id);
    await tower.look(async () => inErp('goods issue').length === 2 || undefined, 'two goods issues');
    await tower.look(async () => (await tower.status()).work.queued === 0 || undefined, 'an end of all work');
    for (const number of ['AC-BOX-1', 'AC-ISSUE-1']) {
      expect(ordersInErp(number)).to.have.length(1);
      expect(invoicesOf(number)).to.have.length(1);
    }
    expect(await tower.exceptions()).to.deep.equal([]);
    expect(demo.partners.problems()).to.deep.equal([]);
  });
});
