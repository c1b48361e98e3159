import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { freePort } from '../../cli/start/free-port.ts';
import { logins, type PartnerOptions, type Partners, startPartners } from '../../partners/start.ts';
import { type EditorClient, openEditor } from './editor-client.ts';
import { TowerClient } from './tower-client.ts';

const root = join(import.meta.dirname, '..', '..');

/** The demo site with its partners: partners in this process, the site in one of its own that can be killed. */
export interface Demo {
  readonly partners: Partners;
  readonly folder: string;
  readonly url: string;
  /** What the site wrote to its console. */
  readonly output: string[];
  /** Starts the site, again after `kill` or `stop`. */
  start(): Promise<void>;
  /** SIGTERM, and waits for the drain. Resolves with the exit code. */
  stop(): Promise<number | null>;
  /** SIGKILL. */
  kill(): Promise<void>;
  /** The password of `admin` that the first start made up. */
  readonly password: () => string;
  /** The tower, signed in with the password that the first start made up. */
  tower(): Promise<TowerClient>;
  /** The editor, signed in likewise. */
  editor(): Promise<EditorClient>;
  close(): Promise<void>;
}

export interface DemoOptions {
  readonly paceMs?: number;
  readonly seed?: number;
  readonly siteFile?: string;
  /** Data of an earlier demo to go on with; a new temporary one when absent. */
  readonly folder?: string;
}

export async function startDemo({
  paceMs = 20,
  seed = 5000,
  siteFile = join(root, 'sites/demo.yaml'),
  folder = mkdtempSync(join(tmpdir(), 'crossdock-demo-')),
}: DemoOptions = {}): Promise<Demo> {
  const port = await freePort('127.0.0.1');
  const url = `http://127.0.0.1:${port}`;
  const restarted = { sftp: await freePort('127.0.0.1'), mqtt: await freePort('127.0.0.1') };
  const partners = await startPartners({
    ports: { erp: 0, legacy: 0, wms: 0, tms: 0, billing: 0, ...restarted },
    folder: join(folder, 'partners'),
    crossdockUrl: url,
    secrets: demoSecrets(),
    paceMs,
    seed,
  });
  const output: string[] = [];
  let child: ChildProcess | null = null;
  let password: string | null = null;

  const end = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null> => {
    const ending = child;
    child = null;
    if (!ending || ending.exitCode !== null || ending.signalCode !== null) return ending?.exitCode ?? null;
    const exited = once(ending, 'exit');
    ending.kill(signal);
    const [code] = (await exited) as [number | null];
    return code;
  };

  const demo: Demo = {
    partners,
    folder,
    url,
    output,
    start: async () => {
      const env = {
        ...process.env,
        ...partners.env,
        CROSSDOCK_DATA: join(folder, 'data'),
        CROSSDOCK_PORT: String(port),
      };
      const started = spawn(process.execPath, [join(root, 'test/support/site-child.ts'), siteFile], {
        env,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      child = started;
      createInterface({ input: started.stderr }).on('line', (line) => output.push(line));
      const ready = once(createInterface({ input: started.stdout }), 'line');
      const failed = once(started, 'exit').then(() => {
        throw new Error(`the site ended before it was up:\n${output.join('\n')}`);
      });
      const [line] = (await Promise.race([ready, failed])) as [string];
      failed.catch(() => undefined);
      const told = JSON.parse(line) as { flowsStopped: string | null; password: string | null };
      const { flowsStopped } = told;
      password ??= told.password;
      if (flowsStopped) throw new Error(`the flows do not run: ${flowsStopped}\n${output.join('\n')}`);
    },
    stop: () => end('SIGTERM'),
    kill: async () => {
      await end('SIGKILL');
    },
    password: () => password ?? '',
    tower: () => TowerClient.signIn(url, 'admin', password ?? ''),
    editor: () => openEditor(url, 'admin', password ?? ''),
    close: async () => {
      await end('SIGKILL');
      await partners.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return demo;
}

export function demoSecrets(): PartnerOptions['secrets'] {
  const read = (name: string): string => readFileSync(join(root, 'sites/demo/secrets', name), 'utf8').trim();
  return Object.fromEntries(logins.map((name) => [name, read(name)])) as PartnerOptions['secrets'];
}
