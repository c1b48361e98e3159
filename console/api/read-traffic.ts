import { deliveryRow, messageRow } from './message-view.ts';
import { found, limitOf, type TowerRoute } from './route.ts';

const usualPage = 50;
const largestPage = 200;
const mostDeliveries = 200;

/** The messages of an order, newest first, with the deliveries; `before=` (a message's id) and `limit=` page. */
export const readTraffic: TowerRoute['handle'] = async ({ ledger }, request) => {
  const { tenant = '', key = '' } = request.parameters;
  const { before } = request.query;
  const limit = limitOf(request, usualPage, largestPage);
  const [messages, deliveries] = await Promise.all([
    ledger.messages({ tenant, key, limit: limit + 1, ...(before ? { before } : {}) }),
    before ? [] : ledger.deliveries({ key, limit: mostDeliveries }),
  ]);
  const page = messages.slice(0, limit);
  return found({
    messages: page.map(messageRow),
    deliveries: deliveries.filter((delivery) => delivery.tenant === tenant).map(deliveryRow),
    before: messages.length > limit ? (page.at(-1)?.envelope.id ?? null) : null,
  });
};
