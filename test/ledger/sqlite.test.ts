import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteLedger } from '../../ledger/sqlite/open.ts';
import { type Subject, testClock } from '../contract/ledger/samples.ts';
import { ledgerContract } from '../contract/ledger.contract.ts';

async function open(): Promise<Subject> {
  const folder = mkdtempSync(join(tmpdir(), 'crossdock-ledger-'));
  const clock = testClock();
  const options = { file: join(folder, 'ledger.sqlite'), clock: clock.now };
  let ledger = await openSqliteLedger(options);
  return {
    ledger,
    clock,
    async reopen() {
      await ledger.close();
      ledger = await openSqliteLedger(options);
      return ledger;
    },
    async dispose() {
      await ledger.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

ledgerContract('SQLite', open);
