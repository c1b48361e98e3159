import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import bcrypt from 'bcryptjs';
import { stringify } from 'yaml';
import { freePort } from '../../cli/start/free-port.ts';

export interface SiteParts {
  /** Everything of the run stands in it. */
  readonly folder: string;
  readonly workers: number;
  /** Null: SQLite in each worker's data folder. */
  readonly databaseUrl: string | null;
  readonly partners: Readonly<Record<string, string>>;
  readonly brokerUrl: string;
}

/** One worker's own: address, site file, environment. */
export interface WorkerSite {
  readonly url: string;
  readonly siteFile: string;
  readonly env: Readonly<Record<string, string>>;
  readonly logFile: string;
  readonly dataFolder: string;
}

export const login = { username: 'admin', password: 'torture' };

const packs = ['torture-intake', 'torture-books'] as const;

/** Nothing may run out of tries because of an outage, and nothing may take long to come back. */
const patience = { attempts: 10_000, firstDelayMs: 60, factor: 2, maxDelayMs: 800 };

/** Writes the same site once per worker, with a data folder and a port for each; they share the packs. */
export async function writeSites(parts: SiteParts): Promise<WorkerSite[]> {
  const passwordHash = await bcrypt.hash(login.password, 4);
  const ports = await Promise.all(Array.from({ length: parts.workers }, () => freePort('127.0.0.1')));
  cpSync(new URL('./packs', import.meta.url), join(parts.folder, 'packs'), { recursive: true });
  return ports.map((port, index) => {
    const folder = join(parts.folder, `worker-${index + 1}`);
    const dataFolder = join(folder, 'data');
    mkdirSync(folder, { recursive: true });
    writeTallyNode(join(dataFolder, 'node-red', 'nodes'));
    const siteFile = join(folder, 'site.yaml');
    writeFileSync(siteFile, stringify(siteOf(parts, port)));
    return {
      url: `http://127.0.0.1:${port}`,
      siteFile,
      env: { TORTURE_HASH: passwordHash, TORTURE_DATABASE: parts.databaseUrl ?? '' },
      logFile: join(folder, 'console.log'),
      dataFolder,
    };
  });
}

function siteOf({ databaseUrl, partners, brokerUrl }: SiteParts, port: number): unknown {
  const system = {
    timeoutMs: 1_000,
    retry: patience,
    circuitBreaker: { failures: 5, openMs: 300, recovery: { startPerSecond: 40, doubleEveryMs: 500 } },
  };
  return {
    site: 'torture',
    environment: 'test',
    timeZone: 'UTC',
    dataFolder: 'data',
    http: { host: '127.0.0.1', port },
    admin: { username: login.username, passwordHash: 'env:TORTURE_HASH' },
    packFolder: '../packs',
    packs: Object.fromEntries(packs.map((name) => [name, '1.0.0'])),
    tenants: { torture: { name: 'Torture' } },
    systems: {
      ...Object.fromEntries(
        Object.entries(partners).map(([name, baseUrl]) => [
          name,
          { protocol: 'rest', baseUrl, maxConcurrent: 8, ...system },
        ]),
      ),
      events: { protocol: 'mqtt', baseUrl: brokerUrl, ...system },
    },
    editor: { pack: packs[0], functionNodes: true },
    limits: { runTimeoutMs: 20_000, drainTimeoutMs: 5_000 },
    retry: patience,
    ...(databaseUrl !== null && { ledger: { store: 'postgres', url: 'env:TORTURE_DATABASE' } }),
  };
}

/** Node-RED finds the nodes of a user folder by their pair of files. */
function writeTallyNode(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const source = new URL('./worker/tally.ts', import.meta.url).href;
  writeFileSync(
    join(folder, 'torture-tally.js'),
    `module.exports = (RED) => import(${JSON.stringify(source)}).then(({ register }) => register(RED));\n`,
  );
  writeFileSync(
    join(folder, 'torture-tally.html'),
    "<script>RED.nodes.registerType('crossdock-torture-tally', { category: 'function', defaults: {}, inputs: 1, outputs: 1 })</script>\n",
  );
}
