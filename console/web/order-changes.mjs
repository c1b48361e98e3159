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
