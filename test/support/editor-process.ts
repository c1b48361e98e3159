/** Child process: a real Node-RED on the nodes of one folder and an in-memory host. Speaks IPC to its parent. */
import { createServer } from 'node:http';
import express from 'express';
import nodeRed from 'node-red';
import { pickerRoute } from '../../node-kit/pickers.ts';
import { memoryHost } from './memory-host.ts';

interface Order {
  readonly nodesDir: string;
  readonly userDir: string;
  readonly flows: string;
  readonly options: Readonly<Record<string, readonly { value: string; label: string; detail?: string }[]>>;
}

const order: Order = JSON.parse(String(process.argv[2]));
const memory = memoryHost();
const app = express();
const server = createServer(app);
const logged: { level: number; text: string }[] = [];
const settings = {
  userDir: order.userDir,
  flowFile: order.flows,
  nodesDir: order.nodesDir,
  httpAdminRoot: '/',
  httpNodeRoot: '/flow',
  credentialSecret: false,
  telemetry: { enabled: false },
  editorTheme: { tours: false, palette: { catalogues: [] } },
  externalModules: { palette: { allowInstall: false }, modules: { allowInstall: false } },
  crossdock: memory.host,
  logging: {
    memory: {
      level: 'info',
      handler: () => (entry: { level: number; msg?: unknown }) => {
        logged.push({
          level: entry.level,
          text: entry.msg instanceof Error ? entry.msg.message : String(entry.msg),
        });
      },
    },
  },
};

// The published types lag behind Node-RED 5's settings.
nodeRed.init(server, settings as unknown as Parameters<typeof nodeRed.init>[1]);
app.get(pickerRoute, (request, response) => {
  const options = order.options[request.params.kind ?? ''];
  if (options) response.json({ options });
  else response.status(404).json({ options: [] });
});
app.use('/', nodeRed.httpAdmin);
app.use('/flow', nodeRed.httpNode);
await nodeRed.start();
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.send?.({ port: typeof address === 'object' && address ? address.port : 0 });
});
process.on('message', (question) => {
  if (question === 'logs') process.send?.({ logs: logged });
  if (question === 'attached') {
    process.send?.({
      attached: memory.instances.map(({ id, type, outputs, config }) => ({ id, type, outputs, config })),
    });
  }
  if (question === 'stop') nodeRed.stop().then(() => process.exit(0));
});
process.on('disconnect', () => process.exit(0));
