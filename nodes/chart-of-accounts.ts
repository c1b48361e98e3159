import type { Account, StockPosting } from '../domain/canonical/types.generated.ts';
import { requireOpenAccounts } from '../domain/master-data/chart-of-accounts.ts';
import type { NodeContext } from '../runtime/face.ts';

/** Holds a posting to the tenant's chart of accounts; a tenant without one posts as its rules say. @throws CD_POSTING_ACCOUNT */
export function checkAccounts(posting: StockPosting, { list, lookup, site }: NodeContext): void {
  if (list('account').length === 0) return;
  requireOpenAccounts(posting, {
    account: (number) => lookup('account', 'number', number) as Account | null,
    zone: site.timeZone,
  });
}
