import { day, h, words } from './dom.mjs';
import { link, orderPath } from './order-parts.mjs';
import { facts, grid } from './table.mjs';

/** One billing document: its lines and how each came about, taxes and totals. */
export function invoicePage(invoice) {
  const { kind, invoiceNumber, orderNumber, totals, lines, taxes, messageId } = invoice;
  const order = { ...invoice, orderNumber };
  return [
    h('p', {}, h('a', { href: `#${orderPath(invoice)}`, 'data-key': 'back' }, `← Order ${orderNumber}`)),
    h('h1', {}, `${titleOf(kind)} ${invoiceNumber}`),
    h('div', { class: 'card' }, about(invoice, order)),
    h('h2', {}, 'Lines'),
    grid(
      ['Line', 'What', 'Quantity', 'Price', 'Net', 'Tax', 'How it comes about'],
      lines.map((line) => [
        line.lineNumber,
        line.description,
        line.quantity ? whole(`${line.quantity.value} ${line.quantity.unit}`) : '',
        line.unitPrice ? whole(money(line.unitPrice)) : '',
        whole(money(line.amount)),
        line.taxCode,
        line.explanation ? explained(line.explanation) : '',
      ]),
      'No lines.',
    ),
    h('h2', {}, 'Taxes'),
    grid(
      ['Code', 'Rate', 'Base', 'Tax', 'Where', 'Why'],
      taxes.map(({ code, rate, base, amount, jurisdiction, reason, national }) => [
        ...[code, whole(`${rate} %`), whole(money(base)), whole(money(amount)), jurisdiction],
        [reason, national && inNational(national)].filter(Boolean).join('; '),
      ]),
      'No tax.',
    ),
    h('h2', {}, 'Total'),
    h(
      'div',
      { class: 'card' },
      facts(['net', 'tax', 'gross'].map((name) => [titleOf(name), money(totals[name])])),
    ),
    messageId
      ? h(
          'p',
          {},
          h(
            'a',
            { href: `#/messages/${encodeURIComponent(messageId)}`, 'data-key': 'message' },
            'As it left',
          ),
        )
      : h('p', { class: 'faint' }, 'The message that says how its lines came about is not under this order.'),
  ];
}

/** What a country wants told in its own currency, with the rates. */
function inNational({ amount, rates }) {
  const told = rates.map(
    ({ rate, base, quote, source, validFrom }) => `${rate} ${quote} per ${base} (${source}, ${validFrom})`,
  );
  return `${money(amount)} at ${told.join(' and ')}`;
}

/** A number and its unit on one line. */
const whole = (text) => h('span', { class: 'whole' }, text);

const money = ({ amount, currency }) => `${amount} ${currency}`;

const titleOf = (kind) => {
  const text = words(kind);
  return text.charAt(0).toUpperCase() + text.slice(1);
};

function about({ billTo, billingEntity, issuedAt, relatesTo, replaces = [], consolidated, currency }, order) {
  return facts([
    ['Order', link(order)],
    ['Bill to', billTo.name ?? billTo.id],
    ['Billed by', billingEntity.name ?? billingEntity.id],
    ['Issued', day(issuedAt)],
    ['Corrects', relatesTo],
    ['Replaces', replaces.join(', ')],
    ['Part of', consolidated ? `${consolidated.gross} ${currency} over ${consolidated.orders} orders` : null],
  ]);
}

/** The arithmetic, and behind it the rule and every value that went into it with where it is from. */
function explained({ rule, version, arithmetic, inputs }) {
  return h(
    'details',
    { class: 'text' },
    h('summary', {}, arithmetic),
    h('p', { class: 'faint' }, `${rule}, version ${version}`),
    h(
      'dl',
      {},
      inputs.flatMap(({ name, value, source }) => [
        h('dt', {}, name),
        h('dd', {}, value, h('span', { class: 'faint' }, ` (${source})`)),
      ]),
    ),
  );
}
