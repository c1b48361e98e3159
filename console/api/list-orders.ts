import { orderRow } from './order-view.ts';
import { found, limitOf, refused, type TowerRoute } from './route.ts';

const usualPage = 50;
const largestPage = 200;

/** Orders, last updated first; `held=true`, `status=`, `limit=` and `before=` (an instant, for the next page) narrow. */
export const listOrders: TowerRoute['handle'] = async ({ ledger }, request) => {
  const { status, held, before } = request.query;
  if (before !== undefined && Number.isNaN(Date.parse(before))) return refused('before is not an instant');
  const limit = limitOf(request, usualPage, largestPage);
  const processes = await ledger.processes({
    limit: limit + 1,
    ...(status ? { status } : {}),
    ...(held === 'true' ? { held: true } : {}),
    ...(before ? { before } : {}),
  });
  const page = processes.slice(0, limit);
  const more = processes.length > limit ? (page.at(-1)?.summary.updatedAt ?? null) : null;
  return found({ orders: page.map(orderRow), before: more });
};
