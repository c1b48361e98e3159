import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { acme850, globexOrders } from '../../partners/customers/documents.ts';
import { upload } from '../../partners/customers/stream.ts';
import type { Received } from '../../partners/recorder.ts';
import { parseX12 } from '../../partners/x12.ts';
import { type Demo, demoSecrets, startDemo } from '../support/demo.ts';
import { received } from '../support/until.ts';

interface PostedInvoice {
  readonly invoiceNumber: string;
  readonly currency: string;
  readonly orders: readonly { readonly orderNumber: string }[];
  readonly lines: readonly {
    readonly kind: string;
    readonly orderLine?: string;
    readonly item?: { readonly sku?: string };
    readonly quantity?: { readonly value: string };
    readonly amount: { readonly amount: string };
    readonly taxCode: string;
  }[];
  readonly taxes: readonly {
    readonly code: string;
    readonly base: { readonly amount: string };
    readonly amount: { readonly amount: string };
  }[];
  readonly totals: Readonly<Record<'net' | 'tax' | 'gross', { readonly amount: string }>>;
}

const acmeStore = {
  name: 'Acme Store 14',
  street: '550 Broad St',
  city: 'Newark',
  region: 'NJ',
  postalCode: '07102',
  country: 'US',
};
const globexDepot = {
  name: 'Globex Lager Köln',
  street: 'Hafenstraße 5',
  city: 'Köln',
  postalCode: '50667',
  country: 'DE',
};
const orderOf = (one: Received): string | undefined => (one.body as PostedInvoice).orders?.[0]?.orderNumber;

describe('the main job, from a dropped order to a posted invoice', () => {
  let demo: Demo;

  before(async function () {
    this.timeout(240_000);
    demo = await startDemo({ paceMs: 40 });
    await demo.start();
  });
  after(() => demo.close());

  const login = (user: 'acme' | 'globex') => ({
    port: demo.partners.sftpPort,
    password: demoSecrets()[user],
  });
  const posted = async (order: string): Promise<PostedInvoice> => {
    const { billing } = demo.partners;
    const one = await received(
      billing.recorder,
      (each) => each.what === 'invoice' && each.outcome.startsWith('201') && orderOf(each) === order,
      `the invoice of ${order}`,
    );
    return one.body as PostedInvoice;
  };
  const inErp = (what: string, reference: string): Promise<Received> =>
    received(
      demo.partners.erp.standIn.recorder,
      (one) => one.what === what && one.reference === reference,
      `${what} ${reference} in the ERP`,
    );
  const summary = ({ lines }: PostedInvoice): (string | undefined)[][] =>
    lines.map(({ kind, item, quantity, amount, taxCode }) => [
      kind,
      item?.sku,
      quantity?.value,
      amount.amount,
      taxCode,
    ]);
  const outbox = (user: string): string[] =>
    readdirSync(join(demo.partners.exchange.root, user, 'outbox')).filter((name) => !name.startsWith('.'));

  it('turns an X12 850 dropped by SFTP into an invoice, shipped by the 3PL and told by X12 214', async function () {
    this.timeout(240_000);
    const order = {
      number: 'AC-E2E-1',
      shipTo: acmeStore,
      control: 900001,
      lines: [
        { sku: 'NW-1001', cartons: 24 },
        { sku: 'NW-1002', cartons: 10 },
      ],
    };
    await upload('acme', login('acme'), 'PO-1.edi', acme850(order, new Date()));
    const invoice = await posted('AC-E2E-1');

    // 24 × 18.40 and 10 × 27.90; 370.4 kg × 0.42; 11.25 % fuel; export free of tax.
    expect(summary(invoice)).to.deep.equal([
      ['goods', 'NW-1001', '24', '441.60', 'EXP'],
      ['goods', 'NW-1002', '10', '279.00', 'EXP'],
      ['freight', undefined, '370.4', '155.57', 'EXP'],
      ['fuel', undefined, undefined, '17.50', 'EXP'],
    ]);
    expect(invoice.totals).to.deep.equal({
      net: { amount: '893.67', currency: 'USD' },
      tax: { amount: '0.00', currency: 'USD' },
      gross: { amount: '893.67', currency: 'USD' },
    });
    const inTheErp = await inErp('billing document', invoice.invoiceNumber);
    expect(inTheErp.body).to.include({
      SoldToParty: '10100001',
      TotalGrossAmount: '893.67',
      TransactionCurrency: 'USD',
    });
    const sent = demo.partners.threePl.received.filter(({ what }) => what === '940');
    expect(sent).to.have.length(1);
    expect(demo.partners.carrier.received.map(({ what }) => what)).to.include.members([
      '214 XB',
      '214 AF',
      '214 D1',
      '997',
    ]);
  });

  it('acknowledges the 850 with a 997 in the partner’s outbox', async () => {
    const [file] = outbox('acme');
    const ack = parseX12(readFileSync(join(demo.partners.exchange.root, 'acme/outbox', file!), 'utf8'));
    expect(ack.find(([id]) => id === 'AK1')).to.deep.equal(['AK1', 'PO', '900001']);
    expect(ack.find(([id]) => id === 'AK5')).to.deep.equal(['AK5', 'A']);
    expect(ack.find(([id]) => id === 'AK9')).to.deep.equal(['AK9', 'A', '1', '1', '1']);
    expect(ack[0]?.[6]?.trim()).to.equal('CROSSDOCK');
    expect(ack[0]?.[13]).to.match(/^\d{9}$/);
  });

  it('turns an EDIFACT ORDERS into an invoice for what was really picked, with detention and two tax rates', async function () {
    this.timeout(240_000);
    const order = {
      number: 'GX-E2E-1',
      shipTo: globexDepot,
      control: 1,
      lines: [
        { sku: 'NW-1003', cartons: 60 },
        { sku: 'NW-1004', cartons: 8 },
      ],
    };
    await upload('globex', login('globex'), 'ORDERS-1.edi', globexOrders(order, new Date()));
    const invoice = await posted('GX-E2E-1');

    // 60 ordered, 40 picked: 40 × 14.75; NW-1004 substituted by NW-1005 at the ordered price: 8 × 52.00.
    // 40 × 13.1 kg + 8 × 7.4 kg = 583.2 kg × 0.17; fuel 10.5 %; three hours' detention, two of them free.
    expect(summary(invoice)).to.deep.equal([
      ['goods', 'NW-1003', '40', '590.00', 'V7'],
      ['goods', 'NW-1005', '8', '416.00', 'V7'],
      ['freight', undefined, '583.2', '99.14', 'V19'],
      ['fuel', undefined, undefined, '10.41', 'V19'],
      ['accessorial', undefined, '1', '60.00', 'V19'],
    ]);
    expect(invoice.taxes.map(({ code, base, amount }) => [code, base.amount, amount.amount])).to.deep.equal([
      ['V7', '1006.00', '70.42'],
      ['V19', '169.55', '32.21'],
    ]);
    expect(invoice.totals.gross.amount).to.equal('1278.18');
    await inErp('billing document', invoice.invoiceNumber);
    const contrl = readFileSync(
      join(demo.partners.exchange.root, 'globex/outbox', outbox('globex')[0]!),
      'utf8',
    );
    expect(contrl).to.match(/UCI\+GX00000001\+4006381000017:14\+4006381000000:14\+(7|8)'/);
  });

  it('posts the goods issue of what was shipped to the ERP, with lots', async () => {
    const { recorder } = demo.partners.erp.standIn;
    const issue = await received(
      recorder,
      ({ what, body }) => what === 'goods issue' && JSON.stringify(body).includes('NW-1005'),
      'the goods issue',
    );
    const { results } = (issue.body as { to_MaterialDocumentItem: { results: Record<string, string>[] } })
      .to_MaterialDocumentItem;
    expect(results.map((item) => [item.Material, item.QuantityInEntryUnit, item.Batch])).to.deep.equal([
      ['NW-1003', '40', 'L26003'],
      ['NW-1005', '8', 'L26005'],
    ]);
  });

  it('picks up an order that starts in the ERP by OData, reverse-charged', async function () {
    this.timeout(240_000);
    demo.partners.orders.clerk('INI-E2E-1', [{ sku: 'NW-1006', cartons: 10 }]);
    const invoice = await posted('INI-E2E-1');
    // 10 × 9.60; 105 kg × 0.33 is below the minimum of 70.00; fuel 10.5 %; one tail lift.
    expect(summary(invoice)).to.deep.equal([
      ['goods', 'NW-1006', '10', '96.00', 'RC'],
      ['freight', undefined, '105', '70.00', 'RC'],
      ['fuel', undefined, undefined, '7.35', 'RC'],
      ['accessorial', undefined, '1', '35.00', 'RC'],
    ]);
    expect(invoice.totals.gross.amount).to.equal('208.35');
  });

  it('picks up an order of the legacy ERP by SOAP and posts its documents there', async function () {
    this.timeout(240_000);
    demo.partners.orders.legacy('LEG-900001', [{ sku: 'NW-1001', cartons: 5 }]);
    const invoice = await posted('LEG-900001');
    const document = await inErp('legacy invoice', invoice.invoiceNumber);
    expect(document.outcome).to.match(/^L7/);
    expect(document.body).to.include({ order: 'L900001', gross: invoice.totals.gross.amount });
  });

  it('has posted nothing twice, anywhere', () => {
    expect(demo.partners.problems()).to.deep.equal([]);
  });
});
