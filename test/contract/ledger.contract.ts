import { accepting } from './ledger/accepting.ts';
import { backups } from './ledger/backups.ts';
import { claims } from './ledger/claims.ts';
import { deliveries } from './ledger/deliveries.ts';
import { messages } from './ledger/messages.ts';
import { processes } from './ledger/processes.ts';
import { queues } from './ledger/queues.ts';
import { records } from './ledger/records.ts';
import { retention } from './ledger/retention.ts';
import type { Factory } from './ledger/samples.ts';
import { searching } from './ledger/searching.ts';
import { trails } from './ledger/trails.ts';
import { working } from './ledger/working.ts';

/** Everything `ledger/ledger.ts` promises, for any store behind it. */
export function ledgerContract(name: string, open: Factory): void {
  describe(`the ledger on ${name}`, () => {
    accepting(open);
    messages(open);
    deliveries(open);
    processes(open);
    records(open);
    queues(open);
    claims(open);
    searching(open);
    trails(open);
    working(open);
    retention(open);
    backups(open);
  });
}
