import { h } from './dom.mjs';

/** A table that scrolls by itself; `none` is said when it has no rows. Each row is a list of cells. */
export function grid(head, rows, none) {
  if (rows.length === 0) return h('p', { class: 'empty' }, none);
  return h(
    'div',
    { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': head.filter(Boolean).join(', ') },
    h(
      'table',
      {},
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          head.map((name) => h('th', { scope: 'col' }, name)),
        ),
      ),
      h(
        'tbody',
        {},
        rows.map((cells) =>
          h(
            'tr',
            {},
            cells.map((cell) => h('td', {}, cell)),
          ),
        ),
      ),
    ),
  );
}

/** Names and values; what has no value is left out. */
export function facts(all, attributes = {}) {
  return h(
    'dl',
    attributes,
    all
      .filter(([, value]) => value !== null && value !== undefined && value !== '')
      .flatMap(([name, value]) => [h('dt', {}, name), h('dd', {}, value)]),
  );
}

export const button = (text, key, onclick, attributes = {}) =>
  h('button', { type: 'button', 'data-key': key, onclick, ...attributes }, text);

export const badge = (text, kind = '') => h('span', { class: `badge ${kind}` }, text);

/** What of a content is shown, as text only; the whole of a cut one can be saved. */
export function content({ text, bytes, cut }, href) {
  return [
    h('pre', { tabindex: '0' }, text),
    cut || href
      ? h(
          'p',
          { class: 'faint' },
          cut ? `The first ${text.length.toLocaleString()} characters of ${size(bytes)}. ` : '',
          href ? h('a', { href, download: '' }, 'Save as a file') : null,
        )
      : null,
  ];
}

export function size(bytes) {
  if (bytes < 1_000) return `${bytes} bytes`;
  return bytes < 1_000_000 ? `${(bytes / 1_000).toFixed(1)} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
