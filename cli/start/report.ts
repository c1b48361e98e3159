import type { Running } from '../../main.ts';
import type { RuntimeFace } from '../../runtime/face.ts';
import { paths } from '../../settings.ts';
import type { Terminal } from '../run-command.ts';
import type { PartnerProcess } from './partners.ts';
import { progressLine, progressOf } from './progress.ts';

/** Tells where everything is; a generated password is shown here and never again. */
export async function announce(
  running: Running,
  partners: PartnerProcess | null,
  seconds: number,
  { out, error }: Terminal,
): Promise<void> {
  const { url, login, site } = running;
  const row = (name: string, value: string) => out(`  ${name.padEnd(14)}${value}`);
  out(`crossdock: site ${site.id} is up after ${seconds.toFixed(1)} s`);
  row('status page', `${url}${paths.tower}/`);
  row('editor', `${url}${paths.editor}/`);
  row('log', running.logFile);
  if (site.ledger.store === 'postgres') row('worker', await workerLine(running));
  if (login.generatedPassword) {
    row('login', `${login.username} / ${login.generatedPassword}   (made up now, shown only this once)`);
  } else {
    row('login', `${login.username}, with the password you have`);
  }
  for (const { name, url: page } of partners?.pages ?? []) row(name, page);
  for (const { name, text } of partners?.commands ?? []) row(name, text);
  if (running.flowsStopped !== null) {
    error(`crossdock: the flows do not run: ${running.flowsStopped}`);
    error("  → Run 'crossdock pack lint', or correct them in the editor and deploy.");
  }
}

async function workerLine({ ledger: { cluster } }: Running): Promise<string> {
  const others = (await cluster.workers())
    .map(({ worker }) => worker)
    .filter((name) => name !== cluster.worker);
  return others.length === 0
    ? `${cluster.worker}, the only one so far`
    : `${cluster.worker}, beside ${others.join(', ')}`;
}

const everyMs = 3_000;

/**
 * Prints the progress every few seconds when it has changed, and once how long the first posted invoice took.
 * Returns the function that stops it.
 */
export function reportProgress(face: RuntimeFace, up: number, { out }: Terminal): () => void {
  let shown = '';
  let postedBefore: number | null = null;
  let first = true;
  const report = async (): Promise<void> => {
    const progress = progressOf(await face.counts());
    postedBefore ??= progress.posted;
    if (first && progress.posted > postedBefore) {
      first = false;
      out(`crossdock: first invoice posted after ${((performance.now() - up) / 1000).toFixed(1)} s`);
    }
    const line = progressLine(progress);
    if (line !== shown) out(line);
    shown = line;
  };
  const timer = setInterval(() => void report().catch(() => {}), everyMs);
  void report().catch(() => {});
  return () => clearInterval(timer);
}
