import type { Ledger, StoredDelivery, StoredMessage } from '../../ledger/ledger.ts';
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
  const all = [...deliveries, ...(await answeredBy(page, ledger))];
  const unique = new Map(all.map((delivery) => [delivery.id, delivery])).values();
  return found({
    messages: page.map(messageRow),
    deliveries: [...unique].filter((delivery) => delivery.tenant === tenant).map(deliveryRow),
    before: messages.length > limit ? (page.at(-1)?.envelope.id ?? null) : null,
  });
};

/** Deliveries whose answers are among these messages: they may have gone out under another key than the order's. */
async function answeredBy(
  messages: readonly StoredMessage[],
  ledger: Pick<Ledger, 'delivery'>,
): Promise<StoredDelivery[]> {
  const answers = messages.filter(({ envelope }) => envelope.source.protocol === 'answer');
  const ids = new Set(answers.map(({ envelope }) => envelope.source.reference));
  const found = await Promise.all([...ids].map((id) => ledger.delivery(id)));
  return found.filter((delivery) => delivery !== null);
}
