import type { NodeName } from './run.ts';

/** `flows:stopping`: what a deploy stops. Node-RED's type definitions do not know it. */
interface Stopping {
  readonly type?: unknown;
  readonly diff?: { readonly [list: string]: unknown };
}

const always = ['changed', 'removed', 'flowChanged'];
const ofFlows = [...always, 'linked', 'rewired'];

/**
 * Which nodes a deploy of changed flows or nodes stops; null when all are. `event` is what Node-RED tells with
 * `flows:stopping`; the lists are those of its `flows/index.js`.
 */
export function stoppedNodes(event: unknown): ((node: NodeName) => boolean) | null {
  const { type, diff } = (event ?? {}) as Stopping;
  if (!diff || (type !== 'nodes' && type !== 'flows') || diff.globalConfigChanged === true) return null;
  const lists = (type === 'flows' ? ofFlows : always).map((list) => diff[list]);
  const ids = new Set(lists.flatMap((list) => (Array.isArray(list) ? list.map(String) : [])));
  return ({ id, _path }) => ids.has(id) || (_path ?? '').split('/').some((at) => ids.has(at));
}
