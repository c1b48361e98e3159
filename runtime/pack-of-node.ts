import type { PacksView } from './packs-view.ts';
import type { NodeRed } from './red.ts';

/** Subflow instances stand on tabs, or in subflows on tabs: so deep nobody nests them. */
const deepest = 16;

/** The pack of a tab or subflow instance; flows of no pack belong to the one the editor writes to. */
export function packOfNode(packs: PacksView, red: Pick<NodeRed, 'nodes'>, editorPack: string) {
  return (flowId: string): string => {
    let id: string | undefined = flowId;
    for (let level = 0; id !== undefined && level < deepest; level += 1) {
      const pack = packs.packOfFlow(id);
      if (pack !== null) return pack;
      id = red.nodes.getNode(id)?.z;
    }
    return editorPack;
  };
}
