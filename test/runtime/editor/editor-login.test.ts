import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import express, { type RequestHandler } from 'express';
import { createSignIn, type SignIn } from '../../../runtime/auth/sign-in.ts';
import { type AdminAuth, editorLogin, tokenPath } from '../../../runtime/editor/editor-login.ts';

/** Node-RED's own admin interface without an editor. */
interface EditorApi {
  init(settings: unknown, server: Server, storage: unknown, runtime: unknown): void;
  readonly httpAdmin: RequestHandler;
}
const fromNodeRed = createRequire(createRequire(import.meta.url).resolve('node-red'));
const editorApi = fromNodeRed('@node-red/editor-api') as EditorApi;

describe('editorLogin', () => {
  let server: Server;
  let url: string;
  let signIn: SignIn;
  let froms: unknown[];

  beforeEach(async () => {
    froms = [];
    const login = { username: 'admin', passwordHash: '', generatedPassword: null };
    signIn = createSignIn({
      ...{ login, now: () => new Date() },
      log: (_, __, details) => froms.push(details?.from),
      compare: async (_, username, password) => username === 'admin' && password === 'open sesame',
    });
    const { guard, adminAuth } = editorLogin(login, signIn, { readOnly: false });
    const app = express();
    server = createServer(app);
    initialise(adminAuth);
    app.post(`/editor${tokenPath}`, guard);
    app.use('/editor', editorApi.httpAdmin);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/editor`;
  });
  afterEach(() => server.close());

  const initialise = (adminAuth: AdminAuth): void => {
    const storage = { getSessions: async () => ({}), saveSessions: async () => {} };
    const flows = { getFlows: async () => ({ flows: [], rev: '1' }) };
    const settings = { adminAuth, httpAdminRoot: '/editor', disableEditor: true };
    editorApi.init(settings, server, storage, { isStarted: async () => true, flows });
  };
  const post = (username: string, password: string) =>
    fetch(`${url}${tokenPath}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        ...{ client_id: 'node-red-editor', grant_type: 'password', scope: '', username, password },
      }),
    });

  it('gives the right password a token with which the flows can be read', async () => {
    const { access_token: token } = await (await post('admin', 'open sesame')).json();
    expect((await fetch(`${url}/flows`, { headers: { authorization: `Bearer ${token}` } })).status).to.equal(
      200,
    );
    expect((await fetch(`${url}/flows`)).status).to.equal(401);
  });

  it('refuses a wrong password and another name, and tells where it came from', async () => {
    expect((await post('admin', 'guess')).status).to.equal(403);
    expect((await post('root', 'open sesame')).status).to.equal(403);
    expect(froms).to.deep.equal(['127.0.0.1', '127.0.0.1']);
  });

  it('lets the flows be read and nothing be deployed when the site says so', async () => {
    const login = { username: 'admin', passwordHash: '', generatedPassword: null };
    initialise(editorLogin(login, signIn, { readOnly: true }).adminAuth);
    const { access_token: token } = await (await post('admin', 'open sesame')).json();
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    expect((await fetch(`${url}/flows`, { headers })).status).to.equal(200);
    const deployed = await fetch(`${url}/flows`, { method: 'POST', headers, body: '[]' });
    expect(deployed.status).to.equal(401);
  });

  it('shares the limit of five tries with the tower, under whatever names', async () => {
    for (let n = 0; n < 3; n += 1) await signIn.try('tower', 'admin', 'guess', '127.0.0.1');
    const statuses = await Promise.all([1, 2, 3, 4].map(async (n) => (await post(`eve ${n}`, 'x')).status));
    expect(froms).to.have.length(5);
    expect(statuses.filter((status) => status === 403 || status === 429)).to.have.length(4);
    expect((await post('admin', 'open sesame')).status).to.equal(429);
  });
});
