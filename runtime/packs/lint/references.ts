import { isCanonicalObject } from '../../../domain/canonical/validate.ts';
import type { Field, PickField } from '../../../node-kit/field.ts';
import type { LintParts, Placed } from './issue.ts';

/** Paths of a pack's files. */
export type PackFiles = (pack: string) => ReadonlySet<string>;

/** A name in a node that leads nowhere. */
export interface MissingReference {
  readonly property: string;
  readonly text: string;
  readonly remedy: string;
}

/** The systems, schedules, files and canonical objects that a node names and that are not there. */
export function missingReferences(
  placed: Placed,
  parts: Pick<LintParts, 'site' | 'nodes'>,
  packFiles: PackFiles,
): MissingReference[] {
  const fields = parts.nodes.get(placed.node.type)?.fields ?? {};
  return Object.entries(fields).flatMap(([name, spec]) => {
    const value = placed.node[name];
    if (spec.kind !== 'pick' || typeof value !== 'string' || value === '' || /^\$\{.+\}$/.test(value))
      return [];
    if (!isShown(spec, placed.node)) return [];
    const missing = missingPick(spec, value, placed, parts, packFiles);
    return missing === null
      ? []
      : [{ property: name, text: `${name} names ${missing}`, remedy: remedies[spec.from] }];
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
  { site }: Pick<LintParts, 'site'>,
  packFiles: PackFiles,
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
