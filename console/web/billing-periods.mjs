import { h, time, words } from './dom.mjs';
import { historyPart } from './history.mjs';
import { invoicePath, link, orderPath } from './order-parts.mjs';
import { badge, button, facts, grid } from './table.mjs';
import { trafficPart } from './traffic.mjs';

const orderLink = (order) => link({ ...order, orderNumber: order.orderNumber ?? order.key });
const periodLink = (period) => link({ ...period, orderNumber: period.name });
const closeButton = (period, act) => button('Close…', `close ${period.key}`, () => act.closePeriod(period));

/** Open periods: who is invoiced, how much waits, and when. */
export function billingPeriodsPage({ periods, complete }, act) {
  return [
    h('h1', {}, 'Billing periods'),
    complete ? null : h('p', { class: 'problem' }, 'There are more than are shown.'),
    grid(
      ['Closes', 'Period', 'Customer', 'Orders', 'Net', 'Gross', 'Billed by', ''],
      periods.map((period) => [
        time(period.closesAt),
        periodLink(period),
        period.shipTo ? `${period.customer}, ${period.shipTo}` : period.customer,
        period.orders.length.toLocaleString(),
        `${period.net} ${period.currency}`,
        `${period.gross} ${period.currency}`,
        period.billingEntity,
        closeButton(period, act),
      ]),
      'No order waits for the invoice of a period.',
    ),
  ];
}

/** One period with its orders, and its invoice when it is closed. */
export function billingPeriodPage({ period, history, traffic }, act) {
  const isOpen = period.status === 'billing-open';
  const onInvoice = new Set(period.invoice?.orders ?? []);
  const whyOut = new Map(period.leftOut.map(({ key, reason }) => [key, reason]));
  return [
    h('p', {}, h('a', { href: '#/billing-periods', 'data-key': 'back' }, '← Billing periods')),
    h('h1', {}, `Orders of ${period.customer} until ${period.name}`),
    h(
      'div',
      { class: 'card' },
      badge(words(period.status), isOpen ? 'held' : ''),
      facts([
        ['From', period.from],
        ['Closes', time(period.closesAt)],
        ['Closed', period.closedAt ? time(period.closedAt) : null],
        ['Closed early by', period.early ? `${period.early.by}: ${period.early.reason}` : null],
        ['Billed by', period.billingEntity],
        ['Orders in', period.erp],
        ['Ship to', period.shipTo],
        ['Invoice', period.invoice?.invoiceNumber],
        ['Net', `${period.net} ${period.currency}`],
        ['Gross', `${period.gross} ${period.currency}`],
      ]),
      isOpen ? closeButton(period, act) : null,
    ),
    h('h2', {}, 'Orders'),
    grid(
      ['Order', 'Since', 'Net', 'Gross', ''],
      period.orders.map((order) => [
        orderLink(order),
        time(order.since),
        `${order.net} ${period.currency}`,
        `${order.gross} ${period.currency}`,
        isOpen || onInvoice.has(order.key)
          ? ''
          : `not on the invoice: ${whyOut.get(order.key) ?? 'it had left'}`,
      ]),
      'No order waits.',
    ),
    trafficPart(traffic, act, 'period'),
    historyPart(history),
  ].flat(2);
}

/** That an order waits for the invoice of a period. */
export function collectedPart({ tenant, collected }) {
  if (!collected) return [];
  const name = ['until ', time(collected.closesAt)];
  return h(
    'p',
    { class: 'card' },
    'Collected for the invoice of a period: ',
    periodAnchor({ tenant, key: collected.period }, name),
  );
}

/** The number of a document, with the invoice over several orders of which it is a part. */
export function numberOf(order, { invoiceNumber, consolidated, currency }) {
  const { tenant } = order;
  const number = h(
    'a',
    { href: `#${invoicePath(order, invoiceNumber)}`, 'data-key': invoiceNumber },
    invoiceNumber,
  );
  if (!consolidated) return number;
  const { period, orders, gross } = consolidated;
  const told = `part of ${gross} ${currency} over ${orders} order${orders === 1 ? '' : 's'}`;
  return [number, ', ', periodAnchor({ tenant, key: period }, told)];
}

const periodAnchor = (period, text) =>
  h('a', { href: `#${orderPath(period)}`, 'data-key': `period ${period.key}` }, text);
