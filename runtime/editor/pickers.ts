import { canonicalObjects } from '../../domain/canonical/validate.ts';
import type { PickerKind, PickerOption } from '../../node-kit/pickers.ts';
import type { PackStore } from '../packs/pack-store.ts';
import type { PacksView } from '../packs-view.ts';
import type { Site } from '../site/site.ts';

export interface PickerParts {
  readonly site: Pick<Site, 'systems' | 'schedules' | 'editor'>;
  readonly store: Pick<PackStore, 'packs'>;
  readonly packs: PacksView;
}

type Query = Readonly<Record<string, string>>;

/** Answers the editor's pickers by kind; names and descriptions only, nothing secret. */
export const pickers: Readonly<Record<PickerKind, (parts: PickerParts, query: Query) => PickerOption[]>> = {
  systems({ site }, { protocols }) {
    const wanted = protocols ? protocols.split(',') : null;
    return Object.values(site.systems)
      .filter(({ protocol }) => wanted === null || wanted.includes(protocol))
      .map(({ name, protocol }) => ({ value: name, label: name, detail: protocol }));
  },
  schedules: ({ site }) =>
    Object.entries(site.schedules).map(([name, { cron, timeZone }]) => ({
      value: name,
      label: name,
      detail: `${cron} ${timeZone}`,
    })),
  'pack-files': ({ packs, site }, { flow = '', folder = '' }) =>
    packs
      .files(packs.packOfFlow(flow) ?? site.editor.pack, folder)
      .map((path) => ({ value: path, label: path.slice(folder === '' ? 0 : folder.length + 1) })),
  channels({ store }) {
    const packsOf = new Map<string, Set<string>>();
    for (const { manifest } of store.packs) {
      for (const channel of [...manifest.channels.reads, ...manifest.channels.writes]) {
        packsOf.set(channel, (packsOf.get(channel) ?? new Set()).add(manifest.name));
      }
    }
    return [...packsOf]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([channel, names]) => ({ value: channel, label: channel, detail: [...names].join(', ') }));
  },
  'canonical-objects': () =>
    canonicalObjects.map((id) => ({
      value: id,
      label: id.replace(/^./, (first) => first.toUpperCase()).replaceAll('-', ' '),
    })),
};
