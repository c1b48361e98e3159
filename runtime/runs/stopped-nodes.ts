import type { NodeName } from './run.ts';

/** `flows:stopping`: what a deploy stops. Node-RED's type definitions do not know it. */
interface Stopping {
  readonly type?: unknown;
  readonly diff?: { readonly [list: string]: unknown };
}

const ofNodes = ['changed', 'removed'];
const ofFlows = [...ofNodes, 'linked', 'rewired'];
/** A tab is among the changed ones when anything on it is; these are the tabs that stop as a whole. */
const ofTabs = ['flowChanged', 'added', 'removed'];

/**
 * Which nodes a deploy of changed flows or nodes stops; null when all are. `event` is what Node-RED tells with
 * `flows:stopping`; the lists are those of its `flows/index.js`.
 */
export function stoppedNodes(event: unknown): ((node: NodeName) => boolean) | null {
  const { type, diff } = (event ?? {}) as Stopping;
  if (!diff || (type !== 'nodes' && type !== 'flows') || diff.globalConfigChanged === true) return null;
  const listed = (lists: readonly string[]) =>
    new Set(lists.flatMap((list) => (Array.isArray(diff[list]) ? diff[list].map(String) : [])));
  const nodes = listed(type === 'flows' ? ofFlows : ofNodes);
  const tabs = listed(ofTabs);
  return ({ id, _path }) => {
    if (nodes.has(id)) return true;
    const [tab, ...within] = (_path ?? '').split('/');
    return tabs.has(tab ?? '') || within.some((instance) => nodes.has(instance));
  };
}
