import type { NodeDefinition } from '../../../node-kit/define-node.ts';
import type { Fields } from '../../../node-kit/field.ts';
import type { Role } from '../../../node-kit/host.ts';
import type { Site } from '../../site/site.ts';
import type { FlowNode } from '../form/flow.ts';
import type { Pack, PackSheet } from '../load-packs.ts';

export interface Issue {
  readonly severity: 'error' | 'warning';
  /** File, and the node when there is one. */
  readonly where: string;
  readonly text: string;
  readonly remedy: string;
}

/** A node type of ours: what its fields pick from tells the lint what must exist. */
export interface KnownNode {
  readonly type: string;
  readonly role: Role;
  readonly fields: Fields;
  readonly outputs?: NodeDefinition['outputs'];
}

export interface LintParts {
  readonly site: Pick<Site, 'environment' | 'systems' | 'schedules' | 'editor' | 'channels' | 'entries'>;
  readonly packs: readonly Pack[];
  /** Our node types by name. */
  readonly nodes: ReadonlyMap<string, KnownNode>;
  /** Types that Node-RED itself brings. */
  readonly coreTypes: ReadonlySet<string>;
  /** Text of a canonical schema; null when there is none. */
  readonly canonicalSchema: (object: string, version: string) => unknown;
}

export interface Placed {
  readonly pack: Pack;
  readonly sheet: PackSheet;
  readonly node: FlowNode;
}

/** Every node of every pack with where it stands. */
export function placedNodes(packs: readonly Pack[]): Placed[] {
  return packs.flatMap((pack) =>
    pack.sheets.flatMap((sheet) => sheet.nodes.map((node) => ({ pack, sheet, node }))),
  );
}

/** `pack/path.yaml:line:column (name, id)` of a node, or of one of its properties. */
export function whereIs({ pack, sheet, node }: Placed, property?: string): string {
  const path = sheet.at(node.id, property).slice(pack.reference.folder.length);
  return `${pack.manifest.name}${path} (${node.name || node.type}, ${node.id})`;
}
