import { h, time, timed, words } from './dom.mjs';
import { exceptionGroups } from './exceptions.mjs';
import { inShort, link, releaseButton, steps } from './order-parts.mjs';
import { button } from './table.mjs';
import { pressureCard } from './work.mjs';

/** The overview: counts, held orders, exceptions and the latest orders. */
export function overview({ status, held, exceptions, orders, filter }, act) {
  return [
    h('h1', {}, 'Orders'),
    jumps(),
    tiles(status),
    status.openCircuits.length > 0 ? circuits(status.openCircuits) : null,
    status.backPressure.map(pressureCard),
    heading('held', 'Held'),
    held.orders.length === 0 ? empty('No order is held.') : held.orders.map((order) => heldCard(order, act)),
    heading('exceptions', 'Exceptions'),
    filterButtons(filter, act),
    exceptions.exceptions.length === 0
      ? empty(noneOf[filter])
      : exceptionGroups(exceptions, filter === 'all' ? status.orders.failed : null, act),
    heading('orders', 'Latest orders'),
    orders.orders.length === 0
      ? empty('No orders yet. They appear here as soon as a partner or the ERP sends one.')
      : table(orders.orders),
    orders.before
      ? h(
          'p',
          {},
          button('Show more', 'more-orders', () => act.more('orders')),
        )
      : null,
  ].filter(Boolean);
}

const noneOf = {
  all: 'No open exceptions: everything taken in is done or in progress.',
  mine: 'Nothing is assigned to you.',
  unassigned: 'Every open exception has somebody who works on it.',
  decided: 'No exception has been decided yet.',
};

/** Whose exceptions are shown. */
function filterButtons(filter, act) {
  const names = { all: 'All', mine: 'Mine', unassigned: 'Unassigned', decided: 'Decided' };
  return h(
    'div',
    { class: 'actions', role: 'group', 'aria-label': 'Which exceptions' },
    Object.entries(names).map(([name, text]) =>
      button(text, `filter ${name}`, () => act.filterExceptions(name), {
        'aria-pressed': String(filter === name),
      }),
    ),
  );
}

const sections = { held: 'Held', exceptions: 'Exceptions', orders: 'Latest orders' };

const heading = (id, text) => h('h2', { id, tabindex: '-1' }, text);

/** Past hundreds of exceptions to the orders, and back. */
function jumps() {
  const links = Object.entries(sections).map(([id, text]) =>
    h('a', { href: `#${id}`, 'data-jump': id, 'data-key': `jump ${id}` }, text),
  );
  return h('nav', { class: 'jumps', 'aria-label': 'On this page' }, links);
}

const empty = (text) => h('p', { class: 'empty' }, text);

function tiles({ orders, work }) {
  const tile = (label, value, kind) =>
    h('li', { class: value > 0 ? kind : null }, h('strong', {}, String(value)), h('span', {}, label));
  return h(
    'ul',
    { class: 'tiles', 'aria-label': 'Counts' },
    tile('orders in', orders.in),
    tile('in progress', orders.inProgress),
    tile('invoiced', orders.invoiced),
    tile('held', orders.held, 'warn'),
    tile('exceptions', orders.failed, 'bad'),
    tile('messages waiting', work.queued),
    tile('deliveries under way', work.deliveriesPending),
    tile('deliveries failed', work.deliveriesFailed, 'bad'),
    tile('duplicates recognised', work.duplicates),
  );
}

function circuits(open) {
  return h(
    'p',
    { class: 'card warn' },
    'Not called for now, because they keep failing: ',
    open.flatMap(({ system, until }, index) => [index > 0 ? ', ' : '', `${system} until `, time(until)]),
  );
}

function heldCard(order, act) {
  return h(
    'section',
    { class: 'card warn' },
    h('h3', {}, link(order), h('span', { class: 'faint' }, ` ${order.customer}`)),
    order.holds.flatMap((hold) => [
      h(
        'p',
        {},
        h('span', { class: 'badge held' }, words(hold.code)),
        ' ',
        timed(hold.reason),
        ' ',
        h(
          'span',
          { class: 'faint' },
          `${hold.owner} has to act, since `,
          time(hold.since),
          `. Ends: ${hold.releaseRule}`,
        ),
      ),
      releaseButton(order, hold, act),
    ]),
  );
}

function table(orders) {
  const head = ['Order', 'Customer', 'Status', 'Progress', 'Invoice', 'Updated'];
  return h(
    'div',
    { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Latest orders' },
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
      h('tbody', {}, orders.map(row)),
    ),
  );
}

function row(order) {
  return h(
    'tr',
    {},
    h(
      'td',
      { class: 'whole' },
      link(order),
      order.erpOrderNumber ? h('div', { class: 'faint' }, `ERP ${order.erpOrderNumber}`) : null,
    ),
    h('td', { class: 'whole' }, order.customer),
    h(
      'td',
      {},
      h('span', { class: `badge ${order.status}` }, words(order.status)),
      order.held ? h('span', { class: 'badge held' }, 'held') : null,
    ),
    h('td', {}, steps(order)),
    h(
      'td',
      {},
      order.invoices.map((invoice) => h('div', { class: 'whole' }, inShort(invoice))),
    ),
    h('td', {}, time(order.updatedAt)),
  );
}
