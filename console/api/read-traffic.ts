import { isFreightKey } from '../../domain/settlement/locate.ts';
import type { Ledger, StoredDelivery, StoredMessage } from '../../ledger/ledger.ts';
import { deliveryRow, messageRow } from './message-view.ts';
import { found, limitOf, type TowerRoute } from './route.ts';

const usualPage = 50;
const largestPage = 200;
const mostDeliveries = 200;
const mostLines = 500;

interface Traffic {
  /** Newest first; one more than the page has where there are older ones. */
  readonly messages: readonly StoredMessage[];
  readonly deliveries: readonly StoredDelivery[];
}

/** The messages of an order or a shipment, newest first, with the deliveries; `before=` (a message's id) and `limit=` page. */
export const readTraffic: TowerRoute['handle'] = async ({ ledger }, request) => {
  const { tenant = '', key = '' } = request.parameters;
  const { before } = request.query;
  const limit = limitOf(request, usualPage, largestPage);
  const asked = { tenant, key, limit: limit + 1, ...(before ? { before } : {}) };
  const { messages, deliveries } = await (isFreightKey(key) ? ofShipment : ofKey)(asked, ledger);
  const page = messages.slice(0, limit);
  const all = [...deliveries, ...(await answeredBy(page, ledger))];
  const unique = new Map(all.map((delivery) => [delivery.id, delivery])).values();
  return found({
    messages: page.map(messageRow),
    deliveries: [...unique].filter((delivery) => delivery.tenant === tenant).map(deliveryRow),
    before: messages.length > limit ? (page.at(-1)?.envelope.id ?? null) : null,
  });
};

type Asked = Parameters<Ledger['messages']>[0] & { readonly tenant: string; readonly key: string };

async function ofKey(asked: Asked, ledger: Ledger): Promise<Traffic> {
  const [messages, deliveries] = await Promise.all([
    ledger.messages(asked),
    asked.before ? [] : ledger.deliveries({ key: asked.key, limit: mostDeliveries }),
  ]);
  return { messages, deliveries };
}

/** Plans, events and bills come under keys of their own: the history of the shipment tells which changed its cost. */
async function ofShipment({ tenant, key, before, limit }: Asked, ledger: Ledger): Promise<Traffic> {
  const [own, lines] = await Promise.all([
    ledger.messages({ tenant, key, limit: largestPage }),
    ledger.history(tenant, key, mostLines),
  ]);
  const told = new Set(lines.flatMap(({ messageId }) => messageId ?? []));
  const read = await Promise.all([...told].slice(-largestPage).map((id) => ledger.message(id)));
  const all = [...own, ...read.filter((one) => one !== null)].filter((one) => one.envelope.tenant === tenant);
  const unique = [...new Map(all.map((one) => [one.envelope.id, one])).values()].sort(
    (one, other) => Date.parse(other.acceptedAt) - Date.parse(one.acceptedAt),
  );
  const messages = unique
    .slice(unique.findIndex(({ envelope }) => envelope.id === before) + 1)
    .slice(0, limit);
  const shown = messages.slice(0, limit - 1);
  const keys = [...new Set(shown.map(({ envelope }) => envelope.key))];
  const sent = await Promise.all(keys.map((one) => ledger.deliveries({ key: one, limit: mostDeliveries })));
  const ids = new Set(shown.map(({ envelope }) => envelope.id));
  return { messages, deliveries: sent.flat().filter(({ messageId }) => ids.has(messageId)) };
}

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
