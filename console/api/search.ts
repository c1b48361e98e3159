import { kindOf } from '../../domain/process/write.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import { exceptionView } from './exception-view.ts';
import { deliveryRow, messageRow } from './message-view.ts';
import { found, limitOf, type TowerRoute } from './route.ts';

interface Found {
  readonly hits: readonly object[];
  readonly exceptions: readonly object[];
  readonly messages: readonly object[];
  readonly deliveries: readonly object[];
}

const nothing: Found = { hits: [], exceptions: [], messages: [], deliveries: [] };
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * `q=`, at least two characters: orders by the beginning of any identifier or key, undecided exceptions by the
 * beginning of their key; messages, deliveries and exceptions by their whole key or id. As typed first, then in
 * capitals, then in small letters, until something is found.
 */
export const search: TowerRoute['handle'] = async ({ ledger }, request) => {
  const typed = (request.query.q ?? '').trim();
  if (typed.length < 2) return found(nothing);
  if (uuid.test(typed)) {
    const byId = await withId(ledger, typed.toLowerCase());
    if (isAny(byId)) return found(byId);
  }
  const limit = limitOf(request, 20, 100);
  for (const text of new Set([typed, typed.toUpperCase(), typed.toLowerCase()])) {
    const byText = await withText(ledger, text, limit);
    if (isAny(byText)) return found(byText);
  }
  return found(nothing);
};

const isAny = (result: Found): boolean => Object.values(result).some((list) => list.length > 0);

async function withId(ledger: Ledger, id: string): Promise<Found> {
  const [message, delivery, exception] = await Promise.all([
    ledger.message(id),
    ledger.delivery(id),
    ledger.exception(id),
  ]);
  return {
    hits: [],
    exceptions: exception ? [exceptionView(exception)] : [],
    messages: message ? [messageRow(message)] : [],
    deliveries: delivery ? [deliveryRow(delivery)] : [],
  };
}

async function withText(ledger: Ledger, text: string, limit: number): Promise<Found> {
  const [hits, undecided, exceptions, messages, deliveries] = await Promise.all([
    ledger.search({ prefix: text, limit }),
    ledger.exceptions({ keyPrefix: text, state: 'undecided', limit }),
    ledger.exceptions({ key: text, limit }),
    ledger.messages({ key: text, limit }),
    ledger.deliveries({ key: text, limit }),
  ]);
  const unique = new Map([...undecided, ...exceptions].map((exception) => [exception.id, exception]));
  return {
    hits: hits
      .filter((hit) => kindOf(hit) !== 'master-data')
      .map(({ tenant, scheme, value, processKey, summary }) => ({
        ...{ tenant, scheme, value, key: processKey },
        ...{ customer: summary.customer, status: summary.status, held: summary.held },
      })),
    exceptions: [...unique.values()].slice(0, limit).map(exceptionView),
    messages: messages.map(messageRow),
    deliveries: deliveries.map(deliveryRow),
  };
}
