import { withReason } from './decide.ts';
import type { TowerRoute } from './route.ts';

/** Stops the billing of an order in the name of who is signed in; `{ reason }`, required and kept. */
export const placeHold: TowerRoute['handle'] = async ({ face }, request) => {
  const { tenant = '', key = '' } = request.parameters;
  return withReason(request, ({ by, reason }) => face.placeHold({ tenant, key, by, reason }));
};
