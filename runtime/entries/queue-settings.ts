import { sentencesOf } from '../../domain/errors.ts';
import { parseQueue } from '../channels/queues.ts';
import type { NodeName } from '../runs/run.ts';
import type { QueueSettings, Site } from '../site/site.ts';

type Settings = Pick<Site, 'channels' | 'entries'>;

const own = (settings: Readonly<Record<string, QueueSettings>>, name: string): QueueSettings | undefined =>
  Object.hasOwn(settings, name) ? settings[name] : undefined;

/** What the site file says about a queue: of its channel, or of its entry by the node's id or name. */
export function queueSettings(
  queue: string,
  { channels, entries }: Settings,
  nodeOf: (id: string) => NodeName | undefined,
): QueueSettings {
  const target = parseQueue(queue);
  if (target?.kind === 'channel') return own(channels, target.channel) ?? {};
  if (target?.kind !== 'entry') return {};
  const name = nodeOf(target.nodeId)?.name;
  return own(entries, target.nodeId) ?? (name ? own(entries, name) : undefined) ?? {};
}

export interface UnknownQueue {
  readonly text: string;
  readonly remedy: string;
}

/** Names under `channels` and `entries` that nothing goes by: a typo must not silently do nothing. */
export function unknownQueues(
  { channels, entries }: Settings,
  known: { readonly channels: readonly string[]; readonly entries: readonly NodeName[] },
): UnknownQueue[] {
  const entryNames = known.entries.flatMap(({ id, name }) => (name ? [name, id] : [id]));
  const shown = known.entries.map(({ id, name }) => name || id);
  return [
    ...unknown('channels', channels, known.channels, known.channels, 'a channel of its packs'),
    ...unknown('entries', entries, entryNames, shown, 'the name or id of an entry node of its packs'),
  ];
}

function unknown(
  path: string,
  settings: Readonly<Record<string, QueueSettings>>,
  names: readonly string[],
  shown: readonly string[],
  expected: string,
): UnknownQueue[] {
  return Object.keys(settings)
    .filter((name) => !names.includes(name))
    .map((name) => {
      const known = [...new Set(shown)].sort().join(', ') || '(none)';
      const { message: text, remedy } = sentencesOf('CD_SITE_QUEUE_UNKNOWN', { path, name, expected, known });
      return { text, remedy };
    });
}
