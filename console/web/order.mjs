import { h, time, words } from './dom.mjs';
import { exceptionCards } from './exceptions.mjs';
import { releaseButton, steps } from './order-parts.mjs';

/** One order: where it stands, its lines, documents and history. `openMessage` shows a document as received. */
export function orderPage({ order, history, exceptions }, act, openMessage) {
  return [
    h('p', {}, h('a', { href: '#/', 'data-key': 'back' }, '← Overview')),
    h('h1', {}, `Order ${order.orderNumber}`, order.held ? h('span', { class: 'badge held' }, 'held') : null),
    h('div', { class: 'card' }, steps(order), facts(order)),
    order.holds.map((hold) =>
      h(
        'section',
        { class: 'card warn' },
        h('p', {}, `${words(hold.code)}: ${hold.reason}. Ends: ${hold.releaseRule} (${hold.owner})`),
        releaseButton(order, hold, act),
      ),
    ),
    exceptionCards(exceptions, act),
    h('h2', {}, 'Milestones'),
    h(
      'dl',
      { class: 'card' },
      order.milestones.flatMap(({ name, at }) => [h('dt', {}, words(name)), h('dd', {}, time(at))]),
    ),
    h('h2', {}, 'Lines'),
    grid(
      ['Line', 'Item', 'Ordered', 'Released', 'Picked', 'Shipped', 'Short', 'Delivered', 'Billed', 'Unit'],
      order.lines.map((line) => [
        line.lineNumber,
        line.description ? `${line.item} ${line.description}` : line.item,
        ...['ordered', 'released', 'picked', 'shipped', 'short', 'delivered', 'billed'].map(
          (name) => line[name],
        ),
        line.unit,
      ]),
      'No lines.',
    ),
    h('h2', {}, 'Documents'),
    grid(
      ['Document', 'Number', 'Recorded', ''],
      order.documents.map(({ type, id, at, messageId }) => [
        words(type),
        id,
        time(at),
        h(
          'button',
          { type: 'button', 'data-key': `message ${messageId} ${id}`, onclick: () => openMessage(messageId) },
          'Show',
        ),
      ]),
      'No documents yet.',
    ),
    h('h2', {}, 'History'),
    grid(
      ['When', 'What', ''],
      history.map(({ at, kind, text }) => [time(at), text, words(kind)]),
      'Nothing is written down yet.',
    ),
  ];
}

function facts(order) {
  const all = [
    ['Customer', order.customer],
    ['Status', words(order.status)],
    ['ERP order', order.erpOrderNumber],
    ['Shipments', order.shipments.map(({ id, carrier }) => (carrier ? `${id} (${carrier})` : id)).join(', ')],
    [
      'Invoices',
      order.invoices
        .map(({ invoiceNumber, gross, currency }) => `${invoiceNumber}: ${gross} ${currency}`)
        .join(', '),
    ],
    ['Known as', order.identifiers.map(({ scheme, value }) => `${scheme} ${value}`).join(', ')],
  ];
  return h(
    'dl',
    {},
    all.filter(([, value]) => value).flatMap(([name, value]) => [h('dt', {}, name), h('dd', {}, value)]),
  );
}

function grid(head, rows, none) {
  if (rows.length === 0) return h('p', { class: 'empty' }, none);
  return h(
    'div',
    { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': head.join(', ') },
    h(
      'table',
      {},
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          head.map((name) => h('th', { scope: 'col' }, name)),
        ),
      ),
      h(
        'tbody',
        {},
        rows.map((cells) =>
          h(
            'tr',
            {},
            cells.map((cell) => h('td', {}, cell)),
          ),
        ),
      ),
    ),
  );
}

/** A message: where it came from, and the document as it was received. */
export function messagePage({ envelope, received, body }) {
  return [
    h('p', {}, h('a', { href: '#back', 'data-key': 'back' }, '← Order')),
    h('h1', {}, words(envelope.type)),
    h(
      'dl',
      { class: 'card' },
      [
        ['Message', envelope.id],
        ['Source', `${envelope.source.system} by ${envelope.source.protocol}: ${envelope.source.reference}`],
        ['Received', time(envelope.receivedAt)],
        ['Key', envelope.key],
      ].flatMap(([name, value]) => [h('dt', {}, name), h('dd', {}, value)]),
    ),
    h('h2', {}, 'As it was received'),
    received
      ? [
          h(
            'p',
            { class: 'faint' },
            `${received.source.reference}, ${received.bytes} bytes${received.cut ? ', cut' : ''}`,
          ),
          h('pre', { tabindex: '0' }, received.text),
        ]
      : h('p', { class: 'empty' }, 'It came as a structured call; the message below is all there is.'),
    h('h2', {}, 'Message'),
    h('pre', { tabindex: '0' }, JSON.stringify(body, null, 2)),
  ].flat();
}
