import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Ledger } from '../../ledger/ledger.ts';
import { restoreSqliteLedger } from '../../ledger/sqlite/backup/restore.ts';
import { openSqliteLedger } from '../../ledger/sqlite/open.ts';
import { type Subject, testClock } from '../contract/ledger/samples.ts';
import { ledgerContract } from '../contract/ledger.contract.ts';

async function open(): Promise<Subject> {
  const folder = mkdtempSync(join(tmpdir(), 'crossdock-ledger-'));
  const clock = testClock();
  const options = { file: join(folder, 'ledger.sqlite'), clock: clock.now };
  const others: Ledger[] = [];
  let ledger = await openSqliteLedger(options);
  return {
    ledger,
    clock,
    async reopen() {
      await ledger.close();
      ledger = await openSqliteLedger(options);
      return ledger;
    },
    async restored(backup) {
      const file = join(folder, `restored-${others.length}.sqlite`);
      await restoreSqliteLedger({ file, backup });
      const other = await openSqliteLedger({ file, clock: clock.now });
      others.push(other);
      return other;
    },
    async dispose() {
      await Promise.all([ledger, ...others].map((one) => one.close()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

ledgerContract('SQLite', open);
