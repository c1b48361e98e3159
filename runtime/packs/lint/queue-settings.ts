import { unknownQueues } from '../../entries/queue-settings.ts';
import { type Issue, type KnownNode, type LintParts, placedNodes } from './issue.ts';

/** Channels and entries for which the site file sets something exist in its packs. */
export function lintQueueSettings({ site, packs, nodes }: LintParts): Issue[] {
  const entries = placedNodes(packs)
    .filter(({ node }) => isEntry(nodes.get(node.type)) && node.d !== true)
    .map(({ node: { id, type, name } }) => ({ id, type, ...(typeof name === 'string' && { name }) }));
  const channels = [...new Set(packs.flatMap(({ manifest }) => manifest.channels.reads))];
  return unknownQueues(site, { channels, entries }).map(({ text, remedy }) => ({
    severity: 'warning',
    where: 'site file',
    text,
    remedy,
  }));
}

/** An entry that names a channel reads it, and has the channel's queue. */
const isEntry = (known: KnownNode | undefined): boolean =>
  known?.role === 'entry' &&
  !Object.values(known.fields).some((field) => field.kind === 'pick' && field.from === 'channels');
