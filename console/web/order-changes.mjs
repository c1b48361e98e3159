import { h, time, words } from './dom.mjs';
import { button, grid } from './table.mjs';

/** What the customer wanted otherwise and what became of it, with the answer a person gives for a warehouse. */
export function changesPart(order, act) {
  if (order.changes.length === 0) return [];
  return [
    h('h2', {}, 'Changes'),
    grid(
      ['Change', 'Made', 'What', 'Outcome', ''],
      order.changes.flatMap((change) =>
        change.parts.map((part, index) => [
          index === 0 ? `${words(change.kind)} ${change.changeNumber}` : '',
          index === 0 ? time(change.changedAt) : '',
          part.wanted,
          part.reason ? `${words(part.outcome)}: ${part.reason}` : words(part.outcome),
          part.questions.flatMap((question) => answerButtons(order, question, act)),
        ]),
      ),
      '',
    ),
  ];
}

const answerButtons = (order, { requestNumber }, act) => [
  button('Warehouse agrees…', `agree ${requestNumber}`, () => act.answerChange(order, requestNumber, true)),
  ' ',
  button('Warehouse refuses…', `refuse ${requestNumber}`, () =>
    act.answerChange(order, requestNumber, false),
  ),
];

/** What is taken back in other systems, the last step first. */
export function compensationPart({ compensation }) {
  if (compensation === null) return [];
  const { because, by, startedAt, done, steps } = compensation;
  return [
    h('h2', {}, 'Taking back'),
    h(
      'p',
      {},
      `${because} (${by}) `,
      h('span', { class: 'faint' }, time(startedAt)),
      done ? '. All is taken back.' : '',
    ),
    grid(
      ['Step', 'Number', 'State', 'Asked', 'Ended'],
      steps.map(({ kind, number, state, askedAt, endedAt, reason }) => [
        words(kind),
        number,
        reason ? `${words(state)}: ${reason}` : words(state),
        time(askedAt),
        time(endedAt),
      ]),
      'Nothing stands in other systems.',
    ),
  ];
}
