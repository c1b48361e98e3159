import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import type { TowerContext } from '../../console/api/route.ts';
import { CrossdockError } from '../../domain/errors.ts';
import type { StockPosition } from '../../domain/inventory/types.ts';
import { type OrderGap, reconcile } from '../../domain/process/reconciliation.ts';
import type { StoredException } from '../../ledger/ledger.ts';
import { costOf, event, invoice, shipment } from '../domain/settlement/freight.ts';
import { startBrowser } from '../support/browser.ts';
import { storedMessage } from '../support/decision-ledger.ts';
import { TowerServer } from '../support/tower-server.ts';

const at = '2026-03-02T08:00:00.000Z';
const markup = '<img src=x onerror="window.hacked = true">';

const exception: StoredException = {
  ...{ id: 'ex-1', kind: 'document', tenant: 'northwind', key: 'PO-1', subjectId: 'm-1', state: 'open' },
  ...{ raisedAt: at, document: { name: markup } },
  error: new CrossdockError('CD_CONFIG_INVALID', { where: 'line 3', reason: markup }).record(),
};

const decided: StoredException = {
  ...exception,
  ...{ id: 'ex-0', state: 'resolved', closedAt: at, closedBy: 'ada', reason: 'item known now' },
};

const gap: OrderGap = {
  ...{
    tenant: 'northwind',
    key: 'C-1/PO-7',
    orderNumber: 'PO-7',
    customer: 'C-1',
    kind: 'delivered-not-billed',
  },
  ...{ subject: 'WC-1', since: '2026-02-20T08:00:00Z', owner: 'finance', text: markup },
  money: { amount: '125.00', currency: 'EUR' },
};

const freight = costOf(
  shipment({ freight: '260.40' }, { carrier: { scac: 'SWFT', name: markup } }),
  event('dispatched'),
  invoice({ freight: '300.00' }, { issuedAt: '2026-03-31T00:00:00Z' }),
  invoice({ freight: '44.00' }, { invoiceNumber: 'F-2' }),
);

const stock: StockPosition = {
  ...{ key: 'stock/WH-1/NW-1', warehouse: 'WH-1', sku: 'NW-1', unit: 'CT', updatedAt: at },
  quantities: { available: '25', blocked: '3' },
  recent: [{ movementId: 'MV-7', lineNumber: '1', occurredAt: at, status: 'blocked', quantity: '3' }],
  difference: { snapshotId: 'SNAP-1', statuses: ['available'], text: markup },
};

describe('the pages of the tower', function () {
  this.timeout(240_000);
  let tower: TowerServer;
  let browser: Browser;
  let page: Page;
  let told: unknown[];
  let errors: string[];
  let open = [exception];

  before(async () => {
    const keep =
      (name: string, answer?: unknown) =>
      async (...args: unknown[]) => {
        told.push([name, ...args]);
        return answer;
      };
    const face = {
      counts: async () => ({
        ...{ state: 'running', liveRuns: 0, queued: 0, liveDeliveries: 0, openCircuits: [] },
        ...{ systems: [], workers: [{ worker: 'one', shards: 64, seenAt: at }] },
        backPressure: [
          { queue: 'entry:in', name: 'Orders in', cause: 'count', value: 10, limit: 10, since: at },
        ],
        ledger: {
          messages: { accepted: 0, parked: 0, done: 1, discarded: 0 },
          deliveries: { pending: 0, delivered: 0, failed: 0, discarded: 0 },
          ...{ openExceptions: 1, processes: {}, held: 0, duplicates: 0 },
        },
      }),
      trace: async () => [],
      dryRun: keep('dry-run', {
        outcome: 'completed',
        effects: [{ kind: 'delivery', what: markup, nodeName: 'Post', content: { name: markup } }],
        difference: [{ change: 'changed', what: 'to erp: n', before: 1, after: 2 }],
        notFollowed: [{ nodeName: 'Call', why: 'http request would leave the house' }],
      }),
      replayMessage: keep('replay', { messageId: 'm-2' }),
      exceptionDocument: async () => ({ unit: 'EA' }),
      compareDocument: async () => [{ path: 'unit', before: 'EA', after: 'C62' }],
      retryException: async (...args: unknown[]) => {
        await keep('retry')(...args);
        if (args[2] === 'item added') open = [];
      },
      assignException: keep('assign'),
      decideDispute: keep('decide'),
      reconciliation: async () => ({
        ...{ asOf: at, orders: 7, complete: true },
        kinds: reconcile([gap], at, 50),
      }),
    };
    const summary = { status: 'ordered', customer: 'C-1', held: false, updatedAt: at };
    const ledger = {
      processes: async () => [],
      exceptions: async ({ state }: { state?: string }) => (state === 'decided' ? [decided] : open),
      messages: async () => [storedMessage('m-9')],
      deliveries: async () => [],
      exception: async () => exception,
      message: async (id: string) =>
        id === 'none' ? null : storedMessage(id, { body: { payload: markup } }),
      process: async (_: string, key: string) => {
        const state = [freight, stock].find((one) => one.key === key);
        const kind = key.startsWith('freight/') ? 'freight' : key.startsWith('stock/') ? 'stock' : 'order';
        const told = { ...summary, kind };
        return state ? { tenant: 'northwind', key, version: 1, state, summary: told, identifiers: [] } : null;
      },
      history: async () => [{ at, kind: 'dispute', text: markup }],
      legalHolds: async () => [],
      search: async () => [
        { tenant: 'northwind', scheme: 'bol', value: 'BOL-77', processKey: 'PO-1', summary },
      ],
      load: async () => [],
      audit: async () => [],
      verifyAudit: async () => ({ intact: true, entries: 0 }),
    };
    const site = { id: 'small', environment: 'demo', timeZone: 'UTC' };
    tower = await TowerServer.start({ site, face, ledger } as unknown as TowerContext, () => new Date(at));
    browser = await startBrowser();
    page = await browser.newPage();
    page.on('pageerror', (error) => errors.push(error.message));
    await page.goto(tower.page);
    await page.fill('#password', 'guess');
    await page.click('button[type=submit]:visible');
    await page.waitForSelector('.problem:has-text("name or password is wrong")');
    expect(await page.evaluate('document.activeElement.id'), 'after a wrong password').to.equal('password');
    await page.keyboard.type('open sesame');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.tiles');
  });
  after(async () => {
    await browser.close();
    tower.stop();
  });
  beforeEach(() => {
    told = [];
    errors = [];
  });
  afterEach(async () => {
    expect(errors).to.deep.equal([]);
    expect(await page.evaluate('window.hacked === undefined'), 'markup acted').to.equal(true);
  });

  const focused = () => page.evaluate('document.activeElement.dataset.key ?? document.activeElement.id');

  it('show what comes from outside as text, and what takes nothing in', async () => {
    expect(await page.textContent('.card.bad')).to.include(markup);
    expect(await page.textContent('.card.warn')).to.include('Orders in takes nothing in');
  });

  it('find an order by the beginning of any number, from the keyboard', async () => {
    await page.keyboard.press('/');
    expect(await focused()).to.equal('search-box');
    await page.keyboard.type('BOL');
    await page.keyboard.press('Enter');
    await page.waitForSelector('a[data-key="hit bol BOL-77"]');
    expect(await page.textContent('main')).to.include('PO-1');
    await page.waitForSelector('[data-key="retry ex-1"]');
    await page.waitForSelector('a[data-key="message m-9"]');
  });

  it('run a message dry, and replay it once with a reason, from the keyboard', async () => {
    await page.goto(`${tower.page}#/messages/m-1`);
    await page.focus('[data-key="dry-run m-1"]');
    await page.keyboard.press('Enter');
    await page.waitForSelector('h3:has-text("Differences")');
    const text = await page.textContent('main');
    expect(text).to.include('http request would leave the house').and.to.include('to erp: n');
    expect(text).to.not.include('null');
    await page.focus('[data-key="replay m-1"]');
    await page.keyboard.press('Enter');
    expect(await focused()).to.equal('ask-reason');
    await page.keyboard.type('flow mended');
    await page.keyboard.press('Control+Enter');
    await page.waitForURL('**#/messages/m-2');
    const [name, id, decision] = told.at(-1) as [string, string, Record<string, string>];
    expect([name, id, decision.reason]).to.deep.equal(['replay', 'm-1', 'flow mended']);
    expect(decision.id).to.match(/^[0-9a-f]{32}$/);
    expect(told).to.have.length(2);
  });

  it('mend a document: show the difference, ask for the reason, send it on', async () => {
    await page.goto(`${tower.page}#/exceptions/ex-1/mend`);
    await page.waitForSelector('#mend');
    await page.fill('#mend', '{ "unit": ');
    await page.click('[data-key="send"]');
    await page.waitForSelector('.problem:has-text("is not JSON")');
    await page.fill('#mend', '{ "unit": "C62" }');
    await page.click('[data-key="send"]');
    await page.waitForSelector('#ask[open]');
    expect(await page.textContent('main')).to.include('C62');
    await page.fill('#ask-reason', 'wrong unit');
    await page.click('#ask-confirm');
    await page.waitForSelector('.tiles');
    expect(told).to.deep.equal([['retry', 'ex-1', 'admin', 'wrong unit', { unit: 'C62' }]]);
  });

  it('show what is open between the systems, how much and how old, with the way to the order', async () => {
    await page.goto(`${tower.page}#/reconciliation`);
    await page.waitForSelector('h1:has-text("Reconciliation")');
    const row = page.locator('tr:has-text("delivered not billed")').first();
    expect(await row.locator('td').allTextContents()).to.deep.equal([
      ...['delivered not billed', '1', '125.00 EUR', '0', '0', '0', '1'],
    ]);
    expect(await page.textContent('main'))
      .to.include(markup)
      .and.to.include('7 orders that are not posted');
    expect(await page.getAttribute('a[data-key="order C-1/PO-7"]', 'href')).to.equal(
      '#/orders/northwind/C-1%2FPO-7',
    );
  });

  it('show what a shipment costs, and refuse what is in dispute with a reason, from the keyboard', async () => {
    await page.goto(`${tower.page}#/orders/northwind/freight%2FSH-1`);
    await page.waitForSelector('h1:has-text("Freight of SH-1")');
    const text = await page.textContent('main');
    expect(text).to.include(markup).and.to.include('300.00 EUR').and.to.include('ACR-SH-1-1');
    expect(text).to.include('freight disputed').and.to.not.include('undefined');
    const issued = await page.textContent('time[datetime="2026-03-31T00:00:00Z"]');
    expect(issued, 'a date without a time').to.match(/31/).and.to.not.match(/:/);
    await page.click('[data-key="accept DSP-SWFT-F-2-SH-1"]');
    expect(await page.textContent('#ask-text'), 'before Pay').to.include('freight: 260.40 EUR by F-1');
    await page.click('#ask-cancel');
    await page.focus('[data-key="refuse DSP-SWFT-F-1-SH-1"]');
    await page.keyboard.press('Enter');
    expect(await focused()).to.equal('ask-reason');
    await page.keyboard.type('not agreed');
    await page.keyboard.press('Control+Enter');
    await page.waitForSelector('#ask:not([open])', { state: 'attached' });
    const [name, decision] = told.at(-1) as [string, Record<string, string>];
    expect([name, decision.disputeNumber, decision.outcome, decision.by, decision.reason]).to.deep.equal([
      ...['decide', 'DSP-SWFT-F-1-SH-1', 'refuse', 'admin', 'not agreed'],
    ]);
  });

  it('show how much of an item there is, and what the last list said otherwise', async () => {
    await page.goto(`${tower.page}#/orders/northwind/stock%2FWH-1%2FNW-1`);
    await page.waitForSelector('h1:has-text("Stock of NW-1 in WH-1")');
    const text = await page.textContent('main');
    expect(text).to.include('25 CT').and.to.include('List SNAP-1 differs').and.to.include('MV-7');
    expect(text).to.include(markup).and.to.not.include('undefined');
  });

  it('assign an exception and verify the audit trail', async () => {
    await page.goto(`${tower.page}#/`);
    await page.click('[data-key="assign ex-1"]');
    await page.goto(`${tower.page}#/audit`);
    await page.click('[data-key="verify"]');
    await page.waitForSelector('#verdict:has-text("Intact")');
    expect(told[0]).to.have.nested.property('[2]', 'admin');
  });

  it('list what is decided, with the reason', async () => {
    await page.goto(`${tower.page}#/`);
    await page.click('[data-key="filter decided"]');
    await page.waitForSelector('.card:has-text("resolved by ada: item known now")');
    expect(await page.locator('[data-key="retry ex-0"]').count()).to.equal(0);
    await page.click('[data-key="filter all"]');
    await page.waitForSelector('[data-key="retry ex-1"]');
  });

  it('retry once with a reason, and go on from the heading when its button is gone', async () => {
    await page.goto(`${tower.page}#/`);
    await page.waitForSelector('[data-key="retry ex-1"]');
    await page.focus('[data-key="retry ex-1"]');
    await page.keyboard.press('Enter');
    expect(await focused()).to.equal('ask-reason');
    await page.keyboard.type('item added');
    await page.evaluate(`for (let n = 0; n < 2; n += 1) document.getElementById('ask-reason').dispatchEvent(
      new KeyboardEvent('keydown', { key: 'Enter', ctrlKey: true, bubbles: true }))`);
    await page.waitForSelector('.empty:has-text("No open exceptions")');
    expect(told).to.deep.equal([['retry', 'ex-1', 'admin', 'item added']]);
    await page.waitForSelector('#exceptions:focus');
    open = [exception];
  });

  it('say that a message is not there', async () => {
    await page.goto(`${tower.page}#/messages/none`);
    await page.waitForSelector('.empty:has-text("there is no message none")');
  });
});
