import { h, words } from './dom.mjs';
import { orderPath } from './order-parts.mjs';
import { badge, grid } from './table.mjs';

/** Orders found by the beginning of any of their numbers. */
export function searchPage({ query, hits }) {
  const found = hits.map((hit) => [
    h('a', { href: `#${orderPath(hit)}`, 'data-key': `hit ${hit.scheme} ${hit.value}` }, hit.value),
    words(hit.scheme),
    hit.key,
    hit.customer,
    [badge(words(hit.status), hit.status), hit.held ? badge('held', 'held') : null].filter(Boolean),
  ]);
  return [
    h('h1', {}, `Search: ${query}`),
    query.length < 2
      ? h(
          'p',
          { class: 'empty' },
          'Type at least two characters of any number: order, release, shipment, BOL, invoice.',
        )
      : grid(
          ['Found', 'Is', 'Order', 'Customer', 'Status'],
          found,
          `No order has a number that begins with ${query}.`,
        ),
  ];
}

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
