import type { FlowNode } from '../../runtime/packs/form/flow.ts';

/** What an analyst does in the editor: signs in, imports, deploys, presses buttons and reads the debug panel. */
export interface EditorClient {
  /** Deploys the site's own flows with `imported` beside them; tabs with a label in `disabled` are disabled. */
  deploy(imported: readonly FlowNode[], disabled?: readonly string[]): Promise<void>;
  /** Presses the button of the imported inject node of this name. */
  press(name: string): Promise<void>;
  /**
   * The next value that the imported debug node of this name shows; of several names whichever shows one first.
   * Each value is given once.
   */
  shown<T = unknown>(...names: readonly string[]): Promise<T>;
  /** Resolves when the status under the imported node of this name matches. */
  status(name: string, text: RegExp): Promise<void>;
  close(): void;
}

interface Frame {
  readonly topic: string;
  readonly data: {
    readonly revision?: string;
    readonly id?: string;
    readonly text?: string;
    readonly format?: string;
    readonly msg?: string;
  };
}

const withinMs = 60_000;

/** Signs in to the editor of a running site and opens its message channel. */
export async function openEditor(url: string, username: string, password: string): Promise<EditorClient> {
  const token = await signIn(url, username, password);
  const headers = {
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
    'node-red-api-version': 'v2',
  };
  const get = async (): Promise<{ flows: FlowNode[]; rev: string }> =>
    (await fetch(`${url}/editor/flows`, { headers })).json();
  const { flows: own } = await get();

  let imported: readonly FlowNode[] = [];
  let debug: { name: string; value: unknown }[] = [];
  const errors: string[] = [];
  let deployed = '';
  const statuses = new Map<string, string>();
  let waiting: (() => boolean)[] = [];

  const nodeCalled = (name: string, types: (type: string) => boolean): FlowNode => {
    const found = imported.find((node) => types(node.type) && node.name === name);
    if (!found) throw new Error(`no node '${name}' among the imported`);
    return found;
  };
  const take = ({ topic, data }: Frame): void => {
    if (topic.startsWith('status/')) statuses.set(topic.slice('status/'.length), data.text ?? '');
    if (topic === 'notification/runtime-deploy') deployed = data.revision ?? '';
    if (topic !== 'debug') return;
    const node = imported.find(({ id }) => id === data.id);
    if (node?.type === 'debug') debug.push({ name: String(node.name), value: shownValue(data) });
    else if (node) errors.push(`${node.name || node.type}: ${data.msg}`);
  };
  const until = (what: string, look: () => boolean): Promise<void> =>
    look()
      ? Promise.resolve()
      : new Promise((resolve, reject) => {
          const late = setTimeout(() => {
            const seen = debug.map(({ name, value }) => `${name}: ${JSON.stringify(value)}`);
            reject(new Error([`no ${what} within ${withinMs} ms`, ...seen, ...errors].join('\n')));
          }, withinMs);
          waiting.push(() => {
            if (!look()) return false;
            clearTimeout(late);
            resolve();
            return true;
          });
        });

  const socket = await openComms(url, token, (frames) => {
    for (const frame of frames) take(frame);
    waiting = waiting.filter((found) => !found());
  });

  return {
    async deploy(nodes, disabled = []) {
      const { rev } = await get();
      const flows = own.map((node) =>
        node.type === 'tab' && disabled.includes(String(node.label)) ? { ...node, disabled: true } : node,
      );
      imported = nodes;
      debug = [];
      errors.length = 0;
      const answer = await fetch(`${url}/editor/flows`, {
        method: 'POST',
        headers: { ...headers, 'node-red-deployment-type': 'nodes' },
        body: JSON.stringify({ flows: [...flows, ...nodes], rev }),
      });
      if (answer.status !== 200) throw new Error(`the deploy was answered with ${await answer.text()}`);
      const { rev: revision } = (await answer.json()) as { rev: string };
      // The answer comes before the flows run.
      await until('word that the flows run', () => deployed === revision);
    },
    async press(name) {
      const { id } = nodeCalled(name, (type) => type === 'inject');
      const answer = await fetch(`${url}/editor/inject/${id}`, { method: 'POST', headers });
      if (answer.status !== 200) throw new Error(`pressing '${name}' was answered with ${answer.status}`);
    },
    async shown<T>(...names: readonly string[]) {
      for (const name of names) nodeCalled(name, (type) => type === 'debug');
      const next = () => debug.findIndex(({ name }) => names.includes(name));
      await until(`debug message of ${names.join(' or ')}`, () => next() >= 0);
      const [shown] = debug.splice(next(), 1);
      return shown?.value as T;
    },
    async status(name, text) {
      const { id } = nodeCalled(name, (type) => type.startsWith('crossdock-'));
      await until(`status ${text} of ${name}`, () => text.test(statuses.get(id) ?? ''));
    },
    close: () => socket.close(),
  };
}

async function signIn(url: string, username: string, password: string): Promise<string> {
  const body = { client_id: 'node-red-editor', grant_type: 'password', scope: '*', username, password };
  const answer = await fetch(`${url}/editor/auth/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (answer.status !== 200) throw new Error(`signing in was answered with ${answer.status}`);
  return ((await answer.json()) as { access_token: string }).access_token;
}

/** The editor's websocket: debug messages and node statuses, once it is signed in. */
async function openComms(
  url: string,
  token: string,
  heard: (frames: readonly Frame[]) => void,
): Promise<WebSocket> {
  const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/editor/comms`);
  await new Promise<void>((resolve, reject) => {
    socket.onerror = () => reject(new Error('the editor’s websocket did not open'));
    socket.onopen = () => socket.send(JSON.stringify({ auth: token }));
    socket.onmessage = ({ data }) => {
      const frame = JSON.parse(String(data)) as Frame[] | { auth: string };
      if (Array.isArray(frame)) return heard(frame);
      if (frame.auth !== 'ok') return reject(new Error('the editor’s websocket refused the login'));
      for (const topic of ['debug', 'status/#', 'notification/#'])
        socket.send(JSON.stringify({ subscribe: topic }));
      resolve();
    };
  });
  return socket;
}

/** What the debug panel shows, as a value again. */
function shownValue({ format = '', msg = '' }: Frame['data']): unknown {
  if (format.startsWith('string')) return msg;
  if (format === 'undefined' || format === 'null') return null;
  return JSON.parse(msg);
}
