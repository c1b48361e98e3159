import { fieldOf, withReason } from './decide.ts';
import { refused, type TowerRoute } from './route.ts';

/** Gives a warehouse's answer in the name of who is signed in: `{ request, accepted, reason }`. */
export const answerReleaseChange: TowerRoute['handle'] = async ({ face }, request) => {
  const { tenant = '', key = '' } = request.parameters;
  const requestNumber = fieldOf(request.body, 'request');
  const accepted = fieldOf(request.body, 'accepted');
  if (typeof requestNumber !== 'string' || requestNumber === '')
    return refused('request must name the question that is answered');
  if (typeof accepted !== 'boolean') return refused('accepted must be true or false');
  return withReason(request, (decision) =>
    face.answerReleaseChange({ tenant, key, requestNumber, accepted, ...decision }),
  );
};
