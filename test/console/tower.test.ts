import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import express from 'express';
import type { TowerContext } from '../../console/api/route.ts';
import { createTower } from '../../console/server/tower.ts';
import { CrossdockError } from '../../domain/errors.ts';
import type { StoredException, StoredProcess } from '../../ledger/ledger.ts';
import { hashPassword } from '../../runtime/auth/login.ts';
import { createSignIn } from '../../runtime/auth/sign-in.ts';
import { lastHandlers } from '../../runtime/http/front.ts';

const at = '2026-03-02T08:00:00.000Z';
const exception: StoredException = {
  id: 'ex-1',
  kind: 'message',
  tenant: 'northwind',
  key: 'C-ACME/PO-1',
  subjectId: 'm-1',
  nodeName: 'Map 850',
  error: new CrossdockError('CD_CONFIG_INVALID', { where: 'line 3', reason: 'unknown item' }).record(),
  state: 'open',
  raisedAt: at,
};
const stored = {
  tenant: 'northwind',
  key: 'C-ACME/PO-1',
  version: 1,
  state: {
    order: { orderNumber: 'PO-1' },
    erpOrderNumber: '4711',
    milestones: { received: { at, messageId: 'm-1' }, ordered: { at, messageId: 'm-2' } },
    holds: [
      {
        id: 'h1',
        code: 'pod-late',
        reason: 'no proof',
        owner: 'transport',
        since: at,
        releaseRule: 'it arrives',
      },
      {
        id: 'h3',
        code: 'manual',
        reason: 'customer disputes',
        owner: 'sales',
        since: at,
        releaseRule: 'a person releases it',
        placedBy: 'ada',
      },
      {
        id: 'h2',
        code: 'manual',
        reason: 'x',
        owner: 'y',
        since: at,
        releaseRule: 'z',
        released: { at, by: 'a', reason: 'b' },
      },
    ],
  },
  summary: { status: 'ordered', customer: 'C-ACME', held: true, updatedAt: at },
  identifiers: [{ scheme: 'customer-order', value: 'PO-1' }],
} as unknown as StoredProcess;

describe('createTower', () => {
  let server: Server;
  let url: string;
  let decisions: string[];
  let countsFail: boolean;
  let cookie: string;
  const now = () => new Date(at);

  before(async () => {
    const context = {
      site: {
        id: 'small',
        environment: 'demo',
        timeZone: 'UTC',
        systems: { erp: { auth: { password: 'hunter2' } } },
      },
      ledger: {
        processes: async () => [stored],
        process: async (_: string, key: string) => (key === stored.key ? stored : null),
        history: async () => [
          { tenant: 'northwind', key: stored.key, at, kind: 'recorded', text: 'recorded' },
        ],
        exceptions: async () => [exception],
        message: async () => null,
        legalHolds: async () => [],
      },
      face: {
        counts: async () => {
          if (countsFail) throw new Error('secret detail at /srv/private/x.ts:1');
          return {
            state: 'running',
            liveRuns: 0,
            queued: 2,
            liveDeliveries: 0,
            openCircuits: [],
            ledger: {
              messages: { accepted: 2, parked: 0, done: 5, discarded: 0 },
              deliveries: { pending: 1, delivered: 4, failed: 0, discarded: 0 },
              openExceptions: 1,
              processes: { ordered: 3, invoiced: 1, posted: 2 },
              held: 1,
              duplicates: 7,
            },
          };
        },
        expected: () => [],
        retryException: async (id: string, by: string, reason: string) => {
          if (id !== 'ex-1') throw new CrossdockError('CD_EXCEPTION_UNKNOWN', { id });
          decisions.push(`retry ${id} ${by} ${reason}`);
        },
        releaseHold: async ({ key, holdId, by, reason }: Record<string, string>) => {
          if (holdId !== 'h3')
            throw new CrossdockError('CD_PROCESS_HOLD_UNKNOWN', { order: key, hold: holdId });
          decisions.push(`release ${key} ${holdId} ${by} ${reason}`);
        },
        correctInvoice: async ({ key, invoiceNumber, rebill, by, reason }: Record<string, string>) => {
          if (invoiceNumber !== 'NW-1') {
            const parameters = {
              invoice: invoiceNumber ?? '',
              order: key ?? '',
              reason: 'its invoices are NW-1',
            };
            throw new CrossdockError('CD_BILLING_CORRECTION_UNKNOWN', parameters);
          }
          decisions.push(`correct ${key} ${invoiceNumber} ${rebill} ${by} ${reason}`);
        },
        discardException: async (id: string, by: string, reason: string) => {
          decisions.push(`discard ${id} ${by} ${reason}`);
        },
      },
    } as unknown as TowerContext;
    const login = {
      username: 'admin',
      passwordHash: await hashPassword('open sesame'),
      generatedPassword: null,
    };
    const app = express();
    const limited = createSignIn({ login, log: () => {}, now });
    app.use('/tower', createTower({ context, login, signIn: limited, now }));
    app.use(...lastHandlers(() => {}));
    server = createServer(app);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/tower`;
    const response = await signIn('open sesame');
    cookie = String(response.headers.get('set-cookie')).split(';')[0] ?? '';
  });
  after(() => server.close());
  beforeEach(() => {
    decisions = [];
    countsFail = false;
  });

  const ours = { 'x-crossdock': 'tower', 'content-type': 'application/json' };
  const signIn = (password: string) =>
    fetch(`${url}/api/session`, {
      method: 'POST',
      headers: ours,
      body: JSON.stringify({ username: 'admin', password }),
    });
  const get = (path: string) => fetch(`${url}/api${path}`, { headers: { cookie } });
  const post = (path: string, body: unknown, headers: Record<string, string> = ours) =>
    fetch(`${url}/api${path}`, {
      method: 'POST',
      headers: { cookie, ...headers },
      body: JSON.stringify(body),
    });

  it('shows nothing without a session', async () => {
    for (const path of ['/status', '/orders', '/exceptions', '/messages/m-1']) {
      expect((await fetch(`${url}/api${path}`)).status, path).to.equal(401);
    }
  });

  it('refuses a wrong password and sets a cookie that scripts and other sites cannot use', async () => {
    expect((await signIn('guess')).status).to.equal(401);
    const right = await signIn('open sesame');
    expect(right.status).to.equal(204);
    expect(right.headers.get('set-cookie')).to.match(/HttpOnly; SameSite=Strict/);
  });

  it('refuses changes that do not come from its own page', async () => {
    const foreign = { 'content-type': 'application/json' };
    expect((await post('/exceptions/ex-1/retry', {}, foreign)).status).to.equal(403);
    const elsewhere = { ...ours, origin: 'https://evil.example' };
    expect((await post('/exceptions/ex-1/retry', {}, elsewhere)).status).to.equal(403);
    expect(decisions).to.deep.equal([]);
  });

  it('counts orders by what has become of them, and shows no more of the site than its name', async () => {
    const text = await (await get('/status')).text();
    expect(JSON.parse(text).orders).to.deep.equal({ in: 6, inProgress: 4, invoiced: 3, held: 1, failed: 1 });
    expect(text).not.to.include('hunter2');
  });

  it('lists orders with their steps and open holds', async () => {
    const { orders } = await (await get('/orders')).json();
    expect(orders[0]).to.include({ orderNumber: 'PO-1', erpOrderNumber: '4711', status: 'ordered' });
    expect(
      orders[0].steps
        .filter((step: { at: string | null }) => step.at)
        .map(({ name }: { name: string }) => name),
    ).to.deep.equal(['received', 'ordered']);
    expect(orders[0].holds.map(({ code }: { code: string }) => code)).to.deep.equal(['pod-late', 'manual']);
  });

  it('shows one order with history and exceptions, and 404 for another', async () => {
    const path = `/orders/northwind/${encodeURIComponent('C-ACME/PO-1')}`;
    const { order, history, exceptions } = await (await get(path)).json();
    expect(order.key).to.equal('C-ACME/PO-1');
    expect(history).to.have.length(1);
    expect(exceptions[0]).to.include({ code: 'CD_CONFIG_INVALID', node: 'Map 850' });
    expect((await get('/orders/northwind/none')).status).to.equal(404);
  });

  it('retries only with a reason, in the name of who is signed in', async () => {
    expect((await post('/exceptions/ex-1/retry', {})).status).to.equal(400);
    expect((await post('/exceptions/ex-1/retry', { reason: ' item added ' })).status).to.equal(200);
    expect(decisions).to.deep.equal(['retry ex-1 admin item added']);
  });

  it('says what to do when there is nothing to retry', async () => {
    const response = await post('/exceptions/none/retry', { reason: 'item added' });
    expect(response.status).to.equal(404);
    expect(await response.json()).to.have.keys('error', 'code', 'remedy');
  });

  it('discards only with a reason', async () => {
    expect((await post('/exceptions/ex-1/discard', { reason: '  ' })).status).to.equal(400);
    expect((await post('/exceptions/ex-1/discard', { reason: ' sent twice ' })).status).to.equal(200);
    expect(decisions).to.deep.equal(['discard ex-1 admin sent twice']);
  });

  it('offers to release the holds that a person may release', async () => {
    const { orders } = await (await get('/orders?held=true')).json();
    expect(
      orders[0].holds.map(({ id, byPerson }: { id: string; byPerson: boolean }) => [id, byPerson]),
    ).to.deep.equal([
      ['h1', false],
      ['h3', true],
    ]);
  });

  it('has an invoice taken back only with a reason, in the name of who is signed in', async () => {
    const path = `/orders/northwind/${encodeURIComponent(stored.key)}/correct-invoice`;
    expect((await post(path, { invoice: 'NW-1' })).status).to.equal(400);
    expect((await post(path, { reason: 'wrong rate' })).status).to.equal(400);
    expect((await post(path, { invoice: 'NW-1', rebill: 'no', reason: 'wrong rate' })).status).to.equal(400);
    expect((await post(path, { invoice: 'NW-1', reason: 'wrong rate' })).status).to.equal(200);
    expect((await post(path, { invoice: 'NW-1', rebill: false, reason: 'goodwill' })).status).to.equal(200);
    expect(decisions).to.deep.equal([
      'correct C-ACME/PO-1 NW-1 true admin wrong rate',
      'correct C-ACME/PO-1 NW-1 false admin goodwill',
    ]);
    const unknown = await post(path, { invoice: 'NW-9', reason: 'wrong rate' });
    expect(unknown.status).to.equal(409);
    expect(await unknown.json()).to.include({ code: 'CD_BILLING_CORRECTION_UNKNOWN' });
  });

  it('releases a hold only with a reason, in the name of who is signed in', async () => {
    const path = `/orders/northwind/${encodeURIComponent(stored.key)}/release-hold`;
    expect((await post(path, { hold: 'h3' })).status).to.equal(400);
    expect((await post(path, { reason: 'settled' })).status).to.equal(400);
    expect((await post(path, { hold: 'h3', reason: ' settled ' })).status).to.equal(200);
    expect(decisions).to.deep.equal(['release C-ACME/PO-1 h3 admin settled']);
    const gone = await post(path, { hold: 'h9', reason: 'settled' });
    expect(gone.status).to.equal(409);
    expect(await gone.json()).to.include({ code: 'CD_PROCESS_HOLD_UNKNOWN' });
  });

  it('answers a fault without its details', async () => {
    countsFail = true;
    const response = await get('/status');
    expect(response.status).to.equal(500);
    expect(await response.text()).not.to.include('secret detail');
  });

  it('sends who leaves out the last slash to the page', async () => {
    const response = await fetch(url, { redirect: 'manual' });
    expect([response.status, response.headers.get('location')]).to.deep.equal([302, '/tower/']);
    expect((await fetch(`${url}?q=1`)).status).to.equal(200);
  });

  it('lets only its own scripts run, and serves nothing outside its folder', async () => {
    const page = await fetch(`${url}/`);
    expect(page.headers.get('content-security-policy')).to.include("default-src 'none'; script-src 'self'");
    expect(await page.text()).not.to.match(/<script(?! type="module" src=)|\son\w+=|style="/);
    expect((await fetch(`${url}/..%2fserver%2ftower.ts`)).status).to.be.oneOf([403, 404]);
  });

  it('stops guessing after five failures, in parallel and under whatever names', async () => {
    const attempt = (_: unknown, index: number) =>
      fetch(`${url}/api/session`, {
        method: 'POST',
        headers: ours,
        body: JSON.stringify({ username: `eve ${index}`, password: 'x' }),
      });
    const statuses = (await Promise.all(Array.from({ length: 60 }, attempt))).map(({ status }) => status);
    expect(statuses.filter((status) => status === 401)).to.have.length(5);
    expect(statuses.filter((status) => status === 429)).to.have.length(55);
  });
});
