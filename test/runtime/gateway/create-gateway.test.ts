import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import express from 'express';
import { CrossdockError } from '../../../domain/errors.ts';
import type { Reply, StoredMessage } from '../../../ledger/ledger.ts';
import type { GatewayRequest, GatewayRoute } from '../../../runtime/face.ts';
import { createGateway } from '../../../runtime/gateway/create-gateway.ts';
import { Routes } from '../../../runtime/gateway/routes.ts';
import { silentLog } from '../../../runtime/log.ts';
import { testSite } from '../../support/runtime/test-site.ts';

const node = { id: 'n1', type: 'crossdock-api-in', name: 'orders' };
const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;

describe('createGateway', () => {
  let server: Server;
  let base: string;
  let routes: Routes;
  let flowsRun = true;
  const seen: GatewayRequest[] = [];
  const replies = new Map<string, Reply>();
  const messages = new Map<string, StoredMessage>();

  before(async () => {
    routes = new Routes();
    const { erp } = testSite.systems;
    const systems = {
      ...testSite.systems,
      ...(erp && {
        token: { ...erp, name: 'token', auth: { kind: 'bearer' as const, token: 't0p' } },
        keyed: { ...erp, name: 'keyed', auth: { kind: 'header' as const, name: 'X-Key', value: 'k3y' } },
        again: {
          ...{ ...erp, name: 'again', loginOf: 'token', parties: ['NRDX'] },
          auth: { kind: 'bearer' as const, token: '4g4in' },
        },
        open: { ...erp, name: 'open', auth: { kind: 'none' as const } },
      }),
    };
    const app = express().use(
      '/api',
      createGateway({
        routes,
        site: { ...testSite, systems },
        log: silentLog,
        flowsRun: () => flowsRun,
        ledger: {
          reply: async (id) => replies.get(id) ?? null,
          message: async (id) => messages.get(id) ?? null,
        },
      }),
    );
    server = createServer(app).listen(0, '127.0.0.1');
    await once(server, 'listening');
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`;
  });
  after(() => void server.close());

  const serve = (route: Partial<GatewayRoute>) =>
    routes.add(
      {
        method: 'POST',
        path: '/orders/:id',
        maxBytes: 1_000,
        handle: async (request) => {
          seen.push(request);
          return { status: 202, headers: { location: '/api/replies/1' }, body: 'taken' };
        },
        ...route,
      },
      node,
    );

  it('hands a node the raw body, parameters, query and headers', async () => {
    const close = serve({});
    const body = Buffer.from([0, 1, 2, 255]);
    const response = await fetch(`${base}/orders/17?dry=yes`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', 'x-trace': 'a' },
    });
    expect(response.status).to.equal(202);
    expect(response.headers.get('location')).to.equal('/api/replies/1');
    expect(await response.text()).to.equal('taken');
    const request = seen.at(-1);
    expect(request?.body.equals(body)).to.equal(true);
    expect(request).to.deep.include({ method: 'POST', path: '/orders/17', parameters: { id: '17' } });
    expect(request?.query).to.deep.equal({ dry: 'yes' });
    expect(request?.headers['x-trace']).to.equal('a');
    close();
  });

  it('answers 404 with a code once the node has closed its route', async () => {
    const response = await fetch(`${base}/orders/17`, { method: 'POST', body: 'x' });
    expect(response.status).to.equal(404);
    expect(response.headers.get('content-type')).to.contain('application/problem+json');
    expect(await response.json()).to.include({ code: 'CD_GATEWAY_NOT_FOUND', status: 404 });
  });

  it('answers 413 to a body above the limit', async () => {
    const close = serve({ maxBytes: 10 });
    const response = await fetch(`${base}/orders/1`, { method: 'POST', body: 'x'.repeat(11) });
    expect(response.status).to.equal(413);
    expect(await response.json()).to.include({ code: 'CD_GATEWAY_TOO_LARGE' });
    close();
  });

  it('answers 400 to a body that is not compressed as its header says', async () => {
    const close = serve({});
    const whole = gzipSync('{"order":1}');
    const tries: [encoding: string, body: Uint8Array<ArrayBuffer>][] = [
      ['gzip', new Uint8Array(Buffer.from('{"order":1}'))],
      ['deflate', new Uint8Array(Buffer.from('{"order":1}'))],
      ['gzip', new Uint8Array(whole.subarray(0, -6))],
      ['zebra', new Uint8Array(whole)],
    ];
    for (const [encoding, body] of tries) {
      const headers = { 'content-encoding': encoding };
      const response = await fetch(`${base}/orders/1`, { method: 'POST', headers, body });
      expect(response.status, encoding).to.equal(400);
      expect(await response.json()).to.include({ code: 'CD_GATEWAY_BODY' });
    }
    close();
  });

  it('tells a node whose login was presented and whom it speaks for', async () => {
    const close = serve({ callers: 'token' });
    for (const [token, caller] of [
      ['t0p', { system: 'token', parties: [] }],
      ['4g4in', { system: 'again', parties: ['NRDX'] }],
    ] as const) {
      const headers = { authorization: `Bearer ${token}` };
      expect((await fetch(`${base}/orders/1`, { method: 'POST', headers, body: 'x' })).status).to.equal(202);
      expect(seen.at(-1)?.caller).to.deep.equal(caller);
    }
    close();
  });

  it('answers 401 without the credentials of the named system, before it reads the body', async () => {
    const tries: [callers: string, headers: Record<string, string>, status: number][] = [
      ['erp', {}, 401],
      ['erp', { authorization: basic('acme:wrong') }, 401],
      ['erp', { authorization: 'Bearer secret' }, 401],
      ['erp', { authorization: basic('acme:secret') }, 202],
      ['token', { authorization: 'bearer t0p' }, 202],
      ['token', { authorization: 'Bearer t0' }, 401],
      ['token', { authorization: 'Bearer 4g4in' }, 202],
      ['again', { authorization: 'Bearer t0p' }, 401],
      ['keyed', { 'x-key': 'k3y' }, 202],
      ['keyed', {}, 401],
      ['open', {}, 401],
      ['nobody', { authorization: basic('acme:secret') }, 401],
    ];
    for (const [callers, headers, status] of tries) {
      const close = serve({ callers, maxBytes: 1 });
      const response = await fetch(`${base}/orders/1`, { method: 'POST', headers, body: 'x' });
      expect(response.status, `${callers} ${JSON.stringify(headers)}`).to.equal(status);
      if (status === 401) expect(response.headers.get('www-authenticate')).to.contain('Basic');
      close();
    }
  });

  it('tells a caller to come back when too much waits, and names our own faults by code only', async () => {
    const answers: [thrown: unknown, status: number, code: string][] = [
      [new CrossdockError('CD_RUN_BACKPRESSURE', { name: 'the site' }), 429, 'CD_RUN_BACKPRESSURE'],
      [new CrossdockError('CD_RUN_STOPPING'), 503, 'CD_RUN_STOPPING'],
      [new Error('the password is secret'), 500, 'CD_INTERNAL'],
    ];
    for (const [thrown, status, code] of answers) {
      const close = serve({ handle: () => Promise.reject(thrown) });
      const response = await fetch(`${base}/orders/1`, { method: 'POST', body: 'x' });
      const text = await response.text();
      expect(response.status).to.equal(status);
      expect(JSON.parse(text)).to.include({ code });
      expect(text).not.to.match(/password|at .*\.ts/);
      expect(response.headers.has('retry-after')).to.equal(status !== 500);
      close();
    }
  });

  it('answers 503 while the flows are being started: what is not there yet may come', async () => {
    flowsRun = false;
    const response = await fetch(`${base}/orders/17`, { method: 'POST' });
    flowsRun = true;
    expect(response.status).to.equal(503);
    expect(Number(response.headers.get('retry-after'))).to.be.above(0);
    expect(await response.json()).to.include({ code: 'CD_GATEWAY_NOT_READY' });
  });

  it('names no file of this machine when the ledger fails', async () => {
    const close = serve({
      handle: async () => {
        throw new CrossdockError('CD_LEDGER_WRITE_FAILED', { file: '/data/ledger.sqlite', reason: 'full' });
      },
    });
    const response = await fetch(`${base}/orders/17`, { method: 'POST' });
    expect(response.status).to.equal(503);
    expect(await response.text()).to.not.contain('/data');
    close();
  });

  it('refuses a second node that serves the same path', () => {
    const close = serve({});
    const second = () => routes.add({ ...routes.all()[0]! }, { ...node, id: 'n2' });
    expect(second).to.throw(CrossdockError).with.property('code', 'CD_GATEWAY_ROUTE_TAKEN');
    close();
  });

  it('serves a kept reply at the status URL, and 202 before it is there', async () => {
    const envelope = { id: 'm1', replyTo: 'm1', source: { system: 'erp', protocol: 'http', reference: '' } };
    messages.set('m1', { envelope, state: 'done' } as unknown as StoredMessage);
    const headers = { authorization: basic('acme:secret') };
    expect((await fetch(`${base}/replies/m1`)).status).to.equal(401);
    const pending = await fetch(`${base}/replies/m1`, { headers });
    expect(pending.status).to.equal(202);
    expect(await pending.json()).to.deep.equal({ id: 'm1', status: 'pending' });

    const at = '2026-03-02T08:00:00.000Z';
    replies.set('m1', { id: 'm1', status: 201, headers: { 'x-by': 'flow' }, body: { order: 7 }, at });
    const kept = await fetch(`${base}/replies/m1`, { headers });
    expect(kept.status).to.equal(201);
    expect(kept.headers.get('x-by')).to.equal('flow');
    expect(await kept.json()).to.deep.equal({ order: 7 });
    expect((await fetch(`${base}/replies/m2`, { headers })).status).to.equal(404);
  });
});
