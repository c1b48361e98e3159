import { withReason } from './decide.ts';
import type { TowerRoute } from './route.ts';

/** Gives up what an exception holds back; `{ reason }` is required and kept. */
export const discardException: TowerRoute['handle'] = ({ face }, request) =>
  withReason(request, ({ by, reason }) => face.discardException(String(request.parameters.id), by, reason));
