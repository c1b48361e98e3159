import { h, timed, words } from './dom.mjs';
import { button } from './table.mjs';

export const orderPath = ({ tenant, key }) =>
  `/orders/${encodeURIComponent(tenant)}/${encodeURIComponent(key)}`;

export const invoicePath = ({ tenant, key }, number) =>
  `/invoices/${[tenant, key, number].map(encodeURIComponent).join('/')}`;

export function link(order) {
  return h('a', { href: `#${orderPath(order)}`, 'data-key': `order ${order.key}` }, order.orderNumber);
}

/** A billing document in one line: what is no invoice says so. */
export const inShort = ({ kind, invoiceNumber, gross, currency }) =>
  `${kind === 'invoice' ? '' : `${words(kind)} `}${invoiceNumber}: ${gross} ${currency}`;

/** The button that ends a hold; none where only what it waits for does. */
export function releaseButton(order, hold, act) {
  return hold.byPerson
    ? h(
        'div',
        { class: 'actions' },
        h(
          'button',
          {
            type: 'button',
            'data-key': `release ${order.key} ${hold.id}`,
            onclick: () => act.release(order, hold),
          },
          'Release hold…',
        ),
      )
    : null;
}

/** What may be done about an invoice. */
export function correctionButtons(order, { invoiceNumber, mayBeCorrected, mayBeCredited }, act) {
  return [
    mayBeCorrected
      ? button('Correct…', `correct ${invoiceNumber}`, () => act.correct(order, invoiceNumber, true))
      : null,
    ' ',
    mayBeCredited
      ? button('Credit…', `credit ${invoiceNumber}`, () => act.correct(order, invoiceNumber, false))
      : null,
  ];
}

/** The progress line, with the same in words for those who do not see it. */
export function steps({ steps: all, waitsFor }) {
  const done = all.filter(({ at }) => at !== null);
  const last = done.at(-1)?.name ?? 'nothing yet';
  const told = `${done.length} of ${all.length} steps, last: ${words(last)}`;
  return h(
    'div',
    {},
    h(
      'ol',
      { class: 'steps', 'aria-hidden': 'true' },
      all.map(({ name, at }) =>
        h('li', { class: at ? 'done' : null, title: at ? `${words(name)} ${at}` : words(name) }),
      ),
    ),
    h('span', { class: 'hidden-text' }, told),
    h('span', { class: 'steps-note', 'aria-hidden': 'true' }, words(last)),
    waitsFor.length > 0 ? h('div', { class: 'steps-note' }, timed(`Waits: ${waitsFor[0]}`)) : null,
  );
}
