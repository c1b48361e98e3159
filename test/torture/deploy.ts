import type { DeployType } from './plan.ts';
import { login } from './site.ts';

interface FlowNode {
  readonly id: string;
  readonly type: string;
  readonly func?: string;
}

const patienceMs = 15_000;

/**
 * What the editor's Deploy does: signs in, reads the flows, changes a line in every function node and sends them back.
 * @throws Error when it is answered with anything but 200
 */
export async function deploy(url: string, type: DeployType, stamp: string): Promise<void> {
  const token = await signIn(url);
  const headers = {
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
    'node-red-api-version': 'v2',
  };
  const call = async (init: RequestInit): Promise<unknown> => {
    const answer = await fetch(`${url}/editor/flows`, { ...init, signal: AbortSignal.timeout(patienceMs) });
    const text = await answer.text();
    if (answer.status !== 200) throw new Error(`the editor answered ${answer.status}: ${text.slice(0, 300)}`);
    return JSON.parse(text);
  };
  const { flows, rev } = (await call({ headers })) as { flows: FlowNode[]; rev: string };
  const changed = flows.map((node) =>
    node.func === undefined
      ? node
      : { ...node, func: `${node.func.replace(/\n\/\/ deployed .*$/, '')}\n// deployed ${stamp}` },
  );
  await call({
    method: 'POST',
    headers: { ...headers, 'node-red-deployment-type': type },
    body: JSON.stringify({ flows: changed, rev }),
  });
}

async function signIn(url: string): Promise<string> {
  const body = { client_id: 'node-red-editor', grant_type: 'password', scope: '*', ...login };
  const answer = await fetch(`${url}/editor/auth/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(patienceMs),
  });
  if (answer.status !== 200) throw new Error(`signing in was answered with ${answer.status}`);
  return ((await answer.json()) as { access_token: string }).access_token;
}
