import { found, limitOf, type TowerRoute } from './route.ts';

/** Orders by the beginning of any identifier or key: `q=`, at least two characters. */
export const search: TowerRoute['handle'] = async ({ ledger }, request) => {
  const prefix = (request.query.q ?? '').trim();
  if (prefix.length < 2) return found({ hits: [] });
  const hits = await ledger.search({ prefix, limit: limitOf(request, 20, 100) });
  return found({
    hits: hits.map(({ tenant, scheme, value, processKey, summary }) => ({
      ...{ tenant, scheme, value, key: processKey },
      ...{ customer: summary.customer, status: summary.status, held: summary.held },
    })),
  });
};
