import { kindOf } from '../../domain/process/write.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import type { Site } from '../site/site.ts';

/** More orders with one number than there can be; what only begins with it comes behind. */
const most = 50;

/** Tenants that have an order with this number under any scheme; the only tenant of a site without looking. */
export async function tenantsOf(
  number: string,
  { tenants }: Pick<Site, 'tenants'>,
  ledger: Pick<Ledger, 'search'>,
): Promise<readonly string[]> {
  if (tenants.length < 2) return tenants.map(({ id }) => id);
  const hits = await ledger.search({ prefix: number, limit: most });
  const own = hits.filter((hit) => hit.value === number && kindOf(hit) !== 'master-data');
  return [...new Set(own.map(({ tenant }) => tenant))];
}
