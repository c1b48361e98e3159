import { isCanonicalObject } from '../../../domain/canonical/validate.ts';
import type { Field, PickField } from '../../../node-kit/field.ts';
import { type Issue, type LintParts, type Placed, placedNodes, whereIs } from './issue.ts';
import { isCanvas } from './manifests.ts';

const codeTypes = new Set(['function', 'exec']);

/** Each node by itself: its type exists and is allowed, its wires end somewhere, what it picks is there. */
export function lintNodes(parts: LintParts, packFiles: (pack: string) => ReadonlySet<string>): Issue[] {
  const all = placedNodes(parts.packs);
  const ids = new Map<string, number>();
  for (const { node } of all) ids.set(node.id, (ids.get(node.id) ?? 0) + 1);
  return all.flatMap((placed) => [
    ...lintType(placed, parts),
    ...lintWires(placed, ids),
    ...lintPicks(placed, parts, packFiles),
  ]);
}

const problem = (placed: Placed, text: string, remedy: string): Issue => ({
  severity: 'error',
  where: whereIs(placed),
  text,
  remedy,
});

function lintType(placed: Placed, { nodes, coreTypes, site }: LintParts): Issue[] {
  const { type } = placed.node;
  if (codeTypes.has(type) && !site.editor.functionNodes) {
    const remedy =
      'Use change, canonical-mapper or a node of our own; or allow editor.functionNodes in the site file.';
    return [problem(placed, `${type} nodes are not allowed in this site`, remedy)];
  }
  if (isCanvas(type) || nodes.has(type) || coreTypes.has(type)) return [];
  return [
    problem(
      placed,
      `there is no node type ${type}`,
      'Correct the type, or add the node: flows with unknown types do not start.',
    ),
  ];
}

function lintWires(placed: Placed, ids: ReadonlyMap<string, number>): Issue[] {
  const { node } = placed;
  const lost = (node.wires ?? []).flat().filter((id) => !ids.has(id));
  return [
    ...lost.map((id) =>
      problem(placed, `is wired to ${id}, which does not exist`, 'Remove the wire or add the node.'),
    ),
    ...((ids.get(node.id) ?? 0) > 1
      ? [problem(placed, `another node has the same id ${node.id}`, 'Give one of them a new random hex id.')]
      : []),
  ];
}

function lintPicks(
  placed: Placed,
  parts: LintParts,
  packFiles: (pack: string) => ReadonlySet<string>,
): Issue[] {
  const fields = parts.nodes.get(placed.node.type)?.fields ?? {};
  return Object.entries(fields).flatMap(([name, spec]) => {
    const value = placed.node[name];
    if (spec.kind !== 'pick' || typeof value !== 'string' || value === '' || /^\$\{.+\}$/.test(value))
      return [];
    if (!isShown(spec, placed.node)) return [];
    const missing = missingPick(spec, value, placed, parts, packFiles);
    return missing === null ? [] : [problem(placed, `${name} names ${missing}`, remedies[spec.from])];
  });
}

function isShown({ when }: Field, node: Placed['node']): boolean {
  if (when === undefined) return true;
  const wanted = Array.isArray(when.is) ? when.is : [when.is];
  return wanted.some((value) => value === node[when.field]);
}

const remedies: Readonly<Record<PickField['from'], string>> = {
  systems: 'Choose one of the systems in the site file, or add it there.',
  schedules: 'Choose one of the schedules in the site file, or add it there.',
  'pack-files': 'Correct the path, or add the file to the pack.',
  channels: 'List the channel in pack.yaml under channels.',
  'canonical-objects': 'Choose one of the objects in canonical-schemas/.',
};

function missingPick(
  { from, filter }: PickField,
  value: string,
  { pack }: Placed,
  { site }: LintParts,
  packFiles: (pack: string) => ReadonlySet<string>,
): string | null {
  switch (from) {
    case 'systems': {
      const system = site.systems[value];
      if (!system) return `the system ${value}, which the site does not have`;
      const spoken = filter?.protocols?.split(',');
      return !spoken || spoken.includes(system.protocol)
        ? null
        : `the system ${value}, which speaks ${system.protocol}, not ${spoken.join(' or ')}`;
    }
    case 'schedules':
      return Object.hasOwn(site.schedules, value)
        ? null
        : `the schedule ${value}, which the site does not have`;
    case 'pack-files':
      return packFiles(pack.manifest.name).has(value)
        ? null
        : `the file ${value}, which the pack does not have`;
    case 'canonical-objects':
      return isCanonicalObject(value) ? null : `${value}, which is not a canonical object`;
    case 'channels':
      return null;
  }
}
