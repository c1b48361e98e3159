import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CrossdockError } from '../../domain/errors.ts';
import { writeFileAtomic } from '../packs/write-files.ts';
import type { LoadedSite } from '../site/site.ts';

/** How a process runs a site beside others on the same machine. */
export interface WorkerOptions {
  /** Its name; it gets a data folder of its own, and a free port unless one is given. */
  readonly worker?: string | undefined;
  readonly port?: number | undefined;
}

/**
 * The site as this process runs it.
 * @throws CD_START_WORKER_ALONE when it is to be one of several on a ledger that only one can have
 */
export function asWorker(site: LoadedSite, { worker, port }: WorkerOptions): LoadedSite {
  const http = { ...site.http, ...(port !== undefined && { port }) };
  if (worker === undefined) return { ...site, http };
  if (site.ledger.store !== 'postgres') {
    throw new CrossdockError('CD_START_WORKER_ALONE', { worker, file: site.file });
  }
  return {
    ...site,
    http: port === undefined ? { ...http, port: 0 } : http,
    dataFolder: workerFolder(site.dataFolder, worker),
    ledger: { ...site.ledger, worker },
  };
}

export const workerFolder = (dataFolder: string, worker: string): string =>
  join(dataFolder, 'workers', worker);

/** What a worker is called that the site gives no name: after its machine, the same at every start. */
export function workerName(
  dataFolder: string,
  { hostname, hex }: { readonly hostname: () => string; readonly hex: () => string },
): string {
  const file = join(dataFolder, 'worker');
  if (existsSync(file)) return readFileSync(file, 'utf8').trim();
  const machine =
    hostname()
      .replaceAll(/[^A-Za-z0-9.-]/g, '-')
      .slice(0, 40) || 'worker';
  const name = `${machine}-${hex()}`;
  writeFileAtomic(file, `${name}\n`);
  return name;
}
