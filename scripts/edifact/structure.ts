import type { LoopUse, SegmentUse } from '../../domain/edi/guides/guide.ts';
import type { TableGroup, TableNode } from './segment-table.ts';

const triggerOf = (group: TableGroup): string => {
  const [first] = group.children;
  return first && 'segment' in first ? first.segment : '';
};

/**
 * A segment table as the structure of a guide. A loop has the name of the segment that opens it; if a sibling has it
 * already, the name of its section is put behind: `ALCSummary`.
 */
export function structureOf(nodes: readonly TableNode[]): (SegmentUse | LoopUse)[] {
  const taken = new Set<string>();
  return nodes.map((node) => {
    if ('segment' in node) return { segment: node.segment, use: node.use, max: node.max };
    const trigger = triggerOf(node);
    const loop = taken.has(trigger) ? trigger + node.section : trigger;
    taken.add(loop);
    const [first, ...rest] = structureOf(node.children);
    if (!first || 'loop' in first) throw new Error(`segment group ${node.group} has no segment`);
    return { loop, group: node.group, use: node.use, max: node.max, children: [first, ...rest] };
  });
}
