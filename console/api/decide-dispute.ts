import { fieldOf, withReason } from './decide.ts';
import { refused, type TowerRoute } from './route.ts';

/** Has a dispute with a carrier paid or refused in the name of who is signed in: `{ dispute, outcome, reason, evenIfPaid? }`. */
export const decideDispute: TowerRoute['handle'] = async ({ face }, request) => {
  const { tenant = '', key = '' } = request.parameters;
  const disputeNumber = fieldOf(request.body, 'dispute');
  const outcome = fieldOf(request.body, 'outcome');
  if (typeof disputeNumber !== 'string' || disputeNumber === '')
    return refused('dispute must name the dispute');
  if (outcome !== 'accept' && outcome !== 'refuse') return refused('outcome must be accept or refuse');
  const evenIfPaid = fieldOf(request.body, 'evenIfPaid');
  if (evenIfPaid !== undefined && typeof evenIfPaid !== 'boolean')
    return refused('evenIfPaid must be true or false');
  return withReason(request, (decision) =>
    face.decideDispute({
      tenant,
      key,
      disputeNumber,
      outcome,
      ...decision,
      ...(evenIfPaid && { evenIfPaid }),
    }),
  );
};
