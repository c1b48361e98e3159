import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import bcrypt from 'bcryptjs';
import { stringify } from 'yaml';
import { freePort } from '../../cli/start/free-port.ts';
import { Exchange } from '../../partners/exchange/sftp-server.ts';
import { Child } from '../torture/child.ts';
import { Partner } from '../torture/partner.ts';
import { seeded } from '../torture/seeded.ts';
import { Sightings } from '../torture/sightings.ts';
import { type Shim, shimFor } from './shim.ts';

export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly retryAfter: string | null;
  readonly body: Readonly<Record<string, unknown>>;
}

const mailboxPassword = 'mailbox-secret';
const arrivesWithinMs = 60_000;
const patience = { attempts: 1_000, firstDelayMs: 50, factor: 2, maxDelayMs: 500 };

/** A real site in a process of its own under the shim, with a partner, a mailbox and a disk that does as told. */
export class FaultSite {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'crossdock-fault-')));
  readonly dataFolder = join(this.folder, 'data');
  readonly siteFile = join(this.folder, 'site.yaml');
  readonly consoleFile = join(this.folder, 'console.log');
  readonly partner = new Partner('partner', seeded(1));
  /** How the process ended without being told to. */
  readonly deaths: string[] = [];
  readonly shim: Shim;
  url = '';
  private readonly exchange: Exchange;
  private readonly seen = new Sightings(['partner']);
  private child: Child | null = null;
  private site: Record<string, unknown> = {};

  private constructor() {
    mkdirSync(this.dataFolder);
    this.shim = shimFor(this.dataFolder);
    const user = { username: 'box', password: mailboxPassword, home: 'box' };
    this.exchange = new Exchange(join(this.folder, 'exchange'), [user]);
    this.partner.onEffect = (effect) => this.seen.add('partner', effect);
  }

  static async prepare(): Promise<FaultSite> {
    const site = new FaultSite();
    const port = await freePort('127.0.0.1');
    site.url = `http://127.0.0.1:${port}`;
    cpSync(new URL('./packs', import.meta.url), join(site.folder, 'packs'), { recursive: true });
    site.site = {
      ...{ site: 'faults', environment: 'test', timeZone: 'UTC', dataFolder: 'data', packFolder: 'packs' },
      http: { host: '127.0.0.1', port },
      admin: { username: 'admin', passwordHash: 'env:FAULTS_HASH' },
      credentialSecret: 'env:FAULTS_SECRET',
      packs: { faults: '1.0.0' },
      tenants: { faults: { name: 'Faults' } },
      systems: {
        partner: { protocol: 'rest', baseUrl: await site.partner.open(), timeoutMs: 1_000, retry: patience },
        mailbox: {
          protocol: 'sftp',
          baseUrl: `sftp://127.0.0.1:${await site.exchange.listen(await freePort('127.0.0.1'))}`,
          hostKey: `SHA256:${site.exchange.fingerprint}`,
          auth: { kind: 'basic', username: 'box', password: 'env:FAULTS_MAILBOX' },
        },
      },
      schedules: { mailbox: { cron: '* * * * * *' } },
      editor: { pack: 'faults' },
      limits: { drainTimeoutMs: 3_000 },
      retry: patience,
    };
    site.writeSite({});
    return site;
  }

  /** Changes the site file, from the next start on. */
  writeSite(changes: Readonly<Record<string, unknown>>): void {
    writeFileSync(this.siteFile, stringify({ ...this.site, ...changes }));
  }

  /** @throws Error with what the process said when it does not come up */
  async start(env: Readonly<Record<string, string>> = {}): Promise<void> {
    const child = new Child({
      module: new URL('../torture/worker/main.ts', import.meta.url),
      args: [this.siteFile],
      env: {
        FAULTS_HASH: await bcrypt.hash('faults', 4),
        FAULTS_SECRET: 'the key of all credentials',
        FAULTS_MAILBOX: mailboxPassword,
        ...this.shim.env,
        ...env,
      },
      logFile: this.consoleFile,
      upWithinMs: 30_000,
    });
    child.onDeath = (how) => this.deaths.push(how);
    await child.start();
    this.child = child;
  }

  /** Why a start is refused, in the words of the process. */
  async refusal(env: Readonly<Record<string, string>> = {}): Promise<string> {
    try {
      await this.start(env);
    } catch (thrown) {
      return String(thrown);
    }
    throw new Error('it started');
  }

  get pid(): number {
    return this.child?.pid ?? 0;
  }

  kill = async (): Promise<void> => void (await this.child?.end('SIGKILL'));
  /** The exit code. */
  stop = (): Promise<number | null> => this.child?.end('SIGTERM') ?? Promise.resolve(null);

  async post(key: string, number: number): Promise<Answer> {
    const response = await fetch(`${this.url}/api/orders`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': `${key}-${number}` },
      body: JSON.stringify({ key, number }),
      signal: AbortSignal.timeout(240_000),
    });
    const { status, headers } = response;
    const text = await response.text();
    return {
      status,
      type: headers.get('content-type') ?? '',
      retryAfter: headers.get('retry-after'),
      body: text.startsWith('{') ? JSON.parse(text) : { text },
    };
  }

  /** Puts an order into the mailbox as a file. */
  drop(key: string, number: number): void {
    const inbox = this.mailbox('inbox');
    const draft = join(inbox, '.draft');
    writeFileSync(draft, JSON.stringify({ key, number }));
    renameSync(draft, join(inbox, `${key}-${number}.json`));
  }

  mailbox(path: string): string {
    return join(this.folder, 'exchange', 'box', path);
  }

  /** Names in a folder of the mailbox; none when it is not there. */
  files(path: string): readonly string[] {
    return existsSync(this.mailbox(path)) ? readdirSync(this.mailbox(path)) : [];
  }

  /** True when the partner has been told, now or within a while. */
  told(key: string, number: number, withinMs = arrivesWithinMs): Promise<boolean> {
    return this.seen.byAll({ key, number }, withinMs);
  }

  /** All that the process has printed. */
  get console(): string {
    return existsSync(this.consoleFile) ? readFileSync(this.consoleFile, 'utf8') : '';
  }

  async close(): Promise<void> {
    await this.kill();
    await this.partner.close();
    await this.exchange.close();
    this.shim.remove();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Looks until it is so. @throws Error when that takes too long */
export async function until(what: string, isSo: () => unknown, withinMs = arrivesWithinMs): Promise<void> {
  const last = performance.now() + withinMs;
  while (!(await isSo())) {
    if (performance.now() > last) throw new Error(`not within ${withinMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
