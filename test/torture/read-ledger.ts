import { join } from 'node:path';
import type { Ledger } from '../../ledger/ledger.ts';
import { openPostgresLedger } from '../../ledger/postgres/open.ts';
import { openSqliteLedger } from '../../ledger/sqlite/open.ts';
import type { Recording, Tally } from './recording.ts';

type Left = Pick<Recording, 'processes' | 'waiting' | 'exceptions'>;

const page = 200;

/** What the run left in the ledger. @param place data folder of the one worker, or the database's address */
export async function readLedger(store: 'sqlite' | 'postgres', place: string): Promise<Left> {
  const clock = () => new Date();
  const ledger =
    store === 'postgres'
      ? await openPostgresLedger({ url: place, clock })
      : await openSqliteLedger({ file: join(place, 'ledger.sqlite'), clock });
  try {
    return {
      processes: await processes(ledger),
      waiting: await waiting(ledger),
      exceptions: await exceptions(ledger),
    };
  } finally {
    await ledger.close();
  }
}

async function processes(ledger: Ledger): Promise<Left['processes']> {
  const found: Left['processes'][number][] = [];
  type After = { readonly updatedAt: string; readonly tenant: string; readonly key: string };
  for (let after: After | undefined; ; ) {
    const next = await ledger.processes({ limit: page, ...(after && { after }) });
    found.push(...next.map(({ key, version, state }) => ({ key, version, ...(state as unknown as Tally) })));
    const last = next.at(-1);
    if (!last || next.length < page) return found;
    after = { updatedAt: last.summary.updatedAt, tenant: last.tenant, key: last.key };
  }
}

async function waiting(ledger: Ledger): Promise<string[]> {
  const { messages, deliveries } = await ledger.counts();
  return [
    ...(messages.accepted > 0 ? [`${messages.accepted} accepted messages were left waiting`] : []),
    ...(messages.parked > 0 ? [`${messages.parked} messages were left parked`] : []),
    ...(deliveries.pending > 0 ? [`${deliveries.pending} deliveries were left waiting`] : []),
    ...(deliveries.failed > 0 ? [`${deliveries.failed} deliveries were given up`] : []),
  ];
}

async function exceptions(ledger: Ledger): Promise<string[]> {
  const open = await ledger.exceptions({ state: 'open', limit: 500 });
  return open.map(
    ({ kind, key, error, nodeName }) =>
      `exception of a ${kind} of ${key} at ${nodeName}: ${error.code} ${error.message}`,
  );
}
