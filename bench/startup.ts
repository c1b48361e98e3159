/** How long the demo takes to be up and what it holds in memory, against bare Node-RED started in the same run. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as after } from 'node:timers/promises';
import { freePort } from '../cli/start/free-port.ts';

const root = join(import.meta.dirname, '..');
const rounds = 3;
const idleMs = 30_000;
const ordersSeen = 20;
const withinMs = 180_000;
const youngSpace = '--max-semi-space-size=8';

interface Row {
  what: string;
  value: number;
  unit: string;
  ratio?: string;
}

/** Of one start; memory in MB, times in seconds. */
interface Measured {
  readonly up: number;
  readonly cpu: number;
  readonly runtime: number;
  readonly partners: number;
  readonly busyRuntime: number;
  readonly busyPartners: number;
  readonly idleCpu: number;
}

/** @returns rows for the bench table: medians of three starts. Reads /proc, so on Linux only. */
export async function run(): Promise<{ name: string; rows: Row[] }> {
  const bare: { up: number; memory: number }[] = [];
  const sites: Measured[] = [];
  for (let round = 0; round < rounds; round += 1) {
    bare.push(await inFolder(bareNodeRed));
    sites.push(await inFolder(demo));
  }
  const of = (read: (site: Measured) => number): number => median(sites.map(read));
  const bareUp = median(bare.map(({ up }) => up));
  const bareMemory = median(bare.map(({ memory }) => memory));
  const against = (value: number, base: number): string => `${(value / base).toFixed(2)} x bare Node-RED`;
  const seconds = (what: string, value: number): Row => ({
    what,
    value: Number(value.toFixed(2)),
    unit: 's',
  });
  const memory = (what: string, value: number): Row => ({ what, value: Math.round(value), unit: 'MB' });
  const together = of(({ runtime, partners }) => runtime + partners);
  const busy = of(({ busyRuntime, busyPartners }) => busyRuntime + busyPartners);
  const up = of((site) => site.up);
  return {
    name: `start of the demo site, medians of ${rounds}`,
    rows: [
      seconds('bare Node-RED up', bareUp),
      { ...seconds('demo up, partners included', up), ratio: against(up, bareUp) },
      seconds(
        'processor time of the runtime until then',
        of(({ cpu }) => cpu),
      ),
      memory('bare Node-RED, resident', bareMemory),
      {
        ...memory(
          `runtime, ${idleMs / 1000} s after`,
          of(({ runtime }) => runtime),
        ),
        ratio: against(
          of(({ runtime }) => runtime),
          bareMemory,
        ),
      },
      memory(
        `partners, ${idleMs / 1000} s after`,
        of(({ partners }) => partners),
      ),
      memory(`both, ${idleMs / 1000} s after`, together),
      memory(`both, after ${ordersSeen} orders`, busy),
      seconds(
        `processor time of both, each of the ${idleMs / 1000} s`,
        of(({ idleCpu }) => idleCpu),
      ),
    ],
  };
}

async function inFolder<Result>(measure: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'crossdock-bench-'));
  try {
    return await measure(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Node-RED as its package starts it, with no flows of its own. */
async function bareNodeRed(folder: string): Promise<{ up: number; memory: number }> {
  const nodeRed = dirname(createRequire(import.meta.url).resolve('node-red/package.json'));
  const port = String(await freePort('127.0.0.1'));
  const started = performance.now();
  const child = spawn(process.execPath, [join(nodeRed, 'red.js'), '--userDir', folder, '--port', port], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  try {
    await line(child, /Started flows/);
    const up = (performance.now() - started) / 1000;
    await after(5_000);
    return { up, memory: residentMegabytes(pidOf(child)) };
  } finally {
    await end(child);
  }
}

async function demo(folder: string): Promise<Measured> {
  const args = [youngSpace, 'bin/crossdock.mjs', 'start', 'sites/demo.yaml', '--free-ports'];
  const started = performance.now();
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...process.env, CROSSDOCK_DATA: folder },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  try {
    const twenty = line(child, new RegExp(`orders in (${ordersSeen}|[2-9]\\d|\\d{3,}) `));
    twenty.catch(() => undefined);
    await line(child, / is up after /);
    const up = (performance.now() - started) / 1000;
    const runtime = pidOf(child);
    const partners = childOf(runtime);
    const cpu = processorSeconds(runtime);
    const before = cpu + processorSeconds(partners);
    await after(idleMs);
    const idle = {
      runtime: residentMegabytes(runtime),
      partners: residentMegabytes(partners),
      idleCpu: (processorSeconds(runtime) + processorSeconds(partners) - before) / (idleMs / 1000),
    };
    await twenty;
    const busy = {
      busyRuntime: residentMegabytes(runtime),
      busyPartners: residentMegabytes(partners),
    };
    return { up, cpu, ...idle, ...busy };
  } finally {
    await end(child);
  }
}

/** Resolves when the process prints a line like that. */
function line(child: ChildProcess, wanted: RegExp): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  if (child.stdout) {
    createInterface({ input: child.stdout }).on('line', (text) => {
      if (wanted.test(text)) resolve();
    });
  }
  child.once('exit', (code) => reject(new Error(`ended with code ${code} before it said ${wanted}`)));
  const late = setTimeout(() => reject(new Error(`did not say ${wanted} in time`)), withinMs);
  return promise.finally(() => clearTimeout(late));
}

function pidOf({ pid }: ChildProcess): number {
  if (pid === undefined) throw new Error('the process did not start');
  return pid;
}

function childOf(pid: number): number {
  const [child = ''] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
  return Number(child);
}

function residentMegabytes(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
}

/** User and system time; Linux counts both in hundredths. */
function processorSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  const cut = setTimeout(() => child.kill('SIGKILL'), 20_000);
  await exited;
  clearTimeout(cut);
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;

if (import.meta.main) console.table((await run()).rows);
