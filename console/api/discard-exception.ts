import { decide, reasonOf } from './decide.ts';
import { refused, type TowerRoute } from './route.ts';

/** Gives up what an exception holds back; `{ reason }` is required and kept. */
export const discardException: TowerRoute['handle'] = async ({ face }, { parameters, body, user }) => {
  const reason = reasonOf(body);
  if (reason === null) return refused('a reason is needed: it is kept with the exception');
  return decide(face.discardException(String(parameters.id), user, reason));
};
