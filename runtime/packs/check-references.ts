import { join } from 'node:path';
import { CrossdockError } from '../../domain/errors.ts';
import type { PacksView } from '../packs-view.ts';
import type { LoadedSite } from '../site/site.ts';
import { type KnownNode, placedNodes } from './lint/issue.ts';
import { missingReferences } from './lint/references.ts';
import type { Pack } from './load-packs.ts';

/**
 * Every name in the packs' flows that leads nowhere in this site (systems, schedules, files of the pack, canonical
 * objects), each with file, line and column: a flow with one would fail at its first message. Disabled nodes and
 * tabs may still name what is not there.
 */
export function checkPackReferences(
  site: LoadedSite,
  packs: readonly Pack[],
  nodes: ReadonlyMap<string, KnownNode>,
  view: Pick<PacksView, 'files'>,
): CrossdockError[] {
  const files = new Map(packs.map(({ manifest: { name } }) => [name, new Set(view.files(name, ''))]));
  const missingPacks = packs.flatMap(({ manifest, reference }) =>
    (manifest.needs.packs ?? [])
      .filter((name) => !files.has(name))
      .map((needed) => {
        const where = join(reference.folder, 'pack.yaml');
        return new CrossdockError('CD_PACK_NEEDED', { where, pack: manifest.name, needed, site: site.file });
      }),
  );
  const missingNames = placedNodes(packs)
    .filter(({ node, sheet }) => node.d !== true && sheet.head?.disabled !== true)
    .flatMap((placed) => {
      const { sheet, node } = placed;
      const missing = missingReferences(placed, { site, nodes }, (pack) => files.get(pack) ?? new Set());
      return missing.map(
        ({ property, text }) =>
          new CrossdockError('CD_PACK_REFERENCE', {
            where: sheet.at(node.id, property),
            node: String(node.name || node.type),
            problem: text,
            site: site.file,
          }),
      );
    });
  return [...missingPacks, ...missingNames];
}
