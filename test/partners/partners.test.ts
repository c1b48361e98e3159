import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import mqtt from 'mqtt';
import ssh2 from 'ssh2';
import SftpClient from 'ssh2-sftp-client';
import { logins, type Partners, startPartners } from '../../partners/start.ts';
import { composeX12, parseX12 } from '../../partners/x12.ts';
import { received } from '../support/until.ts';

const secrets = Object.fromEntries(logins.map((name) => [name, `secret-${name}`])) as Record<
  (typeof logins)[number],
  string
>;

describe('partner stand-ins', () => {
  let folder: string;
  let partners: Partners;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'crossdock-partners-'));
    partners = await startPartners({
      ports: { erp: 0, legacy: 0, wms: 0, tms: 0, billing: 0, sftp: 0, mqtt: 0 },
      folder,
      crossdockUrl: 'http://127.0.0.1:9',
      secrets,
      paceMs: 5,
      seed: 1000,
    });
  });

  after(async () => {
    await partners.close();
    rmSync(folder, { recursive: true });
  });

  const url = (name: string): string => partners.env[name]!;
  const post = (
    address: string,
    secret: string,
    body: unknown,
    headers: Record<string, string> = {},
  ): Promise<Response> =>
    fetch(address, {
      method: 'POST',
      headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  const invoice = (number: string, net = '10.00'): unknown => ({
    invoiceNumber: number,
    currency: 'EUR',
    lines: [{ amount: { amount: '10.00', currency: 'EUR' } }],
    totals: { net: { amount: net }, tax: { amount: '1.90' }, gross: { amount: '11.90' } },
  });

  describe('ERP', () => {
    const service = (): string => `${url('ERP_URL')}/sap/opu/odata/sap/API_SALES_ORDER_SRV`;
    const order = {
      SoldToParty: '10100001',
      PurchaseOrderByCustomer: 'PO-1',
      to_Item: { results: [{ SalesOrderItem: '10', Material: 'NW-1001', RequestedQuantity: '5' }] },
    };
    const token = async (): Promise<string> => {
      const answer = await fetch(service(), {
        headers: { authorization: `Bearer ${secrets.erp}`, 'x-csrf-token': 'Fetch' },
      });
      return answer.headers.get('x-csrf-token') ?? '';
    };

    it('refuses a change without a CSRF token and says that one is required', async () => {
      const answer = await post(`${service()}/A_SalesOrder`, secrets.erp, order);
      expect([answer.status, answer.headers.get('x-csrf-token')]).to.deep.equal([403, 'Required']);
    });

    it('refuses a login with the wrong password', async () => {
      expect((await post(`${service()}/A_SalesOrder`, 'wrong', order)).status).to.equal(401);
    });

    it('refuses an unknown material in the words of the ERP', async () => {
      const answer = await post(
        `${service()}/A_SalesOrder`,
        secrets.erp,
        { ...order, to_Item: { results: [{ Material: 'XX' }] } },
        { 'x-csrf-token': await token() },
      );
      expect(answer.status).to.equal(400);
      expect(await answer.json()).to.have.nested.property(
        'error.message.value',
        'Material XX is not defined',
      );
    });

    it('creates the same order twice as a real ERP would, and flags the second as a duplicate posting', async () => {
      const headers = { 'x-csrf-token': await token() };
      expect((await post(`${service()}/A_SalesOrder`, secrets.erp, order, headers)).status).to.equal(201);
      expect((await post(`${service()}/A_SalesOrder`, secrets.erp, order, headers)).status).to.equal(201);
      expect(partners.problems().map(({ problem }) => problem)).to.match(
        /duplicate sales order: 10100001\/PO-1/,
      );
      partners.erp.standIn.recorder.problems.length = 0;
    });

    it('finds orders by filter and pages through the rest', async () => {
      const query = new URLSearchParams({
        $filter: "PurchaseOrderByCustomer eq 'PO-1' and CreatedByUser eq 'CROSSDOCK'",
        $top: '1',
      });
      const answer = await fetch(`${service()}/A_SalesOrder?${query}`, {
        headers: { authorization: `Bearer ${secrets.erp}` },
      });
      const { d } = (await answer.json()) as { d: { results: { SoldToParty: string }[]; __next?: string } };
      expect(d.results.map((row) => row.SoldToParty)).to.deep.equal(['10100001']);
      expect(d.__next).to.match(/skiptoken=1$/);
    });

    it('refuses a change whose ETag is not the order’s', async () => {
      const created = partners.erp.enter({ SoldToParty: '10100001', items: [] });
      const answer = await fetch(`${service()}/A_SalesOrder('${created.SalesOrder}')`, {
        method: 'PATCH',
        headers: {
          authorization: `Bearer ${secrets.erp}`,
          'x-csrf-token': await token(),
          'if-match': 'W/"old"',
          'content-type': 'application/json',
        },
        body: '{}',
      });
      expect(answer.status).to.equal(412);
    });
  });

  describe('billing', () => {
    it('posts once per Idempotency-Key and gives the same answer again', async () => {
      const headers = { 'idempotency-key': 'k1' };
      const first = await post(
        `${url('BILLING_URL')}/billing/v1/invoices`,
        secrets.billing,
        invoice('I-1'),
        headers,
      );
      const second = await post(
        `${url('BILLING_URL')}/billing/v1/invoices`,
        secrets.billing,
        invoice('I-1'),
        headers,
      );
      expect([first.status, second.status]).to.deep.equal([201, 200]);
      expect(await second.json()).to.deep.equal(await first.json());
      expect(partners.billing.recorder.problems).to.deep.equal([]);
    });

    it('refuses an invoice whose lines do not add up', async () => {
      const answer = await post(
        `${url('BILLING_URL')}/billing/v1/invoices`,
        secrets.billing,
        invoice('I-2', '11.00'),
        { 'idempotency-key': 'k2' },
      );
      expect(answer.status).to.equal(422);
    });

    it('refuses and flags an invoice number posted under another key', async () => {
      const answer = await post(
        `${url('BILLING_URL')}/billing/v1/invoices`,
        secrets.billing,
        invoice('I-1'),
        { 'idempotency-key': 'k3' },
      );
      expect(answer.status).to.equal(409);
      expect(partners.billing.recorder.problems).to.have.length(1);
      partners.billing.recorder.problems.length = 0;
    });

    it('misbehaves as told and behaves again afterwards', async () => {
      await fetch(`${url('BILLING_URL')}/_faults`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"kind":"throttle","count":1,"delayMs":2000}',
      });
      const call = (): Promise<Response> =>
        post(`${url('BILLING_URL')}/billing/v1/invoices`, secrets.billing, invoice('I-4'), {
          'idempotency-key': 'k4',
        });
      const throttled = await call();
      expect([throttled.status, throttled.headers.get('retry-after')]).to.deep.equal([429, '2']);
      expect((await call()).status).to.equal(201);
    });

    it('does the work but loses the answer when told to', async () => {
      partners.billing.faults.set({ kind: 'lose-answer', count: 1 });
      const call = (): Promise<Response> =>
        post(`${url('BILLING_URL')}/billing/v1/invoices`, secrets.billing, invoice('I-5'), {
          'idempotency-key': 'k5',
        });
      expect(await call().catch(() => 'no answer')).to.equal('no answer');
      expect((await call()).status).to.equal(200);
    });
  });

  describe('exchange', () => {
    it('lets a partner see its own mailbox only, and tells when a file is complete', async () => {
      const client = new SftpClient();
      await client.connect({
        host: '127.0.0.1',
        port: partners.sftpPort,
        username: 'acme',
        password: secrets.acme,
      });
      expect((await client.list('/')).map(({ name }) => name).sort()).to.deep.equal(['inbox', 'outbox']);
      expect((await client.list('/../..')).map(({ name }) => name).sort()).to.deep.equal(['inbox', 'outbox']);
      const arrived = once(partners.exchange, 'arrived');
      await client.put(Buffer.from('hello'), '/inbox/a.edi.part');
      await client.rename('/inbox/a.edi.part', '/inbox/a.edi');
      expect(await arrived).to.deep.equal([join('acme', 'inbox', 'a.edi')]);
      expect((await client.get('/inbox/a.edi')).toString()).to.equal('hello');
      await client.end();
    });
  });

  describe('SFTP session', () => {
    it('ends when the client has ended its side, as OpenSSH does after its last command', async () => {
      const client = new ssh2.Client();
      client.connect({
        host: '127.0.0.1',
        port: partners.sftpPort,
        username: 'acme',
        password: secrets.acme,
      });
      await once(client, 'ready');
      const closed = Promise.withResolvers<void>();
      client.subsys('sftp', (problem, channel) => {
        if (problem) return closed.reject(problem);
        channel.on('close', () => closed.resolve()).resume();
        channel.end();
      });
      await closed.promise;
      client.end();
    });
  });

  describe('3PL', () => {
    it('answers a 940 with a 997 and later with a 945 that reports a short pick', async () => {
      const order = ['W05*N*R-1*PO-9', 'N1*ST*Store', 'LX*1', 'W01*60*CA**VN*NW-1003', 'N9*LI*7'];
      const envelope = {
        senderQualifier: 'ZZ',
        sender: 'CROSSDOCK',
        receiverQualifier: 'ZZ',
        receiver: 'FASTSHIP',
        control: 5,
        functionalId: 'OW',
      };
      const client = new SftpClient();
      await client.connect({
        host: '127.0.0.1',
        port: partners.sftpPort,
        username: 'crossdock',
        password: secrets.exchange,
      });
      const sent = received(partners.threePl, ({ what }) => what === '945', 'the 945');
      await client.put(
        Buffer.from(composeX12(envelope, '940', [order], new Date())),
        '/fastship/outbox/940.edi',
      );
      await sent;
      const advice = parseX12(
        readFileSync(
          join(
            partners.exchange.root,
            `fastship/inbox/${readdirSync(join(partners.exchange.root, 'fastship/inbox')).find((name) => name.startsWith('945-R-1-'))}`,
          ),
          'utf8',
        ),
      );
      expect(advice.find(([id]) => id === 'W12')).to.deep.equal([
        'W12',
        'CP',
        '60',
        '40',
        '20',
        'CA',
        '',
        'VN',
        'NW-1003',
      ]);
      expect(advice.filter(([id]) => id === 'N9')[0]).to.deep.equal(['N9', 'LI', '7']);
      await client.end();
    });
  });

  describe('partners that trade files', () => {
    const page = (name: string): string => partners.pages.find((one) => one.name === name)!.url;
    const tell = (name: string, fault: unknown): Promise<Response> =>
      fetch(`${page(name)}/_faults`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(fault),
      });

    it('show what they received and reject an order when told to', async () => {
      await tell('3PL', { kind: 'reject', count: 1, path: '/940' });
      const rejected = received(
        partners.threePl,
        ({ outcome }) => outcome === 'rejected, as told',
        'the 940',
      );
      const client = new SftpClient();
      await client.connect({
        host: '127.0.0.1',
        port: partners.sftpPort,
        username: 'crossdock',
        password: secrets.exchange,
      });
      const envelope = {
        senderQualifier: 'ZZ',
        sender: 'CROSSDOCK',
        receiverQualifier: 'ZZ',
        receiver: 'FASTSHIP',
        control: 6,
        functionalId: 'OW',
      };
      const order = composeX12(
        envelope,
        '940',
        [['W05*N*R-2*PO-9', 'LX*1', 'W01*1*CA**VN*NW-1001']],
        new Date(),
      );
      await client.put(Buffer.from(order), '/fastship/outbox/940-2.edi');
      await rejected;
      await client.end();
      const inbox = join(partners.exchange.root, 'fastship/inbox');
      const answers = readdirSync(inbox).filter((name) => name.startsWith('997-'));
      const texts = answers.map((name) => readFileSync(join(inbox, name), 'utf8'));
      expect(texts.some((text) => text.includes('AK9*R*1*1*0'))).to.equal(true);
      const shown = (await (await fetch(`${page('3PL')}/_received`)).json()) as { outcome: string }[];
      expect(shown.map(({ outcome }) => outcome)).to.include('rejected, as told');
    });
  });

  describe('broker', () => {
    it('takes a client with the right password only, and keeps its port over a restart', async () => {
      const connected = (client: mqtt.MqttClient): Promise<void> =>
        new Promise((resolve) => client.once('connect', () => resolve()));
      const client = mqtt.connect(url('MQTT_URL'), {
        username: 'crossdock',
        password: secrets.mqtt,
        reconnectPeriod: 20,
      });
      await connected(client);
      const again = connected(client);
      await partners.broker.restart();
      await again;
      await client.endAsync();
      const stranger = mqtt.connect(url('MQTT_URL'), {
        username: 'crossdock',
        password: 'wrong',
        reconnectPeriod: 0,
      });
      const error = await new Promise<Error>((resolve) => stranger.once('error', resolve));
      expect(error.message).to.match(/Not authorized|Bad username/i);
      await stranger.endAsync(true);
    });
  });
});
