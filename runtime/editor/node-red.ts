import type { NodeRedApp } from 'node-red';
import type { NodeRed } from '../red.ts';

/** Node-RED as the runtime sees it: the published types (of version 1) know neither hooks' events nor node internals. */
export function asNodeRed(red: NodeRedApp): NodeRed {
  return red as unknown as NodeRed;
}
