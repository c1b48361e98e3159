import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { type Demo, startDemo } from '../support/demo.ts';
import { copyDemoSite, type SiteCopy } from '../support/site-copy.ts';
import type { TowerClient } from '../support/tower-client.ts';

const data = 'sites/demo/master-data';
const own = `${data}/tenants/northwind`;

/** What is added in front of the first record of each file. */
const records: readonly (readonly [file: string, first: string, added: string])[] = [
  [
    `${data}/locations.yaml`,
    '- id: WH-CLOUD',
    `
- id: WH-WIEN
  kind: warehouse
  name: Northwind Wien
  unLocode: ATVIE
  address: { street: [Freudenauer Hafenstraße 2], city: Wien, postalCode: "1020", country: AT }
  zone: Europe/Vienna
`,
  ],
  [
    `${data}/carriers.yaml`,
    '- scac: SWFT',
    `
- scac: ALPX
  name: Alpen Express
  modes: [road]
  identifiers: [{ scheme: tms, value: NRDX }]
`,
  ],
  [
    `${own}/billing-entities.yaml`,
    '- id: NORTHWIND',
    `
- id: NORTHWIND-AT
  name: Northwind Foods Österreich GmbH
  address: { street: [Freudenauer Hafenstraße 2], city: Wien, postalCode: "1020", country: AT }
  country: AT
  currency: EUR
  taxId: ATU99999999
  zone: Europe/Vienna
  invoiceSequence: northwind-at-invoice
  invoicePrefix: NWAT-
`,
  ],
  [
    `${data}/tax-rules.yaml`,
    '- id: DE-FOOD',
    ['food 10 AT10', 'standard 20 AT20']
      .map((rule) => rule.split(' '))
      .map(
        ([taxClass, rate, code]) => `
- id: ${code}
  version: "2026.1"
  effective: { from: "2026-01-01" }
  jurisdiction: AT
  sellerCountry: AT
  customerStatus: taxable
${taxClass === 'food' ? '  taxClass: food\n' : ''}  code: ${code}
  rate: "${rate}"
`,
      )
      .join(''),
  ],
];

interface Invoice {
  readonly invoiceNumber: string;
  readonly billingEntity: { readonly id: string };
  readonly taxes: readonly { readonly code: string }[];
}

describe('a warehouse, a carrier and a legal entity in another country, added by files alone', function () {
  this.timeout(240_000);
  let copy: SiteCopy;
  let demo: Demo;
  let tower: TowerClient;

  before(async () => {
    copy = copyDemoSite();
    for (const [file, first, added] of records) copy.edit(file, first, `${added.trimStart()}${first}`);
    // Austria is served from Vienna, and its customer is billed by the company there.
    const release = 'flows/order-to-cash/mappings/process-to-warehouses.mapping.yaml';
    copy.edit(release, '{ US: WH-3PL,', '{ US: WH-3PL, AT: WH-WIEN,');
    writeFileSync(
      join(copy.siteFile, '../..', own, 'cross-references.yaml'),
      '- { scheme: billing-entity-of-customer, value: C-INITECH, means: NORTHWIND-AT }\n',
    );
    copy.edit(`${own}/customers.yaml`, 'taxStatus: reverse-charge', 'taxStatus: taxable');
    copy.edit(
      `${own}/rate-agreements.yaml`,
      'from: { country: DE }\n      to: { country: AT }',
      'from: { country: AT }\n      to: { country: AT }',
    );
    demo = await startDemo({ seed: 9500, siteFile: copy.siteFile });
    await demo.start();
    tower = await demo.tower();
  });
  after(async () => {
    await demo?.close();
    copy?.remove();
  });

  it('take an order from the warehouse over the carrier to the invoice of that country', async () => {
    demo.partners.orders.clerk('INI-FILES', [{ sku: 'NW-1001', cartons: 5 }]);
    const order = await tower.order('INI-FILES', ({ status }) => status === 'posted', 60_000);
    const planned = demo.partners.tms.recorder.received.find(({ what }) => what === 'shipment');
    expect(planned?.body).to.have.property('origin').that.includes({ unLocode: 'ATVIE', country: 'AT' });
    expect(JSON.stringify(await tower.orderPage(order.key))).to.include('"carrier":"ALPX"');
    const posted = demo.partners.billing.recorder.received.find(({ what }) => what === 'invoice')!;
    const { invoiceNumber, billingEntity, taxes } = posted.body as Invoice;
    expect({ invoiceNumber, entity: billingEntity.id }).to.deep.equal({
      ...{ invoiceNumber: order.invoices[0]?.invoiceNumber, entity: 'NORTHWIND-AT' },
    });
    expect(invoiceNumber).to.match(/^NWAT-/);
    expect(taxes.map(({ code }) => code).sort()).to.deep.equal(['AT10', 'AT20']);
    expect(await tower.exceptions()).to.deep.equal([]);
  });
});
