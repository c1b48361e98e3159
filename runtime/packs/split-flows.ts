import type { FlowNode, Sheet, SheetKind } from './form/flow.ts';
import { keepOrder } from './form/order.ts';

/** A sheet and the pack it belongs to. */
export interface OwnedSheet extends Sheet {
  readonly pack: string;
}

/** Where new tabs go. */
export interface NewTabs {
  readonly pack: string;
  /** The packs that a tab's variable may name instead. */
  readonly others: readonly string[];
}

/** A variable of a new tab: the pack it belongs to. An example uses it to find its mapping or agreement there. */
const packVariable = 'CROSSDOCK_PACK';

/**
 * Divides a Node-RED flow array into the sheets of packs. Tabs, subflows and shared configurations stay in the
 * file they came from; what is new goes to the pack that its tab names, else to `newTabs.pack`, into a file named
 * after its label.
 */
export function splitFlows(
  flows: readonly FlowNode[],
  before: readonly OwnedSheet[],
  newTabs: NewTabs,
): OwnedSheet[] {
  const heads = flows.filter(({ type }) => type === 'tab' || type === 'subflow');
  const headIds = new Set(heads.map(({ id }) => id));
  const onSheet = Map.groupBy(
    flows.filter((node) => !headIds.has(node.id)),
    ({ z }) => (z !== undefined && headIds.has(z) ? z : null),
  );
  const taken = new Set(before.map(({ pack, path }) => `${pack}/${path}`));
  const tabsOf = new Map<string, number>();
  const sheets = heads.map((head): OwnedSheet => {
    const known = before.find((sheet) => sheet.head?.id === head.id);
    const kind = head.type as SheetKind & ('tab' | 'subflow');
    const pack = known?.pack ?? newTabs.others.find((name) => name === packNamedBy(head)) ?? newTabs.pack;
    const order = kind === 'tab' ? (tabsOf.get(pack) ?? 0) + 1 : null;
    if (order !== null) tabsOf.set(pack, order);
    return {
      kind,
      pack,
      path: known?.path ?? freePath(taken, pack, kind, String(head.label ?? head.name ?? head.id)),
      head: withoutPackName(head),
      nodes: keepOrder(onSheet.get(head.id) ?? [], known?.nodes.map(({ id }) => id) ?? []),
      order,
    };
  });
  return [...sheets, ...shareOut(onSheet.get(null) ?? [], before, newTabs.pack)];
}

function shareOut(nodes: readonly FlowNode[], before: readonly OwnedSheet[], newPack: string): OwnedSheet[] {
  const shared = before.filter(({ kind }) => kind === 'shared');
  const ownerOf = ({ id }: FlowNode) =>
    shared.find((sheet) => sheet.nodes.some((node) => node.id === id))?.pack ?? newPack;
  return [...Map.groupBy(nodes, ownerOf)].map(([pack, own]) => {
    const known = shared.find((sheet) => sheet.pack === pack)?.nodes.map(({ id }) => id) ?? [];
    return { kind: 'shared', pack, path: 'shared', head: null, nodes: keepOrder(own, known), order: null };
  });
}

function packNamedBy(head: FlowNode): unknown {
  return variablesOf(head).find(({ name }) => name === packVariable)?.value;
}

/** In its file a tab says by its place to which pack it belongs. */
function withoutPackName(head: FlowNode): FlowNode {
  const variables = variablesOf(head);
  const kept = variables.filter(({ name }) => name !== packVariable);
  return kept.length === variables.length ? head : { ...head, env: kept };
}

function variablesOf({ env }: FlowNode): readonly { readonly name?: unknown; readonly value?: unknown }[] {
  return Array.isArray(env) ? env : [];
}

function freePath(taken: Set<string>, pack: string, kind: 'tab' | 'subflow', label: string): string {
  const slug = label
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60);
  for (let count = 1; ; count += 1) {
    const path = `${kind}s/${slug || kind}${count === 1 ? '' : `-${count}`}`;
    if (taken.has(`${pack}/${path}`)) continue;
    taken.add(`${pack}/${path}`);
    return path;
  }
}
