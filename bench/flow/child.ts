/** One measurement in a process of its own: `child.ts bare` or `child.ts durable <tracing as JSON>`. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import RED from 'node-red';
import type { Ledger } from '../../ledger/ledger.ts';
import { openSqliteLedger } from '../../ledger/sqlite/open.ts';
import { defineNode } from '../../node-kit/define-node.ts';
import type { Red } from '../../node-kit/node-red.ts';
import { type NodeRuntime, nodeRuntime } from '../../node-kit/node-runtime.ts';
import { runNode } from '../../node-kit/running-node.ts';
import { nodeErrors } from '../../nodes/node-errors.ts';
import { createRuntime } from '../../runtime/create-runtime.ts';
import type { NodeContext } from '../../runtime/face.ts';
import type { NodeRed } from '../../runtime/red.ts';
import { testSite } from '../../test/support/runtime/test-site.ts';
import { chain, documentText, load, type Message, registerChain } from './chain.ts';

const [mode = 'bare', tracing = '{}', effect = 'journal', count = String(load.messages)] =
  process.argv.slice(2);
const messages = Number(count);
const texts = Array.from({ length: 1_000 }, (_, index) => documentText(index));
const folder = mkdtempSync(join(tmpdir(), 'crossdock-flow-'));
const red = RED as unknown as NodeRed & { nodes: Red['nodes'] };
type Registry = Parameters<typeof registerChain>[0];
const registry = RED.nodes as unknown as Registry;

/** Told by the flow's last node, or by the runtime when a run is durable. */
let finished: () => void = () => {};

async function started(flow: object[], register: () => void, host?: unknown): Promise<void> {
  const running = Promise.withResolvers<void>();
  RED.events.once('flows:started', () => running.resolve());
  (RED.init as unknown as (settings: unknown) => void)({
    crossdock: host,
    httpAdminRoot: false,
    httpNodeRoot: false,
    userDir: folder,
    storageModule: {
      init: async () => {},
      getFlows: async () => flow,
      getCredentials: async () => ({}),
      saveCredentials: async () => {},
      saveFlows: async () => {},
      getSettings: async () => ({}),
      saveSettings: async () => {},
      getSessions: async () => ({}),
      saveSessions: async () => {},
    },
    logging: { console: { level: 'off', metrics: false, audit: false } },
  });
  await RED.start();
  registerChain(registry);
  register();
  return running.promise;
}

/** Keeps so many messages on their way and resolves when all have come out. */
async function push(
  count: number,
  offset: number,
  send: (text: string, index: number) => void,
): Promise<void> {
  const all = Promise.withResolvers<void>();
  let out = 0;
  let next = 0;
  const fill = () => {
    while (next < count && next - out < load.inFlight) {
      send(texts[next % texts.length] ?? '', offset + next);
      next += 1;
    }
  };
  let filling = false;
  finished = () => {
    out += 1;
    if (out === count) all.resolve();
    else if (!filling) {
      filling = true;
      setImmediate(() => {
        filling = false;
        fill();
      });
    }
  };
  fill();
  return all.promise;
}

async function measure(send: (text: string, index: number) => void): Promise<void> {
  await push(Math.min(load.warm, messages), 0, send);
  const cpu = process.cpuUsage();
  const thread = process.threadCpuUsage();
  const began = performance.now();
  await push(messages, load.warm, send);
  const seconds = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const own = process.threadCpuUsage(thread);
  const micros = (spent: number) => Math.round(spent / messages);
  const measured = {
    rate: Math.round(messages / seconds),
    cpuMicros: micros(user + system),
    threadMicros: micros(own.user + own.system),
  };
  process.stdout.write(`${JSON.stringify(measured)}\n`);
}

/** A document comes in as text and leaves as text, with nothing durable in between. */
function registerEnds(): void {
  registry.registerType('bench', 'bench-in', function (this: unknown, config: unknown) {
    registry.createNode(this, config);
  });
  registry.registerType(
    'bench',
    'bench-out',
    function (
      this: {
        on(event: 'input', listener: (message: Message, send: unknown, done: () => void) => void): void;
      },
      config: unknown,
    ) {
      registry.createNode(this, config);
      this.on('input', (message, _send, done) => {
        JSON.stringify(message.payload);
        done();
        finished();
      });
    },
  );
}

const entry = defineNode({
  category: 'crossdock control',
  version: 1,
  type: 'crossdock-bench-entry',
  role: 'entry',
  inputs: 0,
  outputs: ['out'],
  fields: {},
});
const last = defineNode({
  category: 'crossdock control',
  version: 1,
  type: 'crossdock-bench-effect',
  role: 'step',
  inputs: 1,
  outputs: ['out'],
  fields: {},
});

let accepts: NodeContext | null = null;
const nodes: NodeRuntime[] = [
  nodeRuntime(entry, {
    open(_config, context: NodeContext) {
      accepts = context;
      return undefined;
    },
  }),
  nodeRuntime(last, {
    async input({ payload }, _config, context: NodeContext) {
      const { tenant, key } = context.envelope;
      if (effect === 'channel') {
        context.stage({ kind: 'channel', channel: 'rated', type: 'order', key, payload });
      } else {
        const { freight } = payload as { freight: number };
        context.stage({ kind: 'journal', tenant, key, entry: 'rated', text: 'rated', data: { freight } });
      }
      return {};
    },
  }),
];

/** A run has ended when its commit is durable. */
function counting(store: Ledger): Ledger {
  return {
    ...store,
    async commit(operations) {
      const result = await store.commit(operations);
      if (operations[0]?.op === 'done') finished();
      return result;
    },
  };
}

function register(host: unknown): void {
  const kit = { settings: { crossdock: host }, log: RED.log, nodes: RED.nodes, util: RED.util };
  for (const node of nodes) {
    registry.registerType('bench', node.definition.type, function (this: never, config: never) {
      registry.createNode(this, config);
      runNode({ red: kit as unknown as Red, runtime: node, upgrades: {}, errors: nodeErrors }, this, config);
    });
  }
}

try {
  if (mode === 'bare') {
    await started(chain('bench-in', { type: 'bench-out' }), registerEnds);
    const first = red.nodes.getNode('first') as unknown as { send(message: Message): void };
    await measure((text) => first.send({ payload: JSON.parse(text) }));
  } else {
    const file = join(folder, 'ledger.sqlite');
    const ledger = counting(await openSqliteLedger({ file, clock: () => new Date() }));
    const site = {
      ...testSite,
      entries: { first: { concurrency: 512 } },
      limits: { ...testSite.limits, maxQueued: 1_000_000, maxQueuedBytes: 1e12 },
      tracing: { sample: 1, payloads: 'none', maxPayloadBytes: 65_536, ...JSON.parse(tracing) },
    };
    const runtime = createRuntime({
      ledger,
      site,
      red,
      log: (level, text, details) => {
        if (level === 'error' || level === 'warn')
          process.stderr.write(`${text} ${JSON.stringify(details)}\n`);
      },
      cron: () => () => {},
      packs: {
        file: () => null,
        files: () => [],
        readersOf: () => ['waiting'],
        packOfFlow: () => 'core',
        ownerOf: () => null,
      },
      masterData: { lookup: () => null, list: () => [] },
    });
    await runtime.face.start();
    const { host } = runtime;
    const flow = chain('crossdock-bench-entry', { type: 'crossdock-bench-effect', version: 1 });
    await started(flow, () => register(host), host);
    await measure((text, index) => {
      const key = `O-${index % load.keys}`;
      accepts
        ?.accept({
          type: 'order',
          key,
          idempotencyKey: `order ${index}`,
          source: { system: 'bench', protocol: 'bench', reference: 'bench' },
          payload: JSON.parse(text),
        })
        .catch((thrown: unknown) => {
          process.stderr.write(`${String(thrown)}\n`);
          process.exit(1);
        });
    });
    await runtime.face.drain(1_000);
    await ledger.close();
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exit(0);
