import type { PacksView } from '../packs-view.ts';

/** The mapping files that a mapping of the pack may extend, its own first; `path` begins with the pack's name. */
export const mappingFiles = (
  pack: string,
  { file, files, neededBy }: Pick<PacksView, 'file' | 'files' | 'neededBy'>,
): readonly { readonly path: string; readonly text: string }[] =>
  [pack, ...(neededBy?.(pack) ?? [])].flatMap((one) =>
    files(one, 'mappings')
      .filter((path) => /\.ya?ml$/.test(path))
      .flatMap((path) => {
        const found = file(one, path);
        return found ? [{ path: `${one}/${path}`, text: found.text }] : [];
      }),
  );
