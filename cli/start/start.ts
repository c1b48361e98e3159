import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type FolderLock, lockFolder } from '../../ledger/sqlite/lock.ts';
import type { Running } from '../../main.ts';
import { peekSite, type SitePeek } from '../../runtime/site/peek-site.ts';
import type { Environment } from '../../runtime/site/secrets.ts';
import { readArguments, UsageError } from '../arguments.ts';
import { chooseSite } from '../choose-site.ts';
import type { Command, Terminal } from '../run-command.ts';
import { freePort } from './free-port.ts';
import { giveMemoryBack } from './give-memory-back.ts';
import { type PartnerProcess, startPartners } from './partners.ts';
import { announce, reportProgress } from './report.ts';

/**
 * `crossdock start [site] [--worker name] [--port n] [--free-ports] [--quiet]`: runs a site until SIGINT or SIGTERM.
 * `--worker` runs it beside the site's first process on this machine, without partners, with a data folder of its own
 * and, unless `--port` says otherwise, a free port. `--free-ports` gives the site and its partners ports that are
 * free, `--quiet` leaves out the progress.
 */
export const run: Command = async (args, terminal, given) => {
  const options = {
    worker: { type: 'string' },
    port: { type: 'string' },
    'free-ports': { type: 'boolean' },
    quiet: { type: 'boolean' },
  } as const;
  const { positionals, values } = readArguments(args, options, 1);
  const worker = checkedWorker(values.worker);
  const port = checkedPort(values.port);
  const started = performance.now();
  const stopped = stopSignal();
  const siteFile = chooseSite(positionals[0], given);
  const env = values['free-ports']
    ? { ...given, CROSSDOCK_PORT: String(await freePort('127.0.0.1')) }
    : given;
  const peek = peekSite(siteFile, env);
  // Before the partners, whose ports a second start on the same folder would find taken.
  const partnered = worker === undefined && peek?.partners ? peek : null;
  const lock = partnered ? lockData(partnered.dataFolder) : undefined;
  // Partners come up while this process loads its code.
  const [partners, { startRuntime }] = await Promise.all([
    partnered ? bringUpPartners(partnered, env, values['free-ports'] ?? false, terminal) : null,
    import('../../main.ts'),
    import('node-red'),
  ]);
  let running: Running | null = null;
  try {
    running = await startRuntime({
      siteFile,
      env: { ...env, ...partners?.env },
      ...{ lock, worker, port },
      console: (line) => terminal.error(line),
    });
    dieLoudly(running, terminal);
    await announce(running, partners, (performance.now() - started) / 1000, terminal);
    const quiet = values.quiet ? () => {} : reportProgress(running.face, performance.now(), terminal);
    const unwatched = giveMemoryBack();
    const signal = await stopped;
    unwatched();
    quiet();
    terminal.out(
      `crossdock: ${signal} received, finishing runs (up to ${running.site.limits.drainTimeoutMs / 1000} s)`,
    );
    return 0;
  } finally {
    await running?.stop();
    await partners?.stop();
    if (running) terminal.out('crossdock: stopped; what was accepted goes on at the next start');
  }
};

/** @throws UsageError */
function checkedWorker(name: string | undefined): string | undefined {
  if (name === undefined || /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/.test(name)) return name;
  throw new UsageError(`'${name}' is no name of a worker: letters, digits, dots and hyphens`);
}

/** @throws UsageError */
function checkedPort(port: string | undefined): number | undefined {
  if (port === undefined) return undefined;
  if (/^\d{1,5}$/.test(port) && Number(port) < 65_536) return Number(port);
  throw new UsageError(`'${port}' is no port`);
}

function lockData(folder: string): FolderLock {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return lockFolder(folder);
}

function stopSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => resolve(signal));
  });
}

function bringUpPartners(
  { partners, http, dataFolder }: SitePeek,
  env: Environment,
  free: boolean,
  { error }: Terminal,
): Promise<PartnerProcess | null> {
  if (!partners) return Promise.resolve(null);
  const ports = free ? ['--first-port', '0', '--sftp-port', '0', '--mqtt-port', '0'] : [];
  const args = [
    ...['--folder', join(dataFolder, 'partners')],
    ...['--secrets', partners.secrets],
    ...['--crossdock-url', `http://${http.host}:${http.port}`],
    ...ports,
  ];
  return startPartners(partners.program, args, { env, error });
}

/** A fault outside every run (a stray rejection in a third-party node) ends the process; the ledger loses nothing. */
function dieLoudly(running: Running, { error }: Terminal): void {
  const die = (thrown: unknown): void => {
    const text = thrown instanceof Error ? thrown.message : String(thrown);
    const stack = thrown instanceof Error ? thrown.stack : undefined;
    running.log('error', `the process ends: ${text}`, { stack });
    error(`crossdock: ends after an unexpected error: ${text}`);
    error(`  → The log has the details: ${running.logFile}. Start again: nothing accepted is lost.`);
    setTimeout(() => process.exit(70), 200);
  };
  process.on('uncaughtException', die);
  process.on('unhandledRejection', die);
}
