import { day, h, time, words } from './dom.mjs';
import { exceptionCards } from './exceptions.mjs';
import { historyPart } from './history.mjs';
import { badge, button, facts, grid } from './table.mjs';
import { trafficPart } from './traffic.mjs';

/** What one shipment costs: planned, accrued, billed by its carrier, owed and disputed. */
export function freightPage({ freight, history, exceptions, traffic }, act) {
  const of = (amount) => `${amount} ${freight.currency}`;
  return [
    h('p', {}, h('a', { href: '#/', 'data-key': 'back' }, '← Overview')),
    h('h1', {}, `Freight of ${freight.shipment}`),
    h('div', { class: 'card' }, about(freight, of)),
    exceptionCards(exceptions, act),
    h('h2', {}, 'Disputes'),
    grid(
      ['Dispute', 'Carrier', 'Invoice', 'Net', 'Why', 'State', ''],
      freight.disputes.map((dispute) => [
        dispute.number,
        dispute.carrier,
        dispute.invoiceNumber,
        `${dispute.amount} ${dispute.currency}`,
        whyOf(dispute),
        badge(words(dispute.status), dispute.status === 'open' ? 'held' : ''),
        dispute.status === 'open' ? decisions(freight, dispute, act) : null,
      ]),
      'Nothing is in dispute.',
    ),
    h('h2', {}, 'Billed by the carrier'),
    grid(
      ['Document', 'Number', 'Charge', 'Expected', 'Billed', 'Owed', 'Why', 'Issued'],
      freight.bills.flatMap(({ kind, invoiceNumber, carrier, currency, issuedAt, charges }) =>
        charges.map((charge) => [
          words(kind),
          `${invoiceNumber} (${carrier})`,
          charge.description,
          `${charge.expected} ${charge.expectedIn}`,
          ...[charge.invoiced, charge.approved].map((amount) => `${amount} ${currency}`),
          charge.reason,
          day(issuedAt),
        ]),
      ),
      'The carrier has billed nothing yet.',
    ),
    h('h2', {}, 'Accruals'),
    grid(
      ['Number', 'Period', 'Net', 'State'],
      freight.accruals.map(({ number, period, total, currency, status }) => [
        number,
        period,
        `${total} ${currency}`,
        words(status),
      ]),
      'Nothing is accrued.',
    ),
    h('h2', {}, 'Planned'),
    grid(
      ['Charge', 'Net'],
      freight.planned.map(({ description, amount }) => [description, of(amount)]),
      'No transport plan names a cost.',
    ),
    trafficPart(traffic, act, 'shipment'),
    historyPart(history),
  ].flat(2);
}

function about(freight, of) {
  const { tenant, carrier, status, orders, pro, bol, dispatchedAt, services, totals, mergedInto } = freight;
  return facts([
    ['Carrier', carrier],
    ['Status', words(status)],
    ['Orders', orders.join(', ')],
    ['Belongs to', mergedInto ? orderLink(tenant, mergedInto) : null],
    ['PRO', pro],
    ['Bill of lading', bol],
    ['On the road', dispatchedAt ? time(dispatchedAt) : null],
    ['Extra work', services.map(({ code, quantity }) => `${code} ${quantity}`).join(', ')],
    ['Planned', totals ? of(totals.planned) : null],
    ['Billed', totals ? of(totals.billed) : null],
    ['Owed', totals ? of(totals.owed) : null],
    ['In dispute', totals ? of(totals.disputed) : null],
  ]);
}

const orderLink = (tenant, key) =>
  h('a', { href: `#/orders/${tenant}/${encodeURIComponent(key)}`, 'data-key': `order ${key}` }, key);

const whyOf = ({ why, reason, paidBefore }) =>
  [
    why,
    reason ? `Decided: ${reason}` : null,
    paidBefore === '' ? null : `Paid already for the same: ${paidBefore}`,
  ]
    .filter(Boolean)
    .join('. ');

const decisions = (freight, dispute, act) => [
  button('Pay…', `accept ${dispute.number}`, () => act.decideDispute(freight, dispute, 'accept')),
  ' ',
  button('Refuse…', `refuse ${dispute.number}`, () => act.decideDispute(freight, dispute, 'refuse')),
];
