import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PickerKind, PickerOption } from '../../node-kit/pickers.ts';

export interface EditorServer {
  /** Root of the editor and the admin API, ending in a slash. */
  readonly url: string;
  /** Text of every log line so far. */
  logs(): Promise<readonly { level: number; text: string }[]>;
  /** What nodes have attached to the host. */
  attached(): Promise<
    readonly { id: string; type: string; outputs: string[]; config: Record<string, unknown> }[]
  >;
  stop(): Promise<void>;
}

export interface EditorServerOptions {
  /** A folder that `buildNodes` has written: `<root>/dist/nodes`. */
  readonly nodesDir: string;
  readonly flows?: readonly Record<string, unknown>[];
  readonly pickers?: Partial<Record<PickerKind, readonly PickerOption[]>>;
}

/** Starts a real Node-RED in a child process on a free port, without login, on an in-memory host. */
export async function startEditor({
  nodesDir,
  flows = [],
  pickers = {},
}: EditorServerOptions): Promise<EditorServer> {
  const userDir = mkdtempSync(join(tmpdir(), 'crossdock-editor-'));
  mkdirSync(join(userDir, 'node_modules'));
  writeFileSync(join(userDir, 'flows.json'), JSON.stringify(flows));
  const order = JSON.stringify({ nodesDir, userDir, flows: 'flows.json', options: pickers });
  const child = fork(fileURLToPath(new URL('editor-process.ts', import.meta.url)), [order], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let output = '';
  child.stdout?.on('data', (chunk) => (output += chunk));
  child.stderr?.on('data', (chunk) => (output += chunk));
  const first = await Promise.race([
    once(child, 'message').then(([message]) => message as { port: number }),
    once(child, 'exit').then(() => {
      throw new Error(`Node-RED did not start:\n${output}`);
    }),
  ]);
  return {
    url: `http://127.0.0.1:${first.port}/`,
    logs: async () => (await ask<{ logs: { level: number; text: string }[] }>(child, 'logs')).logs,
    attached: async () => (await ask<{ attached: [] }>(child, 'attached')).attached,
    async stop() {
      const gone = once(child, 'exit');
      child.send('stop');
      await gone;
      rmSync(userDir, { recursive: true, force: true });
    },
  };
}

async function ask<Answer>(child: ChildProcess, question: string): Promise<Answer> {
  const answered = once(child, 'message');
  child.send(question);
  const [answer] = await answered;
  return answer as Answer;
}
