import { decide, reasonOf } from './decide.ts';
import { refused, type TowerRoute } from './route.ts';

/** Ends a hold of an order in the name of who is signed in; `{ hold, reason }`, both required and kept. */
export const releaseHold: TowerRoute['handle'] = async ({ face }, { parameters, body, user }) => {
  const { tenant = '', key = '' } = parameters;
  const holdId = (body as { hold?: unknown } | null | undefined)?.hold;
  if (typeof holdId !== 'string' || holdId === '') return refused('hold must name the hold to release');
  const reason = reasonOf(body);
  if (reason === null) return refused('a reason is needed: it is kept with the order');
  return decide(face.releaseHold({ tenant, key, holdId, by: user, reason }));
};
