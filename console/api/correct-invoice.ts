import { fieldOf, withReason } from './decide.ts';
import { refused, type TowerRoute } from './route.ts';

/**
 * Has an invoice taken back in the name of who is signed in: `{ invoice, rebill, reason }`. The order is billed
 * afresh unless `rebill` is false.
 */
export const correctInvoice: TowerRoute['handle'] = async ({ face }, request) => {
  const { tenant = '', key = '' } = request.parameters;
  const invoiceNumber = fieldOf(request.body, 'invoice');
  const rebill = fieldOf(request.body, 'rebill') ?? true;
  if (typeof invoiceNumber !== 'string' || invoiceNumber === '')
    return refused('invoice must name the invoice to take back');
  if (typeof rebill !== 'boolean') return refused('rebill must be true or false');
  return withReason(request, (decision) =>
    face.correctInvoice({ tenant, key, invoiceNumber, rebill, ...decision }),
  );
};
