/**
 * Starts the demo site on free ports in a temporary folder, waits for the first posted invoice, prints it, stops
 * everything. Exit 0, or 1 with the reason after two minutes.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as after } from 'node:timers/promises';

const withinMs = 120_000;
const root = join(import.meta.dirname, '..');

interface PostedInvoice {
  readonly invoiceNumber: string;
  readonly currency: string;
  readonly lines: readonly {
    readonly lineNumber: string;
    readonly kind: string;
    readonly description: string;
    readonly amount: { readonly amount: string };
  }[];
  readonly taxes: readonly {
    readonly code: string;
    readonly rate: string;
    readonly amount: { readonly amount: string };
  }[];
  readonly totals: Readonly<Record<'net' | 'tax' | 'gross', { readonly amount: string }>>;
}

const folder = mkdtempSync(join(tmpdir(), 'crossdock-smoke-'));
const started = performance.now();
const seconds = (): string => ((performance.now() - started) / 1000).toFixed(1);
const child = spawn(
  process.execPath,
  [
    '--max-semi-space-size=8',
    join(root, 'bin/crossdock.mjs'),
    'start',
    join(root, 'sites/demo.yaml'),
    '--free-ports',
  ],
  {
    env: { ...process.env, CROSSDOCK_DATA: join(folder, 'data') },
    stdio: ['ignore', 'pipe', 'pipe'],
  },
);
const said: string[] = [];

try {
  const billing = await addressOf('Billing', child);
  console.log(`smoke: runtime up after ${seconds()} s`);
  const invoice = await firstInvoice(billing, child);
  console.log(`smoke: first invoice posted after ${seconds()} s`);
  print(invoice);
  console.log(`smoke: resident memory of the runtime ${megabytes(child.pid)} MB`);
  process.exitCode = await stop(child);
} catch (problem) {
  console.error(
    `smoke: failed after ${seconds()} s: ${problem instanceof Error ? problem.message : String(problem)}`,
  );
  console.error(said.slice(-30).join('\n'));
  await stop(child);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Waits for the page's address in what the command prints. */
async function addressOf(page: string, from: ChildProcess): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  for (const stream of [from.stdout, from.stderr]) {
    if (!stream) continue;
    createInterface({ input: stream }).on('line', (line) => {
      said.push(line);
      const found = new RegExp(`^\\s+${page}\\s+(http\\S+)$`).exec(line);
      if (found?.[1]) resolve(found[1]);
    });
  }
  from.once('exit', (code) => reject(new Error(`the site ended with code ${code}`)));
  const late = setTimeout(
    () => reject(new Error(`the site was not up within ${withinMs / 1000} s`)),
    withinMs,
  );
  return promise.finally(() => clearTimeout(late));
}

async function firstInvoice(billing: string, from: ChildProcess): Promise<PostedInvoice> {
  while (performance.now() - started < withinMs) {
    if (from.exitCode !== null) throw new Error(`the site ended with code ${from.exitCode}`);
    const received = (await (await fetch(`${billing}/_received`)).json()) as {
      what: string;
      outcome: string;
      body: PostedInvoice;
    }[];
    const posted = received.find(({ what, outcome }) => what === 'invoice' && outcome.startsWith('201'));
    if (posted) return posted.body;
    await after(200);
  }
  throw new Error(`no invoice was posted within ${withinMs / 1000} s`);
}

function print({ invoiceNumber, currency, lines, taxes, totals }: PostedInvoice): void {
  const row = (left: string, amount: string): void =>
    console.log(`  ${left.padEnd(64)}${amount.padStart(12)} ${currency}`);
  console.log(`invoice ${invoiceNumber}`);
  for (const { lineNumber, kind, description, amount } of lines)
    row(`${lineNumber.padStart(3)} ${kind.padEnd(12)}${description.slice(0, 46)}`, amount.amount);
  for (const { code, rate, amount } of taxes) row(`    tax         ${code} ${rate} %`, amount.amount);
  row('    total', totals.gross.amount);
}

/** Resident set of a process, where the system has /proc. */
function megabytes(pid: number | undefined): string {
  try {
    const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kilobytes ? String(Math.round(Number(kilobytes) / 1024)) : 'unknown';
  } catch {
    return 'unknown';
  }
}

async function stop(from: ChildProcess): Promise<number> {
  if (from.exitCode !== null) return from.exitCode;
  const exited = once(from, 'exit');
  from.kill('SIGTERM');
  const cut = setTimeout(() => from.kill('SIGKILL'), 20_000);
  const [code] = (await exited) as [number | null];
  clearTimeout(cut);
  if (code !== 0) console.error(`smoke: the site did not stop cleanly: code ${code}`);
  return code ?? 1;
}
