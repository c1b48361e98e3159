/**
 * Packs are files; which of them run is said in the ledger, so that workers notice each other's deploys:
 *
 * | A worker | does |
 * |---|---|
 * | starts, or deploys from its editor | says the digest of its flows |
 * | sees another digest, which its own files have | loads its flows again |
 * | sees another digest, which its own files do not have | goes on with its flows and says so, once |
 */
import type { Ledger } from '../../ledger/ledger.ts';
import { type Clock, instant } from '../clock.ts';
import type { Log } from '../log.ts';
import type { PackStore } from './pack-store.ts';

export interface FollowDeploysOptions {
  readonly ledger: Pick<Ledger, 'state' | 'commit' | 'cluster'>;
  readonly siteId: string;
  readonly store: Pick<PackStore, 'digest' | 'digestOnDisk'>;
  readonly clock: Clock;
  readonly log: Log;
  /** Loads the flows from the packs' files again. */
  readonly reload: () => Promise<void>;
}

interface Said {
  readonly digest: string;
  readonly worker: string;
  readonly at: string;
}

const lookMs = 2_000;
/** Reading all packs takes a while: files that were others are looked at again after so long. */
const lookAgainMs = 30_000;

export function followDeploys({ ledger, siteId, store, clock, log, reload }: FollowDeploysOptions) {
  const name = `flows:${siteId}`;
  const { worker } = ledger.cluster;
  let toldOf = '';
  let lookedAt = 0;
  let stopped = false;
  let cancel = () => {};

  const look = async (): Promise<void> => {
    const said = (await ledger.state(name)) as Said | null;
    if (!said || said.digest === store.digest || stopped) return;
    const now = clock.now().getTime();
    if (toldOf === said.digest && now - lookedAt < lookAgainMs) return;
    lookedAt = now;
    const deployed = { worker: said.worker, at: said.at };
    if (store.digestOnDisk() === said.digest) {
      log('info', `the flows are loaded again: ${said.worker} runs others`, deployed);
      await reload();
    } else if (toldOf !== said.digest) {
      toldOf = said.digest;
      log('warn', `${said.worker} runs other flows than this worker, whose packs have other files`, deployed);
    }
  };
  const next = (): void => {
    cancel = clock.after(lookMs, () => {
      look()
        .catch((thrown: unknown) => {
          log('warn', 'the flows of other workers could not be compared', { reason: String(thrown) });
        })
        .finally(() => stopped || next());
    });
  };

  return {
    /** Says what runs here; others that have the same files follow. */
    async tell(): Promise<void> {
      const value: Said = { digest: store.digest, worker, at: instant(clock) };
      await ledger.commit([{ op: 'state', name, value: { ...value } }]);
    },
    start: next,
    stop(): void {
      stopped = true;
      cancel();
    },
  };
}
