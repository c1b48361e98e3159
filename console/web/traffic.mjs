import { h, time, words } from './dom.mjs';
import { badge, button, grid } from './table.mjs';

const stateKinds = { done: 'posted', delivered: 'posted', parked: 'bad', failed: 'bad' };

/** The messages and deliveries of an order, or of `what` else a page is about. */
export function trafficPart({ messages, deliveries, before }, act, what = 'order') {
  return [
    h('h2', {}, 'Messages'),
    grid(
      ['Message', 'From', 'Taken in', 'State', 'Retries'],
      messages.map(({ id, type, source, acceptedAt, state, attempts, lastError }) => [
        h('a', { href: `#/messages/${encodeURIComponent(id)}`, 'data-key': `open ${id}` }, words(type)),
        h('span', { class: 'long' }, `${source.system} by ${source.protocol}`),
        time(acceptedAt),
        stateOf(state, lastError),
        attempts,
      ]),
      `No messages are kept of this ${what} any more.`,
    ),
    before === null
      ? null
      : h(
          'p',
          {},
          button('Show older messages', 'older', () => act.more('traffic')),
        ),
    h('h2', {}, 'Deliveries'),
    grid(
      ['System', 'Idempotency key', 'Staged', 'State', 'Retries', ''],
      deliveries.map((delivery) => [
        delivery.system,
        h('span', { class: 'long' }, delivery.idempotencyKey),
        time(delivery.stagedAt),
        [stateOf(delivery.state, delivery.lastError), delivery.resent ? badge('sent again') : null].filter(
          Boolean,
        ),
        delivery.attempts,
        delivery.state === 'delivered'
          ? button('Send again…', `resend ${delivery.id}`, () => act.resend(delivery))
          : null,
      ]),
      `Nothing was sent for this ${what} yet.`,
    ),
  ].filter(Boolean);
}

const stateOf = (state, lastError) =>
  h(
    'span',
    { title: lastError ? `${lastError.code}: ${lastError.text}` : null },
    badge(state, stateKinds[state] ?? 'held'),
  );
