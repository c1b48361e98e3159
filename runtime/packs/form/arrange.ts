import type { FlowNode } from './flow.ts';
import { isDrawn } from './flow.ts';
import { wiringOrder } from './order.ts';

const narrowestColumn = 220;
/** Of Node-RED's label font, and what icon, ports and the gap to the next column take. */
const characterWidth = 7.5;
const besideLabel = 110;
const grid = 20;
const rowHeight = 60;
const margin = 40;

/**
 * Gives every drawn node without a position one: a column per hop from the entry, as wide as its longest label needs,
 * a row per branch.
 */
export function arrange(nodes: readonly FlowNode[]): FlowNode[] {
  const missing = nodes.filter((node) => isDrawn(node) && typeof node.x !== 'number');
  if (missing.length === 0) return [...nodes];
  const below = Math.max(
    0,
    ...nodes.map(({ y, h }) => (typeof y === 'number' ? y + (typeof h === 'number' ? h : rowHeight) : 0)),
  );
  const placed = new Map<string, FlowNode>();
  const depth = depths(missing.filter(({ type }) => type !== 'group'));
  const at = columns(missing, depth);
  const nextRow = new Map<number, number>();
  let row = 0;
  for (const node of wiringOrder(missing.filter(({ type }) => type !== 'group'))) {
    const column = depth.get(node.id) ?? 0;
    row = column === 0 ? Math.max(0, ...nextRow.values()) : Math.max(row, nextRow.get(column) ?? 0);
    nextRow.set(column, row + 1);
    placed.set(node.id, {
      ...node,
      x: at[column] ?? margin,
      y: below + margin + 20 + row * rowHeight,
    });
  }
  const positioned = nodes.map((node) => placed.get(node.id) ?? node);
  return positioned.map((node) =>
    node.type === 'group' && typeof node.x !== 'number' ? frame(node, positioned) : node,
  );
}

/** The middle of each column. */
function columns(nodes: readonly FlowNode[], depth: ReadonlyMap<string, number>): number[] {
  const widths: number[] = [];
  for (const { id, name, type } of nodes) {
    const column = depth.get(id);
    if (column === undefined) continue;
    const wanted = String(name || type).length * characterWidth + besideLabel;
    const width = Math.max(narrowestColumn, Math.ceil(wanted / (2 * grid)) * 2 * grid);
    widths[column] = Math.max(widths[column] ?? 0, width);
  }
  let left = margin - 10;
  return Array.from(widths, (width = narrowestColumn) => {
    left += width;
    return left - width / 2;
  });
}

function depths(nodes: readonly FlowNode[]): Map<string, number> {
  const depth = new Map<string, number>();
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const visit = (id: string, hops: number, seen: ReadonlySet<string>): void => {
    const node = byId.get(id);
    if (!node || seen.has(id) || (depth.get(id) ?? -1) >= hops) return;
    depth.set(id, hops);
    for (const target of (node.wires ?? []).flat()) visit(target, hops + 1, new Set([...seen, id]));
  };
  const targets = new Set(nodes.flatMap(({ wires }) => (wires ?? []).flat()));
  for (const { id } of nodes) if (!targets.has(id)) visit(id, 0, new Set());
  for (const { id } of nodes) if (!depth.has(id)) visit(id, 0, new Set());
  return depth;
}

function frame(group: FlowNode, nodes: readonly FlowNode[]): FlowNode {
  const ids = new Set(Array.isArray(group.nodes) ? group.nodes : []);
  const members = nodes.filter(({ id, x }) => ids.has(id) && typeof x === 'number');
  const xs = members.map(({ x }) => Number(x));
  const ys = members.map(({ y }) => Number(y));
  if (members.length === 0) return { ...group, x: margin, y: margin, w: 200, h: 80 };
  const [left, top] = [Math.min(...xs) - 110, Math.min(...ys) - 40];
  return { ...group, x: left, y: top, w: Math.max(...xs) + 110 - left, h: Math.max(...ys) + 40 - top };
}
