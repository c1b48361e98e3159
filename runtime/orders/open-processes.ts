import { setImmediate as breathe } from 'node:timers/promises';
import type { Ledger, StoredProcess } from '../../ledger/ledger.ts';

/** A page is read in some milliseconds: what runs meanwhile must not wait for it. */
const pageSize = 25;
export const mostLooked = 20_000;

/** Every process of some statuses, page by page, up to as many as are looked at. */
export async function* processesOf(
  ledger: Pick<Ledger, 'processes'>,
  statuses: readonly string[],
): AsyncGenerator<readonly StoredProcess[]> {
  let looked = 0;
  for (const status of statuses) {
    let last: StoredProcess | undefined;
    do {
      const after = last && { updatedAt: last.summary.updatedAt, tenant: last.tenant, key: last.key };
      const page = await ledger.processes({ status, limit: pageSize, ...(after && { after }) });
      looked += page.length;
      yield page;
      last = page.length === pageSize ? page.at(-1) : undefined;
      await breathe();
    } while (last && looked < mostLooked);
  }
}
