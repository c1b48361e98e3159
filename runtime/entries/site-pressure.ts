import type { Ledger } from '../../ledger/ledger.ts';
import { shards } from '../../ledger/shard.ts';
import { parseQueue, queues } from '../channels/queues.ts';
import type { Clock } from '../clock.ts';
import type { DeployedNodes } from '../deployed-nodes.ts';
import type { Log } from '../log.ts';
import type { PacksView } from '../packs-view.ts';
import type { NodeRed } from '../red.ts';
import type { Site } from '../site/site.ts';
import { feeds } from './feeds.ts';
import { Pressure, type PressureOptions } from './pressure.ts';
import { everyQueue } from './queue-loads.ts';
import { queueSettings, unknownQueues } from './queue-settings.ts';

export interface SitePressureParts {
  readonly ledger: PressureOptions['ledger'] & Pick<Ledger, 'cluster'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly site: Pick<Site, 'channels' | 'entries' | 'limits'>;
  readonly packs: Pick<PacksView, 'readersOf'>;
  readonly deployed: DeployedNodes;
  readonly red: Pick<NodeRed, 'nodes'>;
  readonly onChange: () => void;
}

/** Back-pressure by the limits of a site and the flows that are deployed; `deployed` follows a deploy. */
export function sitePressure(parts: SitePressureParts): { readonly pressure: Pressure; deployed(): void } {
  const { site, packs, deployed, red, log } = parts;
  const { maxQueued: count, maxQueuedBytes: bytes } = site.limits;
  let behind: ((entryId: string) => ReadonlySet<string>) | null = null;

  const queuesOf = (channel: string): string[] =>
    packs.readersOf(channel).map((pack) => queues.channel(channel, pack));
  const follow = () => {
    const reach = feeds({
      nodes: red.nodes.getFlows()?.flows ?? [],
      valuesOf: (id) => deployed.get(id)?.config ?? null,
      queuesOf,
      readersOf(queue) {
        const target = parseQueue(queue);
        if (target?.kind !== 'channel') return [];
        return deployed.channelIns(target.channel, target.pack).map(({ id }) => id);
      },
    });
    return (entryId: string) => new Set([queues.entry(entryId), ...reach(entryId)]);
  };
  const everyShard = Array.from({ length: shards }, (_, shard) => shard);
  const pressure = new Pressure({
    ...parts,
    isShared: () => !everyShard.every((shard) => parts.ledger.cluster.holds(shard)),
    limitsOf: (queue) =>
      queue === everyQueue
        ? { count, bytes }
        : (queueSettings(queue, site, (id) => deployed.get(id)).limits ?? {}),
    nameOf(queue) {
      if (queue === everyQueue) return 'the site';
      const target = parseQueue(queue);
      if (target?.kind === 'channel') return `channel ${target.channel} of ${target.pack}`;
      return (target && deployed.get(target.nodeId)?.name) || (target?.nodeId ?? queue);
    },
    queuesBehind(entryId) {
      behind ??= follow();
      return behind(entryId);
    },
    entries: () => deployed.entries(),
  });
  return {
    pressure,
    deployed() {
      behind = null;
      pressure.deployed();
      const channels = Object.keys(site.channels).filter((name) => packs.readersOf(name).length > 0);
      for (const { text, remedy } of unknownQueues(site, { channels, entries: deployed.entries() })) {
        log('warn', text, { code: 'CD_SITE_QUEUE_UNKNOWN', remedy });
      }
    },
  };
}
