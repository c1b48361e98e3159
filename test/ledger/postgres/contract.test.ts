import { openPostgresLedger } from '../../../ledger/postgres/open.ts';
import { type Subject, testClock } from '../../contract/ledger/samples.ts';
import { ledgerContract } from '../../contract/ledger.contract.ts';
import { postgresServer } from '../../support/postgres.ts';

async function open(): Promise<Subject> {
  const database = await (await postgresServer()).database();
  const clock = testClock();
  const options = { url: database.url, clock: clock.now };
  let ledger = await openPostgresLedger(options);
  return {
    ledger,
    clock,
    async reopen() {
      await ledger.close();
      ledger = await openPostgresLedger(options);
      return ledger;
    },
    async dispose() {
      await ledger.close();
      await database.drop();
    },
  };
}

ledgerContract('PostgreSQL', open);
