/**
 * The demo's partners as one process. Prints one JSON line when they listen, sends orders once Crossdock answers at
 * `/health`, and ends when its standard input closes, so that it never outlives the demo.
 *
 *   node partners/main.ts --folder .crossdock/partners --secrets sites/demo/secrets --crossdock-url http://127.0.0.1:1880
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { commandsFor } from './commands.ts';
import { httpCall } from './http-call.ts';
import { logins, type PartnerOptions, startPartners } from './start.ts';
import { WarehouseDay } from './warehouse-day.ts';

const { values } = parseArgs({
  options: {
    folder: { type: 'string' },
    secrets: { type: 'string' },
    'crossdock-url': { type: 'string' },
    'first-port': { type: 'string', default: '4010' },
    'sftp-port': { type: 'string', default: '2222' },
    'mqtt-port': { type: 'string', default: '1884' },
    'pace-ms': { type: 'string', default: '1500' },
    'order-every-ms': { type: 'string', default: '6000' },
    'stock-every-ms': { type: 'string', default: '20000' },
  },
});
const { folder, secrets: secretFolder, 'crossdock-url': crossdockUrl } = values;
if (!folder || !secretFolder || !crossdockUrl) {
  console.error('partners: --folder, --secrets and --crossdock-url are required');
  process.exit(2);
}

const first = Number(values['first-port']);
const port = (offset: number): number => (first === 0 ? 0 : first + offset);
const secrets = Object.fromEntries(
  logins.map((name) => [name, readFileSync(join(secretFolder, name), 'utf8').trim()]),
) as PartnerOptions['secrets'];

const partners = await startPartners({
  ports: {
    erp: port(0),
    legacy: port(1),
    wms: port(10),
    tms: port(20),
    billing: port(30),
    threePl: port(40),
    carrier: port(50),
    sftp: Number(values['sftp-port']),
    mqtt: Number(values['mqtt-port']),
  },
  folder,
  crossdockUrl,
  secrets,
  paceMs: Number(values['pace-ms']),
  // Seconds since 2024: higher at every start, so that order numbers never repeat.
  seed: Math.floor(Date.now() / 1000) - 1_704_067_200,
}).catch((problem: NodeJS.ErrnoException & { port?: number }) => {
  console.error(
    problem.code === 'EADDRINUSE'
      ? `port ${problem.port} is in use: end what listens there, or start with --free-ports`
      : problem.message,
  );
  process.exit(1);
});
console.log(
  JSON.stringify({
    ready: true,
    env: partners.env,
    pages: partners.pages,
    commands: commandsFor(partners, secrets),
  }),
);

const day = new WarehouseDay(partners.threePlDock, partners.wms.dock);
let isSending = false;
const watch = setInterval(async () => {
  const status = await httpCall(`${crossdockUrl}/health`, { method: 'GET', timeoutMs: 1000 });
  // Answers that were slow come together: one of them starts the orders.
  if (status !== 200 || isSending) return;
  isSending = true;
  clearInterval(watch);
  partners.orders.start(Number(values['order-every-ms']));
  day.start(Number(values['stock-every-ms']));
}, 300);

let stopping = false;
async function stop(): Promise<void> {
  if (stopping) return;
  stopping = true;
  clearInterval(watch);
  day.stop();
  await partners.close();
  process.exit(0);
}
process.on('SIGINT', () => void stop());
process.on('SIGTERM', () => void stop());
process.stdin.on('end', () => void stop()).resume();
