import type { Ledger } from '../../ledger/ledger.ts';
import { openPostgresLedger, type PostgresLedgerOptions } from '../../ledger/postgres/open.ts';
import { postgresServer } from './postgres.ts';

let database: Promise<string> | null = null;
let number = 0;

/** A place for a ledger of its own: a schema in the one database of this test process. */
export async function ledgerPlace(): Promise<{ readonly url: string; readonly schema: string }> {
  database ??= postgresServer().then(async (server) => (await server.database()).url);
  number += 1;
  return { url: await database, schema: `ledger_${number}` };
}

/** Workers on one ledger, closed together. */
export interface Workers {
  readonly url: string;
  readonly schema: string;
  open(worker: string, options?: Partial<PostgresLedgerOptions>): Promise<Ledger>;
  close(): Promise<void>;
}

/** Opens workers on a new ledger; they beat fast, so that tests need not wait. */
export async function ledgerWorkers(): Promise<Workers> {
  const place = await ledgerPlace();
  const opened: Ledger[] = [];
  return {
    ...place,
    async open(worker, options = {}) {
      const common = { ...place, worker, clock: () => new Date(), heartbeatMs: 100, ttlMs: 1_000 };
      const ledger = await openPostgresLedger({ ...common, ...options });
      opened.push(ledger);
      return ledger;
    },
    async close() {
      await Promise.all(opened.map((ledger) => ledger.close()));
    },
  };
}

/** Resolves when what these workers hold is as `wanted` says, now or after some change. */
export function sharesBecome(ledgers: readonly Ledger[], wanted: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const stops: (() => void)[] = [];
    const look = (): void => {
      if (!wanted()) return;
      for (const stop of stops.splice(0)) stop();
      resolve();
    };
    for (const { cluster } of ledgers) stops.push(cluster.onChange(look));
    look();
  });
}
