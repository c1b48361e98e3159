import { CrossdockError } from '../../../domain/errors.ts';
import { compileMapping } from '../../../domain/mapping/compile.ts';
import type { PackFile } from '../../packs-view.ts';
import type { Issue, LintParts } from './issue.ts';

/** Every mapping file of a pack compiles, layers included. */
export function lintMappings(
  { packs, canonicalSchema }: LintParts,
  mappingsOf: (pack: string) => readonly PackFile[],
  /** Those of other packs that a pack's mappings may extend. */
  neededBy: (pack: string) => readonly PackFile[],
): Issue[] {
  return packs.flatMap(({ manifest }) => {
    const files = mappingsOf(manifest.name);
    const lower = neededBy(manifest.name);
    // One that another pack completes is compiled there.
    const everywhere = packs.flatMap((pack) => mappingsOf(pack.manifest.name));
    const layersBelow = new Set(everywhere.map((file) => head(file).extends));
    // A layer that others complete need not be complete itself; it is compiled with them.
    const tops = files.filter((file) => !layersBelow.has(head(file).mapping));
    return tops.flatMap((file): Issue[] => {
      const name = head(file).mapping;
      try {
        compileMapping(String(name), { files: [...files, ...lower], canonicalSchema });
        return [];
      } catch (thrown) {
        if (!(thrown instanceof CrossdockError)) throw thrown;
        const where = `${manifest.name}/${file.path}`;
        return [
          { severity: 'error', where, text: `${thrown.code} ${thrown.message}`, remedy: thrown.remedy },
        ];
      }
    });
  });
}

function head({ data }: PackFile): { readonly mapping?: unknown; readonly extends?: unknown } {
  return data !== null && typeof data === 'object' ? data : {};
}
