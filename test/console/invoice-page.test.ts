import { expect } from 'chai';
import type { Json, StoredProcess } from '../../ledger/ledger.ts';
import { Books, wednesday } from '../domain/billing-periods/books.ts';
import { openTowerPage, type TowerPage } from '../support/tower-page.ts';

describe('the page of an invoice', function () {
  this.timeout(240_000);
  let shown: TowerPage;
  let isKept = true;

  before(async () => {
    const books = new Books({});
    books.deliver('PO-1');
    await books.check('PO-1');
    const order = books.order('PO-1');
    const stored: StoredProcess = {
      ...{ tenant: 'northwind', key: order.key, version: 1, state: order as unknown as Json },
      summary: { status: order.status, customer: 'C-GLOBEX', held: false, updatedAt: wednesday },
      identifiers: [],
    };
    const message = { envelope: { id: 'm-1', type: 'invoice' }, body: { payload: books.documents[0] } };
    const ledger = {
      process: async (_: string, key: string) => (key === order.key ? stored : null),
      messages: async () => (isKept ? [{ ...message, body: null }] : []),
      message: async () => message,
    };
    const { invoiceNumber } = order.invoices[0]!;
    const hash = `#/invoices/northwind/${encodeURIComponent(order.key)}/${invoiceNumber}`;
    shown = await openTowerPage({ ledger, face: {}, now: wednesday, hash, heading: 'Invoice ' });
  });
  after(() => shown.close());
  afterEach(() => {
    expect(shown.errors).to.deep.equal([]);
  });

  it('shows each line with its arithmetic, the rule and where every value is from', async () => {
    // 10 × 18.40; the least freight of the lane; 8 % of it for fuel.
    const [line, what, quantity, price, net] = await shown.rowOf('184.00 EUR');
    expect([line, quantity, price, net]).to.deep.equal(['1', '10 CT', '18.40 EUR', '184.00 EUR']);
    expect(what).to.not.equal('');
    const freight = await shown.rowOf('48.00 EUR');
    expect(freight.at(-1)).to.include('KGM').and.to.include('version').and.to.include('rate-agreement');
    const text = await shown.page.textContent('main');
    expect(text).to.include('235.84 EUR').and.to.include('258.57 EUR').and.to.not.include('undefined');
    await shown.page.click('summary >> nth=0');
    await shown.page.waitForSelector('details[open] dd');
  });

  it('shows the lines when the message that explains them is not kept any more', async () => {
    isKept = false;
    await shown.page.reload();
    await shown.page.waitForSelector('text=is not under this order');
    expect((await shown.rowOf('184.00 EUR')).at(-1)).to.equal('');
  });

  it('is not there for a number that the order has not', async () => {
    const answer = await shown.tower.get('/orders/northwind/C-GLOBEX%2FPO-1/invoices/NW-9');
    expect(answer.status).to.equal(404);
  });
});
