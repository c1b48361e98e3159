import type { LoopUse, SegmentUse } from './guide.ts';

export type NodeUse = SegmentUse | LoopUse;

/** A place in a guide: `PO1Loop.REF[DP]02` is the element 02 of REF segments of PO1 loops whose qualifier is DP. */
export interface Address {
  readonly text: string;
  /** Loops around it by their JSON property. */
  readonly loops: readonly string[];
  /** JSON property of the loop or id of the segment. */
  readonly key: string;
  /** Code that selects a meaning of the segment. */
  readonly qualifier?: string;
  /** `03` or `03_2`. */
  readonly position?: string;
}

const last = /^([A-Z][A-Z0-9]{1,2})(?:\[([^\]]+)\])?(\d\d(?:_\d+)?)?$/;

/** Reads an address; `null` if it has not the form. */
export function readAddress(text: string): Address | null {
  const parts = text.split('.');
  const end = parts.pop() ?? '';
  if (parts.some((part) => !part.endsWith('Loop'))) return null;
  if (end.endsWith('Loop')) return { text, loops: parts, key: end };
  const [, key, qualifier, position] = last.exec(end) ?? [];
  if (key === undefined) return null;
  return {
    text,
    loops: parts,
    key,
    ...(qualifier === undefined ? {} : { qualifier }),
    ...(position === undefined ? {} : { position }),
  };
}

/** JSON property of a loop, id of a segment. */
export const keyOf = (node: NodeUse): string => ('loop' in node ? `${node.loop}Loop` : node.segment);

export const under = (loops: string, key: string): string => (loops === '' ? key : `${loops}.${key}`);

const isPosition = (text: string): boolean => /^\d\d(_\d+)?$/.test(text);

/** Position of an element in a segment or meaning (`02`); `null` if the address is none of its elements. */
export function positionIn(at: string, place: string): string | null {
  const rest = at.slice(place.length);
  return at.startsWith(place) && isPosition(rest) ? rest : null;
}

/** Whether an address lies within a loop, segment or meaning. */
export const isWithin = (at: string, place: string): boolean =>
  at.startsWith(`${place}.`) || at.startsWith(`${place}[`) || positionIn(at, place) !== null;

/** The loop or segment at an address; `null` if there is none. `opens` if it is the segment that opens a loop. */
export function findNode(
  structure: readonly NodeUse[],
  { loops, key }: Address,
): { readonly node: NodeUse; readonly opens: boolean } | null {
  let nodes = structure;
  for (const name of loops) {
    const loop = nodes.find((node) => keyOf(node) === name);
    if (!loop || !('loop' in loop)) return null;
    nodes = loop.children;
  }
  const index = nodes.findIndex((node) => keyOf(node) === key);
  const node = nodes[index];
  return node ? { node, opens: loops.length > 0 && index === 0 } : null;
}

/** The structure with the node at an address replaced by what `rewrite` gives for it: none, one or several. */
export function rewriteNode(
  structure: readonly NodeUse[],
  { loops, key }: Pick<Address, 'loops' | 'key'>,
  rewrite: (node: NodeUse) => readonly NodeUse[],
): readonly NodeUse[] {
  const [name, ...rest] = loops;
  if (name === undefined) return structure.flatMap((node) => (keyOf(node) === key ? rewrite(node) : [node]));
  return structure.map((node) => {
    if (!('loop' in node) || keyOf(node) !== name) return node;
    const [opening, ...children] = node.children;
    const opens = rest.length === 0 && keyOf(opening) === key;
    const [first] = opens ? (rewrite(opening) as [LoopUse['children'][0]]) : [opening];
    const others = opens ? children : rewriteNode(children, { loops: rest, key }, rewrite);
    return { ...node, children: [first, ...others] };
  });
}
