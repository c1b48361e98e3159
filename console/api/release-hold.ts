import { fieldOf, withReason } from './decide.ts';
import { refused, type TowerRoute } from './route.ts';

/** Ends a hold of an order in the name of who is signed in; `{ hold, reason }`, both required and kept. */
export const releaseHold: TowerRoute['handle'] = async ({ face }, request) => {
  const { tenant = '', key = '' } = request.parameters;
  const holdId = fieldOf(request.body, 'hold');
  if (typeof holdId !== 'string' || holdId === '') return refused('hold must name the hold to release');
  return withReason(request, ({ by, reason }) => face.releaseHold({ tenant, key, holdId, by, reason }));
};
