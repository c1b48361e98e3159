import { exceptionView } from './exception-view.ts';
import { found, limitOf, refused, type TowerRoute } from './route.ts';

const states = ['open', 'resolved', 'discarded'];

/** Exceptions, newest first; the open ones unless `state=` says otherwise. */
export const listExceptions: TowerRoute['handle'] = async ({ ledger }, request) => {
  const { state = 'open' } = request.query;
  if (!states.includes(state)) return refused(`state is one of ${states.join(', ')}`);
  const exceptions = await ledger.exceptions({ state, limit: limitOf(request, 100, 500) });
  return found({ exceptions: exceptions.map(exceptionView) });
};
