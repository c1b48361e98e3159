import { h, time, words } from './dom.mjs';
import { exceptionCards } from './exceptions.mjs';
import { orderPath } from './order-parts.mjs';
import { badge, grid } from './table.mjs';

/** What was found: orders and undecided exceptions by how they begin, anything by its whole key or id. */
export function searchPage({ query, hits, exceptions, messages, deliveries }, act) {
  const heading = h('h1', {}, `Search: ${query}`);
  if (query.length < 2) {
    const hint = 'Type at least two characters of any number: order, release, shipment, BOL, invoice.';
    return [heading, h('p', { class: 'empty' }, hint)];
  }
  const sections = [
    section('Orders', hits, orders),
    section('Exceptions', exceptions, (found) => exceptionCards(found, act)),
    section('Messages', messages, messageRows),
    section('Deliveries', deliveries, deliveryRows),
  ].filter(Boolean);
  const none = h('p', { class: 'empty' }, `No order or exception has a number that begins with ${query}.`);
  return [heading, ...(sections.length === 0 ? [none] : sections)];
}

const section = (name, found, view) => (found.length === 0 ? null : [h('h2', {}, name), view(found)]);

const orders = (hits) =>
  grid(
    ['Found', 'Is', 'Order', 'Customer', 'Status'],
    hits.map((hit) => [
      h('a', { href: `#${orderPath(hit)}`, 'data-key': `hit ${hit.scheme} ${hit.value}` }, hit.value),
      words(hit.scheme),
      hit.key,
      hit.customer,
      [badge(words(hit.status), hit.status), hit.held ? badge('held', 'held') : null].filter(Boolean),
    ]),
  );

const messageRows = (messages) =>
  grid(
    ['Message', 'Key', 'State', 'Taken in'],
    messages.map(({ id, type, key, state, acceptedAt }) => [
      messageLink(id, `message ${id}`, type),
      key,
      words(state),
      time(acceptedAt),
    ]),
  );

const deliveryRows = (deliveries) =>
  grid(
    ['Delivery to', 'Key', 'State', 'Since', 'Of'],
    deliveries.map(({ id, messageId, system, key, state, stagedAt }) => [
      system,
      key,
      words(state),
      time(stagedAt),
      messageLink(messageId, `delivery ${id}`, 'message'),
    ]),
  );

const messageLink = (id, key, text) =>
  h('a', { href: `#/messages/${encodeURIComponent(id)}`, 'data-key': key }, text);

/** Enter in the box opens the results; `/` anywhere outside of a field goes to the box. */
export function watchSearch(go) {
  const form = document.getElementById('search');
  const box = document.getElementById('search-box');
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const query = box.value.trim();
    if (query !== '') go(`#/search/${encodeURIComponent(query)}`);
  });
  document.addEventListener('keydown', (event) => {
    if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || form.hidden) return;
    if (event.target.closest('input, textarea, select, dialog')) return;
    event.preventDefault();
    box.select();
    box.focus();
  });
}
