/** The child process: Node-RED with the runtime, a ledger file and the test nodes, told what to do over IPC. */
import { createServer } from 'node:http';
import { flushCompileCache } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import RED from 'node-red';
import type { Ledger } from '../../../ledger/ledger.ts';
import { openPostgresLedger } from '../../../ledger/postgres/open.ts';
import { openSqliteLedger } from '../../../ledger/sqlite/open.ts';
import type { FlowMessage } from '../../../node-kit/host.ts';
import type { Red } from '../../../node-kit/node-red.ts';
import type { NodeRuntime } from '../../../node-kit/node-runtime.ts';
import { runNode } from '../../../node-kit/running-node.ts';
import { nodeErrors } from '../../../nodes/node-errors.ts';
import { type Clock, systemClock } from '../../../runtime/clock.ts';
import { createRuntime } from '../../../runtime/create-runtime.ts';
import type { Arrival, NodeContext, RuntimeFace } from '../../../runtime/face.ts';
import { systemIds } from '../../../runtime/ids.ts';
import type { NodeRed } from '../../../runtime/red.ts';
import { nodeCron } from '../../../runtime/schedules/schedules.ts';
import { ManualClock } from '../manual-clock.ts';
import { type Flood, flood } from './flood.ts';
import { registerForeign } from './foreign-node.ts';
import { type FlowNode, type FromChild, type StartOrder, toFlows } from './protocol.ts';
import { testNodes } from './test-nodes.ts';
import { testSite } from './test-site.ts';

const tell = (message: FromChild): void => void process.send?.(message);

const gates = new Map<string, (() => void)[]>();
const openGates = new Set<string>();
const entries = new Map<string, NodeContext>();

const order = JSON.parse(process.argv[2] ?? '{}') as StartOrder;
const manualClock = new ManualClock(order.now);
const clock: Clock = order.postgres && order.now === undefined ? systemClock : manualClock;
const now = () => clock.now();
const ledger = telling(
  order.postgres
    ? await openPostgresLedger({ ...order.postgres, clock: now, heartbeatMs: 100, ttlMs: 1_000 })
    : await openSqliteLedger({ file: join(order.folder, 'ledger.sqlite'), clock: now }),
);
const site = { ...testSite, ...order.site };
const red = RED as unknown as NodeRed;
const runtime = createRuntime({
  ledger,
  site,
  clock,
  ids: { ...systemIds, random: () => 0.5 },
  cron: order.postgres ? nodeCron : () => () => {},
  shared: order.postgres !== undefined,
  red,
  log: (level, text, details) => tell({ event: 'log', level, text, details: JSON.stringify(details ?? {}) }),
  packs: {
    file: (_pack, path) => {
      const found = order.packFiles?.[path];
      return found ? { path, ...found } : null;
    },
    files: (_pack, folder) =>
      Object.keys(order.packFiles ?? {}).filter((path) => path.startsWith(`${folder}/`)),
    readersOf: (channel) => order.readers?.[channel] ?? [],
    packOfFlow: (flowId) => (flowId.includes('-') ? null : 'core'),
    ownerOf: (pack) => `owner of ${pack}`,
  },
  masterData: { lookup: () => null, list: () => [] },
});
runtime.face.onChange(() => tell({ event: 'changed' }));

// Without a server: the types know only the form with one.
const initialise = RED.init as unknown as (settings: unknown) => void;
let flows: FlowNode[] = toFlows(order.flow);
initialise({
  crossdock: runtime.host,
  httpAdminRoot: false,
  httpNodeRoot: order.http ? '/' : false,
  userDir: order.folder,
  functionExternalModules: true,
  storageModule: {
    init: async () => {},
    getFlows: async () => flows,
    saveFlows: async (saved: FlowNode[]) => {
      flows = saved;
    },
    getCredentials: async () => ({}),
    saveCredentials: async () => {},
    getSettings: async () => ({}),
    saveSettings: async () => {},
    getSessions: async () => ({}),
    saveSessions: async () => {},
    getLibraryEntry: async () => [],
    saveLibraryEntry: async () => {},
  },
  logging: { console: { level: order.verbose ? 'debug' : 'off', metrics: false, audit: false } },
});

const around = {
  entries,
  callsFile: join(order.folder, 'calls.jsonl'),
  gate: (name: string, messageId: string): Promise<void> => {
    if (openGates.has(name)) return Promise.resolve();
    const { promise, resolve } = Promise.withResolvers<void>();
    gates.set(name, [...(gates.get(name) ?? []), resolve]);
    tell({ event: 'gate', name, messageId });
    return promise;
  },
};

await runtime.face.start();
const started = Promise.withResolvers<void>();
RED.events.once('flows:started', () => started.resolve());
await RED.start();
const internal = RED as unknown as {
  nodes: Red['nodes'] & { registerType(set: string, type: string, node: unknown): void };
};
const nodeRed = {
  settings: { crossdock: runtime.host },
  log: RED.log,
  nodes: internal.nodes,
  util: RED.util,
};
registerForeign(internal.nodes);
const realNodes = await Promise.all(
  (order.nodes ?? []).map(async (name) => {
    const module = (await import(`../../../nodes/${name}/runtime.ts`)) as { runtime: NodeRuntime };
    return module.runtime;
  }),
);
for (const node of [...testNodes(around), ...realNodes]) {
  internal.nodes.registerType('crossdock-test', node.definition.type, function (this: never, config: never) {
    internal.nodes.createNode(this, config);
    runNode(
      { red: nodeRed as unknown as Red, runtime: node, upgrades: {}, errors: nodeErrors },
      this,
      config,
    );
  });
}
await started.promise;
// A test may kill this process, which then keeps nothing of what it compiled for the next.
flushCompileCache();

const methods = {
  async deploy(next: FlowNode[], type: string) {
    const done = Promise.withResolvers<void>();
    RED.events.once('flows:started', () => done.resolve());
    const api = RED.runtime.flows as unknown as { setFlows(options: unknown): Promise<unknown> };
    await api.setFlows({ flows: { flows: toFlows(next) }, deploymentType: type });
    await done.promise;
  },
  accept: (nodeId: string, arrival: Arrival) => context(nodeId).accept(arrival),
  /** What a stock node does: sends a message without a run. */
  send(nodeId: string, message: FlowMessage) {
    const node = red.nodes.getNode(nodeId) as unknown as { send(message: FlowMessage): void };
    node.send(message);
  },
  /** What a click on an inject node's button does. */
  receive(nodeId: string, message: FlowMessage) {
    red.nodes.getNode(nodeId)?.receive(message);
  },
  flood: (nodeId: string, order: Flood) =>
    flood(context(nodeId), order, async () => (await runtime.face.counts()).queued),
  openGate(name: string) {
    const waiting = gates.get(name) ?? [];
    gates.delete(name);
    for (const open of waiting) open();
  },
  keepOpen(name: string) {
    openGates.add(name);
    methods.openGate(name);
  },
  /** Port at which `http in` nodes answer. */
  async listen(): Promise<number> {
    const server = createServer(RED.httpNode);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  },
  advance: (ms: number) => manualClock.advance(ms),
  ledger: (method: 'history', args: Parameters<Ledger['history']>) => ledger[method](...args),
  face: (method: 'dryRun', args: Parameters<RuntimeFace['dryRun']>) => runtime.face[method](...args),
  counts: () => runtime.face.counts(),
  trace: (messageId: string) => runtime.face.trace(messageId),
  retryException: (id: string) => runtime.face.retryException(id, 'ada', 'fixed'),
  discardException: (id: string) => runtime.face.discardException(id, 'ada', 'not needed'),
  quiesce: (ms: number) => runtime.face.quiesce(ms),
  drain: (ms: number) => runtime.face.drain(ms),
  async stop() {
    await runtime.face.drain(0);
    await RED.stop();
    await ledger.close();
  },
};

function context(nodeId: string): NodeContext {
  const found = entries.get(nodeId);
  if (!found) throw new Error(`no entry ${nodeId}`);
  return found;
}

/** Every write is an event the test can wait for. */
function telling(store: Ledger): Ledger {
  const told = async <T>(written: Promise<T>): Promise<T> => {
    const result = await written;
    setImmediate(() => tell({ event: 'changed' }));
    return result;
  };
  return {
    ...store,
    accept: (messages) => told(store.accept(messages)),
    commit: (operations) => told(store.commit(operations)),
  };
}

process.on('message', async ({ id, method, args }: { id: number; method: string; args: unknown[] }) => {
  const call = methods[method as keyof typeof methods] as (...values: unknown[]) => unknown;
  try {
    tell({ event: 'result', id, result: await call(...args) });
  } catch (thrown) {
    const error = thrown as Error & { code?: string };
    tell({ event: 'error', id, message: error.stack ?? error.message, code: error.code ?? '' });
  }
});
process.on('disconnect', () => process.exit(0));
tell({ event: 'ready' });
