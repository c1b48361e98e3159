import { withReason } from './decide.ts';
import { found, type TowerRoute } from './route.ts';

/** Keeps everything of an order from the retention; `{ reason }` is required and kept. */
export const placeLegalHold: TowerRoute['handle'] = ({ face }, request) => {
  const { tenant = '', key = '' } = request.parameters;
  return withReason(request, (decision) => face.placeLegalHold(tenant, key, decision));
};

/** Ends a legal hold; `{ reason }` is required and kept. */
export const liftLegalHold: TowerRoute['handle'] = ({ face }, request) => {
  const { tenant = '', key = '' } = request.parameters;
  return withReason(request, (decision) => face.liftLegalHold(tenant, key, decision));
};

/** All legal holds. */
export const listLegalHolds: TowerRoute['handle'] = async ({ ledger }) =>
  found({ holds: await ledger.legalHolds() });
