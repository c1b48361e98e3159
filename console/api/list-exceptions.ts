import { exceptionView } from './exception-view.ts';
import { found, limitOf, missing, refused, type TowerRoute } from './route.ts';

const states = ['undecided', 'decided', 'open', 'assigned', 'resolved', 'discarded'] as const;

const isState = (state: string): state is (typeof states)[number] => states.some((known) => known === state);

/**
 * Exceptions, newest first; the undecided ones unless `state=` says otherwise. `assignee=` (a name, or `me`), `limit=`
 * and `before=` (the id that the page before ended with) narrow.
 */
export const listExceptions: TowerRoute['handle'] = async ({ ledger }, request) => {
  const { state = 'undecided', before, assignee } = request.query;
  if (!isState(state)) return refused(`state is one of ${states.join(', ')}`);
  const limit = limitOf(request, 50, 500);
  const exceptions = await ledger.exceptions({
    ...{ state, limit: limit + 1 },
    ...(before ? { before } : {}),
    ...(assignee ? { assignee: assignee === 'me' ? request.user : assignee } : {}),
  });
  const page = exceptions.slice(0, limit);
  const more = exceptions.length > limit ? (page.at(-1)?.id ?? null) : null;
  return found({ exceptions: page.map(exceptionView), before: more });
};

/** One exception. */
export const readException: TowerRoute['handle'] = async ({ ledger }, { parameters }) => {
  const exception = await ledger.exception(String(parameters.id));
  return exception ? found({ exception: exceptionView(exception) }) : missing(`exception ${parameters.id}`);
};
