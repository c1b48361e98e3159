import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { CrossdockError } from '../../domain/errors.ts';
import type { Environment } from '../../runtime/site/secrets.ts';

/** The partner stand-ins of a demo site, running as a process of their own. */
export interface PartnerProcess {
  /** Addresses for the site file's variables. */
  readonly env: Environment;
  readonly pages: readonly { readonly name: string; readonly url: string }[];
  /** How a person reaches what has no page, as lines to copy. */
  readonly commands: readonly { readonly name: string; readonly text: string }[];
  stop(): Promise<void>;
}

interface ReadyLine {
  readonly ready: true;
  readonly env?: Record<string, string>;
  readonly pages?: PartnerProcess['pages'];
  readonly commands?: PartnerProcess['commands'];
}

const readyWithinMs = 20_000;
const endWithinMs = 5_000;
/** As in `bin/crossdock.mjs`; the stand-ins of a demo allocate less still. */
const youngSpace = '--max-semi-space-size=4';

/**
 * Starts `program` and waits for its line `{"ready":true,…}`. It runs in a process group of its own, so that Ctrl-C
 * reaches it only after the runs that still talk to it; closing its input ends it, even when we are killed.
 * @throws CD_START_PARTNERS
 */
export async function startPartners(
  program: string,
  args: readonly string[],
  options: { readonly env: Environment; readonly error: (line: string) => void },
): Promise<PartnerProcess> {
  const child = spawn(process.execPath, [youngSpace, program, ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
    env: { ...options.env },
  });
  const failure = (reason: string) =>
    new CrossdockError('CD_START_PARTNERS', { reason, command: `node ${[program, ...args].join(' ')}` });
  const complaints: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => {
    complaints.push(line);
    options.error(`partners: ${line}`);
  });
  const { promise, resolve, reject } = Promise.withResolvers<ReadyLine>();
  const late = setTimeout(() => reject(failure(`no answer in ${readyWithinMs / 1000} s`)), readyWithinMs);
  child.once('error', (error) => reject(failure(error.message)));
  child.once('exit', (code) => reject(failure(complaints[0] ?? `it ended with code ${code}`)));
  createInterface({ input: child.stdout }).on('line', (line) => {
    const ready = parseReady(line);
    if (ready) resolve(ready);
  });
  try {
    const ready = await promise;
    return {
      env: ready.env ?? {},
      pages: ready.pages ?? [],
      commands: ready.commands ?? [],
      stop: () => end(child),
    };
  } catch (thrown) {
    await end(child);
    throw thrown;
  } finally {
    clearTimeout(late);
  }
}

function parseReady(line: string): ReadyLine | null {
  try {
    const data = JSON.parse(line);
    return data?.ready === true ? data : null;
  } catch {
    return null;
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const exited = once(child, 'exit');
  child.stdin?.end();
  child.kill('SIGTERM');
  const cut = setTimeout(() => child.kill('SIGKILL'), endWithinMs);
  await exited;
  clearTimeout(cut);
}
