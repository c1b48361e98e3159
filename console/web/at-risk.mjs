import { h, time, words } from './dom.mjs';
import { link } from './order-parts.mjs';
import { badge, grid } from './table.mjs';

/** What is expected and does not come: how much money, of which order, why, and who acts. */
export function atRiskPage({ asOf, orders, complete, count, sums, first }) {
  const looked = `${orders.toLocaleString()} open orders were looked at`;
  const all = sums.map(({ amount, currency }) => `${amount} ${currency}`).join(' and ');
  return [
    h('h1', {}, 'At risk'),
    h(
      'p',
      { class: complete ? 'faint' : 'problem' },
      complete ? `${looked}, ` : `Only ${looked}, there are more; `,
      time(asOf),
    ),
    count > 0
      ? h(
          'p',
          {},
          `Of ${count.toLocaleString()} something is overdue or nearly so${all ? `: ${all} are open` : ''}.`,
          first.length < count ? ` The first ${first.length} are shown.` : '',
        )
      : null,
    grid(
      ['Order', 'Customer', 'Money', 'What', 'Until', 'Probable cause', 'Who acts'],
      first.flatMap((order) =>
        order.risks.map((risk, index) => [
          index === 0 ? link(order) : '',
          index === 0 ? order.customer : '',
          risk.money ? `${risk.money.amount} ${risk.money.currency}` : 'no price',
          levelAndStep(risk),
          time(risk.dueAt),
          risk.cause,
          risk.owner,
        ]),
      ),
      'Everything expected has come in time so far.',
    ),
  ];
}

/** What an order waits for next, until when, and why it may not come. */
export function expectedPart(expected) {
  if (expected.length === 0) return [];
  return [
    h('h2', {}, 'Expected next'),
    grid(
      ['What', 'Until', 'Counted from', 'If it does not come', 'Who acts'],
      expected.map((step) => [
        levelAndStep(step),
        time(step.dueAt),
        step.because,
        step.level === 'expected' ? '' : step.cause,
        step.owner,
      ]),
      '',
    ),
  ];
}

const levelAndStep = ({ level, milestone, shipmentId }) => [
  shipmentId ? `${words(milestone)} (${shipmentId}) ` : `${words(milestone)} `,
  level === 'expected' ? null : badge(words(level), level === 'overdue' ? 'bad' : 'held'),
];
