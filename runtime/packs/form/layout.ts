import type { FlowNode, Sheet } from './flow.ts';
import { isDrawn } from './flow.ts';

/** `[x, y]`, or `[x, y, width, height]` for a group. */
export type Position = readonly number[];

/** Where things stand on the canvas, kept apart so that moving them changes no logic. */
export interface Layout {
  readonly order: number | null;
  readonly nodes: Readonly<Record<string, Position>>;
  /** Subflow ports. */
  readonly in?: readonly Position[];
  readonly out?: readonly Position[];
  readonly status?: Position;
}

/** The node without what its layout says. */
export function withoutPosition(node: FlowNode): FlowNode {
  if (!isDrawn(node)) return node;
  const { x, y, ...rest } = node;
  if (node.type !== 'group') return rest as FlowNode;
  const { w, h, ...group } = rest;
  return group as FlowNode;
}

export function withPosition(node: FlowNode, position: Position | undefined): FlowNode {
  if (!isDrawn(node) || position === undefined) return node;
  const [x, y, w, h] = position;
  return node.type === 'group' ? { ...node, x, y, w, h } : { ...node, x, y };
}

/** The positions of a sheet's nodes, in a form whose every line is one node. */
export function layoutOf(sheet: Sheet): Layout {
  const placed = sheet.nodes.filter((node) => isDrawn(node) && typeof node.x === 'number');
  const nodes = Object.fromEntries(
    placed
      .toSorted((a, b) => (a.id < b.id ? -1 : 1))
      .map(({ id, type, x, y, w, h }) => [id, (type === 'group' ? [x, y, w, h] : [x, y]) as Position]),
  );
  return { order: sheet.order, nodes, ...portPositions(sheet.head) };
}

interface Port {
  readonly x: number;
  readonly y: number;
}

function portPositions(head: FlowNode | null): Pick<Layout, 'in' | 'out' | 'status'> {
  if (head?.type !== 'subflow') return {};
  const ports = (list: unknown): Position[] => (list as readonly Port[]).map(({ x, y }) => [x, y]);
  const status = head.status as Port | undefined;
  return {
    ...(Array.isArray(head.in) ? { in: ports(head.in) } : {}),
    ...(Array.isArray(head.out) ? { out: ports(head.out) } : {}),
    ...(status ? { status: [status.x, status.y] } : {}),
  };
}

export function headWithoutPositions(head: FlowNode): FlowNode {
  if (head.type !== 'subflow') return head;
  const strip = ({ x, y, ...port }: Port & Record<string, unknown>) => port;
  return {
    ...head,
    ...(Array.isArray(head.in) ? { in: head.in.map(strip) } : {}),
    ...(Array.isArray(head.out) ? { out: head.out.map(strip) } : {}),
    ...(head.status ? { status: strip(head.status as Port & Record<string, unknown>) } : {}),
  };
}

export function headWithPositions(head: FlowNode, layout: Layout): FlowNode {
  if (head.type !== 'subflow') return head;
  const place = (list: unknown, positions: readonly Position[] = [], column: number) =>
    (list as readonly object[]).map((port, row) => {
      const [x, y] = positions[row] ?? [column, 80 + row * 60];
      return { x, y, ...port };
    });
  return {
    ...head,
    ...(Array.isArray(head.in) ? { in: place(head.in, layout.in, 60) } : {}),
    ...(Array.isArray(head.out) ? { out: place(head.out, layout.out, 700) } : {}),
    ...(head.status ? { status: place([head.status], layout.status && [layout.status], 700)[0] } : {}),
  };
}

/** The text of a layout file. */
export function printLayout(layout: Layout): string {
  const list = (name: string, positions: readonly Position[] | undefined) =>
    positions ? [`  "${name}": ${JSON.stringify(positions)}`] : [];
  const nodes = Object.entries(layout.nodes).map(
    ([id, at]) => `    ${JSON.stringify(id)}: ${JSON.stringify(at)}`,
  );
  const parts = [
    ...(layout.order === null ? [] : [`  "order": ${layout.order}`]),
    ...list('in', layout.in),
    ...list('out', layout.out),
    ...(layout.status ? [`  "status": ${JSON.stringify(layout.status)}`] : []),
    nodes.length > 0 ? `  "nodes": {\n${nodes.join(',\n')}\n  }` : '  "nodes": {}',
  ];
  return `{\n${parts.join(',\n')}\n}\n`;
}
