import type { Ledger } from '../../../ledger/ledger.ts';
import { restorePostgresLedger } from '../../../ledger/postgres/backup/backup.ts';
import { openPostgresLedger } from '../../../ledger/postgres/open.ts';
import { type Subject, testClock } from '../../contract/ledger/samples.ts';
import { ledgerContract } from '../../contract/ledger.contract.ts';
import { ledgerPlace } from '../../support/postgres-ledger.ts';

async function open(): Promise<Subject> {
  const clock = testClock();
  const options = { ...(await ledgerPlace()), clock: clock.now };
  const others: Ledger[] = [];
  let ledger = await openPostgresLedger(options);
  return {
    ledger,
    clock,
    async reopen() {
      await ledger.close();
      ledger = await openPostgresLedger(options);
      return ledger;
    },
    async restored(backup) {
      const place = await ledgerPlace();
      await restorePostgresLedger(backup, place);
      const other = await openPostgresLedger({ ...place, clock: clock.now });
      others.push(other);
      return other;
    },
    async dispose() {
      await Promise.all([ledger, ...others].map((one) => one.close()));
    },
  };
}

ledgerContract('PostgreSQL', open);
