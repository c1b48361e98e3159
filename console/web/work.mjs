import { h, time, words } from './dom.mjs';
import { badge, facts, grid, size } from './table.mjs';

/** What keeps the site busy: limits reached, backlogs, outside systems and workers. */
export function workPage({ queues, backPressure, systems, workers }) {
  return [
    h('h1', {}, 'Work'),
    h('h2', {}, 'Back-pressure'),
    backPressure.length === 0
      ? h('p', { class: 'empty' }, 'No limit is reached: everything that comes in is taken.')
      : backPressure.map(pressureCard),
    h('h2', {}, 'Queues'),
    grid(
      ['Queue', 'Messages', 'Size', 'Oldest'],
      queues.map(({ queue, count, bytes, oldestAt }) => [
        h('span', { class: 'long' }, queue),
        count.toLocaleString(),
        size(bytes),
        time(oldestAt),
      ]),
      'Nothing waits.',
    ),
    h('h2', {}, 'Outside systems'),
    grid(
      ['System', 'Circuit', 'Calls', 'Waiting', 'Spared by'],
      systems.map((system) => [system.name, circuit(system), system.running, system.waiting, spared(system)]),
      'The site calls no outside system.',
    ),
    h('h2', {}, 'Workers'),
    grid(
      ['Worker', 'Shards', 'Last seen'],
      workers.map(({ worker, shards, seenAt }) => [
        h('span', { class: 'long' }, worker),
        `${shards} of 64`,
        time(seenAt),
      ]),
      'No worker has been seen.',
    ),
  ];
}

const units = { count: 'messages', bytes: 'bytes', age: 'of age' };

/** Also on the overview: what takes nothing in at the moment. */
export function pressureCard({ name, cause, value, limit, since }) {
  const shown = (amount) =>
    cause === 'bytes'
      ? size(amount)
      : cause === 'age'
        ? duration(amount)
        : `${amount.toLocaleString()} ${units[cause]}`;
  return h(
    'section',
    { class: 'card warn' },
    h('h3', {}, `${name} takes nothing in`),
    facts([
      [
        'Because',
        cause === 'age' ? 'its oldest message waits too long' : `its backlog has too many ${units[cause]}`,
      ],
      ['Now', `${shown(value)}, the limit is ${shown(limit)}`],
      ['Since', time(since)],
    ]),
  );
}

function duration(ms) {
  const seconds = Math.round(ms / 1_000);
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? `${minutes} min` : `${(minutes / 60).toFixed(1)} h`;
}

function circuit({ circuit: state, until }) {
  return [
    badge(words(state), state === 'closed' ? 'posted' : 'held'),
    until ? h('span', { class: 'faint' }, ' until ', time(until)) : null,
  ].filter(Boolean);
}

function spared({ rateLimited, retriesLeft, fallbackActive }) {
  const all = [
    rateLimited && 'its rate limit',
    retriesLeft !== null && `a retry budget (${retriesLeft} left)`,
    fallbackActive && `${fallbackActive} gets its deliveries`,
  ].filter(Boolean);
  return all.join(', ') || h('span', { class: 'faint' }, '–');
}
