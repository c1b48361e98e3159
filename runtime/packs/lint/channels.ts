import type { Pack } from '../load-packs.ts';
import { type Issue, type LintParts, placedNodes } from './issue.ts';

/**
 * Channels that a pack declares are the channels its flows use, and somebody reads what is written. A declared
 * writing that no field names is fine: nodes also write by themselves (a deadline that invoice-trigger sets).
 */
export function lintChannels({ packs, nodes }: LintParts): Issue[] {
  const readAnywhere = new Set(packs.flatMap(({ manifest }) => manifest.channels.reads));
  return packs.flatMap((pack) => {
    const { reads, writes } = pack.manifest.channels;
    const where = `${pack.manifest.name}/pack.yaml`;
    const used = usedChannels(pack, nodes);
    const issue = (severity: Issue['severity'], text: string, remedy: string): Issue => ({
      severity,
      where,
      text,
      remedy,
    });
    const declare = 'List it under channels in pack.yaml: packs meet only at declared channels.';
    const drop = 'Remove it from pack.yaml, or use it.';
    return [
      ...missing(used.reads, reads).map((name) =>
        issue('error', `reads the channel ${name} without declaring it`, declare),
      ),
      ...missing(used.writes, writes).map((name) =>
        issue('error', `writes the channel ${name} without declaring it`, declare),
      ),
      ...missing(reads, used.reads).map((name) =>
        issue('error', `declares to read ${name}, but no flow does: its messages would wait forever`, drop),
      ),
      ...writes
        .filter((name) => !readAnywhere.has(name))
        .map((name) =>
          issue('warning', `writes ${name}, which no pack of this site reads`, 'Add the pack that reads it.'),
        ),
    ];
  });
}

const missing = (wanted: readonly string[], there: readonly string[]): string[] =>
  [...new Set(wanted)].filter((name) => !there.includes(name)).sort();

/** Entries read the channel they name; every other node writes it. */
function usedChannels(pack: Pack, nodes: LintParts['nodes']) {
  const reads: string[] = [];
  const writes: string[] = [];
  for (const { node } of placedNodes([pack])) {
    const known = nodes.get(node.type);
    for (const [name, field] of Object.entries(known?.fields ?? {})) {
      const value = node[name];
      if (field.kind !== 'pick' || field.from !== 'channels' || typeof value !== 'string' || value === '')
        continue;
      (known?.role === 'entry' ? reads : writes).push(value);
    }
  }
  return { reads, writes };
}
