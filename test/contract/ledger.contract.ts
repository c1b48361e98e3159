import { accepting } from './ledger/accepting.ts';
import { deliveries } from './ledger/deliveries.ts';
import { messages } from './ledger/messages.ts';
import { processes } from './ledger/processes.ts';
import { records } from './ledger/records.ts';
import type { Factory } from './ledger/samples.ts';

/** Everything `ledger/ledger.ts` promises, for any store behind it. */
export function ledgerContract(name: string, open: Factory): void {
  describe(`the ledger on ${name}`, () => {
    accepting(open);
    messages(open);
    deliveries(open);
    processes(open);
    records(open);
  });
}
