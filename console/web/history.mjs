import { h, time, timed, words } from './dom.mjs';
import { grid } from './table.mjs';

/** What was written down about an order, a shipment's cost or a stock position, oldest first. */
export const historyPart = (history) => [
  h('h2', {}, 'History'),
  grid(
    ['When', 'What', ''],
    history.map(({ at, kind, text }) => [time(at), timed(text), words(kind)]),
    'Nothing is written down yet.',
  ),
];
