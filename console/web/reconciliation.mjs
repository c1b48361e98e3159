import { h, time, timed, words } from './dom.mjs';
import { link } from './order-parts.mjs';
import { grid } from './table.mjs';

const meanings = {
  'shipped-not-invoiced': 'Goods that left and that no invoice charges; net at the prices of the order.',
  'delivered-not-billed': 'Goods that arrived and that no invoice charges; net at the prices of the order.',
  'invoiced-not-posted': 'Documents that a system of finance has not booked; gross.',
  'event-missing': 'What was due by a document or the terms and has not been told.',
  'accrued-not-settled':
    'Freight that is accrued and that the carrier has not billed, or that is in dispute; net.',
  'wms-not-in-erp':
    'Stock that a warehouse told of and that the ERP has not booked, whichever has more; at list prices of the items.',
};

/** What one side knows and the other does not yet: how much, how old, whose. */
export function reconciliationPage({ asOf, orders, complete, agesInDays, kinds }) {
  const looked = `${orders.toLocaleString()} orders that are not posted were looked at`;
  return [
    h('h1', {}, 'Reconciliation'),
    h(
      'p',
      { class: complete ? 'faint' : 'problem' },
      complete ? `${looked}, ` : `Only ${looked}, there are more; `,
      time(asOf),
    ),
    grid(
      ['Open', 'Count', 'Sum', ...ageNames(agesInDays)],
      kinds.map(({ kind, count, sums, ages }) => [
        words(kind),
        count.toLocaleString(),
        sums.map(({ amount, currency }) => `${amount} ${currency}`).join(', '),
        ...ages.map((number) => number.toLocaleString()),
      ]),
      '',
    ),
    kinds.map(kindPart),
  ].flat();
}

const ageNames = (days) => [
  ...days.map((most) => `Up to ${most} ${most === 1 ? 'day' : 'days'}`),
  `Over ${days.at(-1)} days`,
];

function kindPart({ kind, count, unvalued, oldest }) {
  const told = [
    meanings[kind],
    oldest.length < count ? `The oldest ${oldest.length} of ${count.toLocaleString()} are shown.` : '',
    unvalued > 0 && kind !== 'event-missing' ? `${unvalued} have no price and are not in the sum.` : '',
  ];
  return [
    h('h2', {}, words(kind)),
    h('p', { class: 'faint' }, told.filter(Boolean).join(' ')),
    grid(
      ['Since', 'Order', 'Customer', 'What', 'Sum', 'Who acts'],
      oldest.map((gap) => [
        time(gap.since),
        link(gap),
        gap.customer,
        timed(gap.text),
        gap.money ? `${gap.money.amount} ${gap.money.currency}` : '',
        gap.owner,
      ]),
      'Nothing is open.',
    ),
  ];
}
