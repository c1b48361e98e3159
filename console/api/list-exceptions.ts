import { exceptionView } from './exception-view.ts';
import { found, limitOf, refused, type TowerRoute } from './route.ts';

const states = ['open', 'resolved', 'discarded'];

/**
 * Exceptions, newest first; the open ones unless `state=` says otherwise. `limit=` and `before=` (the id that the page
 * before ended with) narrow.
 */
export const listExceptions: TowerRoute['handle'] = async ({ ledger }, request) => {
  const { state = 'open', before } = request.query;
  if (!states.includes(state)) return refused(`state is one of ${states.join(', ')}`);
  const limit = limitOf(request, 50, 500);
  const exceptions = await ledger.exceptions({ state, limit: limit + 1, ...(before ? { before } : {}) });
  const page = exceptions.slice(0, limit);
  const more = exceptions.length > limit ? (page.at(-1)?.id ?? null) : null;
  return found({ exceptions: page.map(exceptionView), before: more });
};
