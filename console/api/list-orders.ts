import { statuses } from '../../domain/process/types.ts';
import { isOrder } from '../../domain/process/write.ts';
import type { Ledger, ProcessQuery, StoredProcess } from '../../ledger/ledger.ts';
import { orderRow } from './order-view.ts';
import { found, limitOf, refused, type TowerRoute } from './route.ts';

const usualPage = 50;
const largestPage = 200;

/** Orders, last updated first; `held=true`, `status=`, `limit=` and `before=` (what the page before gave) narrow. */
export const listOrders: TowerRoute['handle'] = async ({ ledger }, request) => {
  const { status, held, before } = request.query;
  const after = before === undefined ? null : readPlace(before);
  if (before !== undefined && after === null) return refused('before is not what a page before has given');
  const limit = limitOf(request, usualPage, largestPage);
  const processes = await ordersOf(ledger, {
    limit: limit + 1,
    ...(status ? { status } : {}),
    ...(held === 'true' ? { held: true } : {}),
    ...(after ? { after } : {}),
  });
  const page = processes.slice(0, limit);
  const last = page.at(-1);
  return found({
    orders: page.map(orderRow),
    before: processes.length > limit && last ? writePlace(last) : null,
  });
};

/** Master data and the cost of shipments are kept beside the orders: where they would fill a page, orders are read status by status. */
async function ordersOf(ledger: Pick<Ledger, 'processes'>, query: ProcessQuery): Promise<StoredProcess[]> {
  const found = await ledger.processes(query);
  if (found.every(isOrder)) return found;
  if (query.status !== undefined) return [];
  const byStatus = await Promise.all(statuses.map((status) => ledger.processes({ ...query, status })));
  return byStatus.flat().sort(lastFirst).slice(0, query.limit);
}

const lastFirst = (one: StoredProcess, other: StoredProcess): number =>
  Date.parse(other.summary.updatedAt) - Date.parse(one.summary.updatedAt);

/** Two orders may have been updated in the same millisecond: the place in the list names both. */
const writePlace = ({
  summary,
  tenant,
  key,
}: {
  summary: { updatedAt: string };
  tenant: string;
  key: string;
}) => JSON.stringify([summary.updatedAt, tenant, key]);

function readPlace(text: string): { updatedAt: string; tenant: string; key: string } | null {
  try {
    const place: unknown = JSON.parse(text);
    if (!Array.isArray(place) || place.length !== 3 || !place.every((part) => typeof part === 'string'))
      return null;
    const [updatedAt, tenant, key] = place as [string, string, string];
    return Number.isNaN(Date.parse(updatedAt)) ? null : { updatedAt, tenant, key };
  } catch {
    return null;
  }
}
