import { openPostgresLedger } from '../../../ledger/postgres/open.ts';
import { type Subject, testClock } from '../../contract/ledger/samples.ts';
import { ledgerContract } from '../../contract/ledger.contract.ts';
import { ledgerPlace } from '../../support/postgres-ledger.ts';

async function open(): Promise<Subject> {
  const clock = testClock();
  const options = { ...(await ledgerPlace()), clock: clock.now };
  let ledger = await openPostgresLedger(options);
  return {
    ledger,
    clock,
    async reopen() {
      await ledger.close();
      ledger = await openPostgresLedger(options);
      return ledger;
    },
    dispose: () => ledger.close(),
  };
}

ledgerContract('PostgreSQL', open);
