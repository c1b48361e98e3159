import { h, time, words } from './dom.mjs';
import { exceptionCards } from './exceptions.mjs';
import { historyPart } from './history.mjs';
import { facts, grid } from './table.mjs';
import { trafficPart } from './traffic.mjs';

/** How much of an item a warehouse has by all that it told, and what its last list said otherwise. */
export function stockPage({ stock, history, exceptions, traffic }, act) {
  const { sku, warehouse, owner, unit, quantities, difference, changes } = stock;
  return [
    h('p', {}, h('a', { href: '#/', 'data-key': 'back' }, '← Overview')),
    h('h1', {}, `Stock of ${sku} in ${warehouse}`),
    h(
      'div',
      { class: 'card' },
      facts([
        ['Owner', owner],
        ...quantities.map(({ status, quantity }) => [words(status), `${quantity} ${unit}`]),
      ]),
    ),
    difference
      ? h('p', { class: 'card warn' }, `List ${difference.snapshotId} differs. ${difference.text}`)
      : null,
    exceptionCards(exceptions, act),
    h('h2', {}, 'Last changes'),
    grid(
      ['When', 'Movement', 'Line', 'Stock', 'Change'],
      changes.map(({ occurredAt, movementId, lineNumber, status, quantity }) => [
        time(occurredAt),
        movementId,
        lineNumber,
        words(status),
        `${quantity} ${unit}`,
      ]),
      'Nothing has moved yet.',
    ),
    traffic.messages.length + traffic.deliveries.length > 0 ? trafficPart(traffic, act, 'item') : null,
    historyPart(history),
  ].flat(2);
}
