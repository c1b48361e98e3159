import { CrossdockError } from '../../domain/errors.ts';
import type { FlowNode } from './form/flow.ts';

const drawnOnly = new Set(['tab', 'subflow', 'group']);
const mostNamed = 5;

/**
 * Refuses flows that Node-RED would not start: with one node of a type it has not loaded, it runs none of them.
 * `isLoaded` is asked for every type but those of the canvas and of subflows.
 * @throws CD_PACK_NODE_TYPE
 */
export function requireLoadedTypes(flows: readonly FlowNode[], isLoaded: (type: string) => boolean): void {
  const subflows = new Set(flows.filter(({ type }) => type === 'subflow').map(({ id }) => `subflow:${id}`));
  const known = (type: string) =>
    drawnOnly.has(type) || (type.startsWith('subflow:') ? subflows.has(type) : isLoaded(type));
  const unknown = flows.filter(({ type }) => !known(type));
  if (unknown.length === 0) return;
  const named = unknown.slice(0, mostNamed).map(({ id, type, name }) => `${name || id} (${type})`);
  const more = unknown.length - named.length;
  throw new CrossdockError('CD_PACK_NODE_TYPE', {
    nodes: more > 0 ? `${named.join(', ')} and ${more} more` : named.join(', '),
  });
}
