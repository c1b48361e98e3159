import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import type { TowerContext } from '../../console/api/route.ts';
import { createTower } from '../../console/server/tower.ts';
import { hashPassword } from '../../runtime/auth/login.ts';
import { createSignIn } from '../../runtime/auth/sign-in.ts';
import { lastHandlers } from '../../runtime/http/front.ts';

/** A tower over a made-up site, signed in. */
export class TowerServer {
  private readonly server: Server;
  private readonly url: string;
  private readonly cookie: string;

  private constructor(server: Server, url: string, cookie: string) {
    this.server = server;
    this.url = url;
    this.cookie = cookie;
  }

  static async start(context: TowerContext, now: () => Date): Promise<TowerServer> {
    const passwordHash = await hashPassword('open sesame');
    const login = { username: 'admin', passwordHash, generatedPassword: null };
    const app = express();
    app.use(
      '/tower',
      createTower({ context, login, signIn: createSignIn({ login, log: () => {}, now }), now }),
    );
    app.use(...lastHandlers(() => {}));
    const server = createServer(app);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/tower/api`;
    const answer = await fetch(`${url}/session`, {
      ...{ method: 'POST', headers: { 'x-crossdock': 'tower', 'content-type': 'application/json' } },
      body: JSON.stringify({ username: 'admin', password: 'open sesame' }),
    });
    return new TowerServer(server, url, String(answer.headers.get('set-cookie')).split(';')[0] ?? '');
  }

  /** Address of the page; sign in with `open sesame`. */
  get page(): string {
    return this.url.replace(/api$/, '');
  }

  get(path: string): Promise<Response> {
    return fetch(`${this.url}${path}`, { headers: { cookie: this.cookie } });
  }

  post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(`${this.url}${path}`, {
      method: 'POST',
      headers: {
        ...{ cookie: this.cookie, 'x-crossdock': 'tower', 'content-type': 'application/json' },
        ...headers,
      },
      body: JSON.stringify(body),
    });
  }

  stop(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}
