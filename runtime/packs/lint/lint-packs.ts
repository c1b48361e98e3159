import type { PackFile, PacksView } from '../../packs-view.ts';
import { lintChannels } from './channels.ts';
import { lintForm } from './form.ts';
import type { Issue, LintParts } from './issue.ts';
import { lintManifests } from './manifests.ts';
import { lintMappings } from './mappings.ts';
import { lintNodes } from './nodes.ts';
import { lintPaths } from './paths.ts';
import { lintProblemOutputs } from './problem-outputs.ts';
import { lintQueueSettings } from './queue-settings.ts';

export type { Issue, KnownNode, LintParts } from './issue.ts';

/** Everything that can be said about a site's packs without running them; errors first. */
export function lintPacks(parts: LintParts, view: PacksView): Issue[] {
  const packFiles = (pack: string) => new Set(view.files(pack, ''));
  const mappings = (pack: string): PackFile[] =>
    view
      .files(pack, '')
      .filter((path) => path.endsWith('.mapping.yaml'))
      .flatMap((path) => view.file(pack, path) ?? []);
  const needed = (pack: string): PackFile[] => (view.neededBy?.(pack) ?? []).flatMap(mappings);
  const issues = [
    ...lintManifests(parts),
    ...lintNodes(parts, memo(packFiles)),
    ...lintProblemOutputs(parts),
    ...lintChannels(parts),
    ...lintPaths(parts),
    ...lintQueueSettings(parts),
    ...lintMappings(parts, mappings, needed),
    ...lintForm(parts),
  ];
  return issues.toSorted((a, b) => Number(a.severity === 'warning') - Number(b.severity === 'warning'));
}

function memo<Value>(read: (name: string) => Value): (name: string) => Value {
  const known = new Map<string, Value>();
  return (name) => {
    if (!known.has(name)) known.set(name, read(name));
    return known.get(name) as Value;
  };
}
