/** Composes a site and runs it: store, runtime, Node-RED and HTTP in one process, until `stop`. */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { createControl } from './console/server/control.ts';
import { createTower } from './console/server/tower.ts';
import { CrossdockError } from './domain/errors.ts';
import type { Ledger } from './ledger/ledger.ts';
import { type FolderLock, lockFolder } from './ledger/sqlite/lock.ts';
import { openSqliteLedger } from './ledger/sqlite/open.ts';
import { pickerRoute } from './node-kit/pickers.ts';
import { prepareCredentialSecret } from './runtime/auth/credential-secret.ts';
import { generatedLoginFile, prepareLogin } from './runtime/auth/login.ts';
import { createSignIn } from './runtime/auth/sign-in.ts';
import { type Clock, systemClock } from './runtime/clock.ts';
import { asWorker, workerName } from './runtime/cluster/as-worker.ts';
import { createRuntime } from './runtime/create-runtime.ts';
import { editorLogin, tokenPath } from './runtime/editor/editor-login.ts';
import { asNodeRed } from './runtime/editor/node-red.ts';
import { pickerHandler } from './runtime/editor/picker-route.ts';
import { reloadFlows } from './runtime/editor/reload-flows.ts';
import { startNodeRed } from './runtime/editor/start-node-red.ts';
import type { RuntimeFace } from './runtime/face.ts';
import { type FlowsState, watchFlows } from './runtime/flows-state.ts';
import { leaveControlNote } from './runtime/http/control-note.ts';
import { createFront, lastHandlers } from './runtime/http/front.ts';
import type { Log } from './runtime/log.ts';
import { createLogger } from './runtime/logging/logger.ts';
import { loadMasterData } from './runtime/master-data/load-master-data.ts';
import { checkPackReferences } from './runtime/packs/check-references.ts';
import { followDeploys } from './runtime/packs/follow-deploys.ts';
import { readNodeTypes } from './runtime/packs/node-types.ts';
import { PackStore } from './runtime/packs/pack-store.ts';
import { createStorage } from './runtime/packs/storage.ts';
import { createPacksView } from './runtime/packs/view.ts';
import type { Cron } from './runtime/schedules/schedules.ts';
import { describeProblems, loadSite } from './runtime/site/load-site.ts';
import type { Environment } from './runtime/site/secrets.ts';
import type { LoadedSite } from './runtime/site/site.ts';
import { nodeRedSettings, nodesFolder, paths } from './settings.ts';

export interface StartOptions {
  readonly siteFile: string;
  /** Feeds the site file's variables and `env:` secrets. */
  readonly env: Environment;
  /** One line per warning or error. */
  readonly console: (line: string) => void;
  /** Of the site's data folder, when the caller holds it already; `stop` releases it. */
  readonly lock?: FolderLock | undefined;
  /** Runs the site beside other processes of this machine, under this name. */
  readonly worker?: string | undefined;
  /** Instead of the site's. */
  readonly port?: number | undefined;
  /** The machine's when absent; another one lets days pass in a rehearsal. */
  readonly clock?: Clock;
  /** Calls what is scheduled, at its slots by the machine's clock when absent. */
  readonly cron?: Cron;
}

export interface Running {
  readonly site: LoadedSite;
  readonly url: string;
  readonly ledger: Ledger;
  readonly face: RuntimeFace;
  readonly login: { readonly username: string; readonly generatedPassword: string | null };
  /** Why the flows do not run; null when they do. */
  readonly flowsStopped: string | null;
  readonly log: Log;
  readonly logFile: string;
  /** Takes no more in, lets runs finish within the site's drain time, closes everything. */
  stop(): Promise<void>;
}

const builtNodes = join(import.meta.dirname, 'dist', 'nodes');

/**
 * Starts a site. Whatever was opened before an error is closed again.
 * @throws CD_SITE_INVALID, CD_LEDGER_LOCKED, CD_PACK_INVALID, CD_PACKS_UNUSABLE, CD_MASTER_DATA_INVALID and the CD_START_* errors
 */
export async function startRuntime(options: StartOptions): Promise<Running> {
  const closers: (() => unknown)[] = [];
  const stop = async (): Promise<void> => {
    for (let close = closers.pop(); close; close = closers.pop()) await close();
  };
  try {
    return await start(options, closers, stop);
  } catch (thrown) {
    await stop();
    throw thrown;
  }
}

async function start(
  { siteFile, env, console, lock: given, worker, port: givenPort, clock = systemClock, cron }: StartOptions,
  closers: (() => unknown)[],
  stop: () => Promise<void>,
): Promise<Running> {
  if (given) closers.push(() => given.release());
  const site = asWorker(loadSite(siteFile, env), { worker, port: givenPort });
  if (!existsSync(join(builtNodes, 'package.json'))) {
    throw new CrossdockError('CD_START_NODES_MISSING', { folder: builtNodes });
  }
  const { dataFolder } = site;
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  if (!given) {
    const lock = lockFolder(dataFolder);
    closers.push(() => lock.release());
  }

  const logFile = join(dataFolder, 'logs', 'crossdock.log');
  const logger = createLogger({ file: logFile, level: 'info', base: { site: site.id }, console });
  closers.push(() => logger.close());
  const { log } = logger;

  const login = await prepareLogin(site, dataFolder, randomBytes);
  let up = false;
  closers.push(() => {
    // A start that fails never shows the password it made up, so the next one makes up another.
    if (!up && login.generatedPassword) rmSync(generatedLoginFile(dataFolder), { force: true });
  });
  const credentialSecret = prepareCredentialSecret(site, dataFolder, randomBytes);
  const nodeTypes = await readNodeTypes(nodesFolder);
  const store = new PackStore(site, nodeTypes);
  const packs = createPacksView(store, site.processTerms);
  requireReferences(site, checkPackReferences(site, store.packs, nodeTypes, packs));
  const masterData = loadMasterData(
    site.masterDataFolder,
    site.tenants.map(({ id }) => id),
  );
  const now = () => clock.now();
  const ledger = await openLedger(site, log, now);
  let closing: Promise<void> | null = null;
  const closeLedger = () => {
    closing ??= ledger.close();
    return closing;
  };
  closers.push(closeLedger);

  const front = createFront(log);
  const port = await front.listen(site.http.host, site.http.port);
  closers.push(() => front.close());

  const { default: red } = await import('node-red');
  const shared = site.ledger.store === 'postgres';
  const runtime = createRuntime({
    ...{ ledger, site, packs, masterData, log, red: asNodeRed(red), clock, shared },
    ...(cron && { cron }),
  });
  const userFolder = join(dataFolder, 'node-red');
  const { drainTimeoutMs } = site.limits;
  const quiesce = () => runtime.face.quiesce(drainTimeoutMs);
  const deploys = followDeploys({
    ...{ ledger, siteId: site.id, store, clock, log },
    async reload() {
      await quiesce();
      await reloadFlows(red);
    },
  });
  const storage = createStorage(store, userFolder, {
    isLoaded: (type) => Boolean(asNodeRed(red).nodes.getType(type)),
    async saved() {
      await quiesce();
      if (shared) await deploys.tell();
    },
  });
  const { host } = runtime;
  const signIn = createSignIn({ login, log, now });
  const { guard, adminAuth } = editorLogin(login, signIn, site.editor);
  red.init(
    front.server,
    nodeRedSettings({
      site,
      storage,
      host,
      adminAuth,
      credentialSecret,
      log,
      userFolder,
      nodesFolder: builtNodes,
    }),
  );
  red.httpAdmin.get(
    pickerRoute,
    red.auth.needsPermission('flows.read'),
    pickerHandler({ site, store, packs }),
  );
  // Never the whole site: it holds secrets.
  const { id, environment, timeZone } = site;
  const context = { site: { id, environment, timeZone }, ledger, face: runtime.face };
  front.app.use(paths.tower, createTower({ context, login, signIn, now }));
  const token = randomBytes(32).toString('hex');
  front.app.use(paths.control, createControl({ ledger, face: runtime.face, now, token }));
  front.app.use(paths.gateway, runtime.gateway);
  front.app.post(`${paths.editor}${tokenPath}`, guard);
  front.app.use(paths.editor, red.httpAdmin);
  front.app.use(paths.nodes, red.httpNode);
  front.app.use(...lastHandlers(log));
  await runtime.face.start();
  closers.push(() => red.stop());
  closers.push(async () => {
    front.setHealth('draining');
    deploys.stop();
    await runtime.face.drain(drainTimeoutMs);
    // Other workers take over at once, not when the last node has closed.
    if (shared) await closeLedger();
  });
  closers.push(leaveControlNote(dataFolder, { url: reachedAt(site.http.host, port), token }));
  const flows = await startNodeRed(red);
  const tellHealth = ({ started }: FlowsState) => front.setHealth(started ? 'ok' : 'flows-stopped');
  tellHealth(flows);
  closers.push(watchFlows(asNodeRed(red).events, tellHealth));
  if (shared) {
    await deploys.tell();
    deploys.start();
  }
  up = true;
  return {
    site,
    url: `http://${site.http.host}:${port}`,
    ledger,
    login: { username: login.username, generatedPassword: login.generatedPassword },
    face: runtime.face,
    flowsStopped: flows.started ? null : flows.reason,
    log,
    logFile,
    stop,
  };
}

async function openLedger({ dataFolder, ledger }: LoadedSite, log: Log, clock: () => Date): Promise<Ledger> {
  if (ledger.store === 'sqlite') return openSqliteLedger({ file: join(dataFolder, 'ledger.sqlite'), clock });
  // Here, so that a site on SQLite never loads a database driver.
  const { openPostgresLedger } = await import('./ledger/postgres/open.ts');
  const { store: _, worker, ...rest } = ledger;
  const hex = () => randomBytes(2).toString('hex');
  return openPostgresLedger({
    ...rest,
    worker: worker ?? workerName(dataFolder, { hostname, hex }),
    clock,
    log,
  });
}

/** A host that stands for every address is reached by the machine itself over its loopback. */
function reachedAt(host: string, port: number): string {
  const every = host === '0.0.0.0' || host === '::';
  return `http://${every ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host}:${port}`;
}

function requireReferences({ file }: LoadedSite, problems: readonly CrossdockError[]): void {
  if (problems.length === 0) return;
  const described = describeProblems(problems);
  throw new CrossdockError('CD_PACKS_UNUSABLE', { file, count: problems.length, problems: described });
}
