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

const parts = [
  ...[accepting, messages, deliveries, processes, records, queues],
  ...[claims, searching, trails, working, retention, backups],
];

/** Everything `ledger/ledger.ts` promises, for any store behind it. */
export function ledgerContract(name: string, open: Factory): void {
  describe(`the ledger on ${name}`, () => {
    // Each part in a suite of its own, so that its hooks are not run for the tests of the others.
    for (const part of parts) describe(part.name, () => part(open));
  });
}
