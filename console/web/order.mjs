import { expectedPart } from './at-risk.mjs';
import { collectedPart, numberOf } from './billing-periods.mjs';
import { h, time, timed, words } from './dom.mjs';
import { exceptionCards } from './exceptions.mjs';
import { historyPart } from './history.mjs';
import { changesPart, compensationPart } from './order-changes.mjs';
import { correctionButtons, inShort, releaseButton, steps } from './order-parts.mjs';
import { badge, button, facts, grid } from './table.mjs';
import { trafficPart } from './traffic.mjs';

/** One order: where it stands, its lines, documents, messages and history. */
export function orderPage({ order, expected, history, exceptions, legalHold, traffic }, act) {
  return [
    h('p', {}, h('a', { href: '#/', 'data-key': 'back' }, '← Overview')),
    h('h1', {}, `Order ${order.orderNumber}`, order.held ? h('span', { class: 'badge held' }, 'held') : null),
    h('div', { class: 'card' }, steps(order), about(order), legalHoldPart(order, legalHold, act)),
    order.holds.map((hold) =>
      h(
        'section',
        { class: 'card warn' },
        h('p', {}, timed(`${words(hold.code)}: ${hold.reason}. Ends: ${hold.releaseRule} (${hold.owner})`)),
        releaseButton(order, hold, act),
      ),
    ),
    exceptionCards(exceptions, act),
    expectedPart(expected),
    h('h2', {}, 'Milestones'),
    h(
      'dl',
      { class: 'card' },
      order.milestones.flatMap(({ name, at }) => [h('dt', {}, words(name)), h('dd', {}, time(at))]),
    ),
    h('h2', {}, 'Lines'),
    grid(
      [
        'Line',
        'Item',
        'Ordered',
        'Released',
        'Picked',
        'Shipped',
        'Short',
        'Delivered',
        'Billed',
        'Credited',
        'Unit',
      ],
      order.lines.map((line) => [
        line.lineNumber,
        line.description ? `${line.item} ${line.description}` : line.item,
        line.original === null ? line.ordered : `${line.ordered} (was ${line.original})`,
        ...['released', 'picked', 'shipped', 'short', 'delivered', 'billed', 'credited'].map(
          (name) => line[name],
        ),
        line.unit,
      ]),
      'No lines.',
    ),
    changesPart(order, act),
    compensationPart(order),
    h('h2', {}, 'Invoices'),
    collectedPart(order),
    grid(
      ['Document', 'Number', 'Gross', 'Issued', 'Corrects', ''],
      order.invoices.map((invoice) => [
        words(invoice.kind),
        numberOf(order, invoice),
        `${invoice.gross} ${invoice.currency}`,
        time(invoice.issuedAt),
        invoice.isReplaced ? 'replaced' : invoice.relatesTo,
        correctionButtons(order, invoice, act),
      ]),
      'Nothing is billed yet.',
    ),
    order.absorbed.length > 0
      ? [
          h('h2', {}, 'Absorbed'),
          grid(
            ['Net', 'Why', 'When'],
            order.absorbed.map(({ amount, currency, reason, at }) => [
              `${amount} ${currency}`,
              reason,
              time(at),
            ]),
            '',
          ),
        ]
      : [],
    h('h2', {}, 'Documents'),
    grid(
      ['Document', 'Number', 'Recorded', ''],
      order.documents.map(({ type, id, at, messageId }) => [
        words(type),
        id,
        time(at),
        h(
          'a',
          { href: `#/messages/${encodeURIComponent(messageId)}`, 'data-key': `message ${messageId} ${id}` },
          'Show',
        ),
      ]),
      'No documents yet.',
    ),
    trafficPart(traffic, act),
    historyPart(history),
  ].flat(2);
}

function about(order) {
  return facts([
    ['Customer', order.customer],
    ['Status', words(order.status)],
    ['ERP order', order.erpOrderNumber],
    ['Shipments', order.shipments.map(({ id, carrier }) => (carrier ? `${id} (${carrier})` : id)).join(', ')],
    [
      'Invoices',
      order.invoices
        .filter(({ kind }) => kind !== 'pro-forma')
        .map(inShort)
        .join(', '),
    ],
    ['Known as', order.identifiers.map(({ scheme, value }) => `${scheme} ${value}`).join(', ')],
  ]);
}

/** There is nothing to be billed any more. */
const isOver = ({ status }) => status === 'posted' || status === 'cancelled';

/** What keeps the order from every retention, and the buttons of both kinds of hold: on its billing and on its data. */
function legalHoldPart(order, hold, act) {
  return h(
    'div',
    { class: 'actions' },
    hold
      ? h(
          'p',
          {},
          badge('legal hold', 'held'),
          ` by ${hold.by}: ${hold.reason} `,
          h('span', { class: 'faint' }, 'since ', time(hold.at)),
        )
      : null,
    isOver(order) ? null : button('Hold…', 'hold', () => act.hold(order)),
    button(hold ? 'Lift legal hold…' : 'Legal hold…', 'legal-hold', () =>
      act.legalHold(order, hold !== null),
    ),
  );
}
