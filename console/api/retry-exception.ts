import { decide, reasonOf } from './decide.ts';
import type { TowerRoute } from './route.ts';

/** Sends what an exception holds back on its way again; `{ reason? }`. */
export const retryException: TowerRoute['handle'] = ({ face }, { parameters, body, user }) =>
  decide(face.retryException(String(parameters.id), user, reasonOf(body) ?? 'retried from the tower'));
