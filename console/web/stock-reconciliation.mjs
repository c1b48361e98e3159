import { h, time, timed, words } from './dom.mjs';
import { exceptionCards } from './exceptions.mjs';
import { historyPart } from './history.mjs';
import { orderPath } from './order-parts.mjs';
import { badge, button, facts, grid } from './table.mjs';
import { trafficPart } from './traffic.mjs';

const named = ({ warehouse, owner }) => (owner === null ? warehouse : `${warehouse}, stock of ${owner}`);

/** The last comparison of each warehouse, and the stock of which lists say otherwise than was told. */
export function stockListPage({ comparisons, differing }) {
  return [
    h('h1', {}, 'Stock'),
    h('p', { class: 'faint' }, 'Search for an item number to see how much of it each warehouse has.'),
    h('h2', {}, 'Warehouses compared with the ERP'),
    grid(
      ['Warehouse', 'List as of', 'Compared', 'Items', 'Differ or on the way', 'To decide'],
      comparisons.map((one) => [
        h('a', { href: `#${orderPath(one)}`, 'data-key': `comparison ${one.key}` }, named(one)),
        time(one.asOf),
        time(one.comparedAt),
        one.items.toLocaleString(),
        `${one.complete ? '' : 'over '}${one.differing.toLocaleString()}`,
        one.open > 0 ? badge(String(one.open), 'held') : '0',
      ]),
      'No list of a warehouse has been compared yet.',
    ),
    h('h2', {}, 'Items whose last list differs'),
    grid(
      ['Item', 'Warehouse', 'List', 'What it says'],
      differing.map((one) => [
        h('a', { href: `#${orderPath(one)}`, 'data-key': `stock ${one.key}` }, one.sku),
        named(one),
        one.difference?.snapshotId ?? '',
        one.difference?.text ?? '',
      ]),
      'Every list agrees with what was told.',
    ),
  ];
}

/** What a warehouse lists, what it told and what the ERP has, and what a person may do about it. */
export function stockReconciliationPage(
  { stockReconciliation: comparison, history, exceptions, traffic },
  act,
) {
  const { proposals, decided, lines, complete } = comparison;
  const open = proposals.filter(({ state }) => state === 'open');
  return [
    h('p', {}, h('a', { href: '#/stock', 'data-key': 'back' }, '← Stock')),
    h('h1', {}, `Stock of ${named(comparison)} and the ERP`),
    h('div', { class: 'card' }, about(comparison)),
    exceptionCards(exceptions, act),
    h('h2', {}, 'Proposed corrections'),
    open.length > 1
      ? h('p', { class: 'actions' }, decisions(comparison, open, `all ${open.length}`, act))
      : null,
    grid(
      ['Number', 'Item', 'Corrects', 'State of the stock', 'By', 'Why', 'Decision', ''],
      proposals.map((proposal) => row(proposal, decisions(comparison, [proposal], '', act))),
      'Nothing is to be corrected.',
    ),
    h('h2', {}, 'What differs or is on the way'),
    complete
      ? null
      : h('p', { class: 'problem' }, `Only the first ${lines.length} are shown; there are more.`),
    lines.length > 0 ? h('p', { class: 'faint' }, footing(comparison)) : null,
    grid(
      [
        'Item',
        'Listed',
        'Told for the list',
        'Told by now',
        'In the ERP',
        'On the way',
        'Missing in the ERP',
        '',
      ],
      lines.map((line) => [
        whole(line.sku),
        quantity(line.listed, line, 'not listed'),
        quantity(line.told, line, line.listed === null ? '' : 'too long ago'),
        quantity(line.toldByNow ?? null, line),
        quantity(line.booked, line),
        quantity(line.inFlight, line),
        quantity(line.unbooked, line),
        text(line.remarks.join('; ')),
      ]),
      'The list, what was told and the ERP agree, and nothing is on the way.',
    ),
    decided.length > 0 ? h('h2', {}, 'Decided for earlier lists') : null,
    decided.length > 0
      ? grid(
          ['Number', 'Item', 'Corrects', 'State of the stock', 'By', 'Why', 'Decision', ''],
          decided.map((proposal) => row(proposal, null)),
          '',
        )
      : null,
    traffic.messages.length + traffic.deliveries.length > 0 ? trafficPart(traffic, act, 'comparison') : null,
    historyPart(history),
  ].flat(2);
}

const whole = (...parts) => h('span', { class: 'whole' }, ...parts);

/** A column of sentences: not a word a line on a small screen. */
const text = (sentence) => (sentence === '' ? null : h('span', { class: 'text' }, timed(sentence)));

const quantity = (value, { unit }, none = '') => whole(value === null ? none : `${value} ${unit}`);

function about(comparison) {
  const { warehouse, owner, snapshotId, asOf, readAt, items } = comparison;
  const report = `/tower/api${orderPath(comparison)}/stock-report`;
  return [
    facts([
      ['Warehouse', warehouse],
      ['Owner', owner],
      ['List', snapshotId],
      ['As of', time(asOf)],
      ['ERP read', time(readAt)],
      ['Items compared', items.toLocaleString()],
    ]),
    h('p', {}, h('a', { href: report, download: '', 'data-key': 'report' }, 'Save the report (CSV)')),
  ];
}

/** What each column is as of. */
const footing = ({ asOf, comparedAt, readAt }) => [
  ...['Listed, and told for the list, are as of ', time(asOf), '. What was told by now, ', time(comparedAt)],
  ...[', is what the ERP had at ', time(readAt), ', with what is on the way and what is missing there.'],
];

const corrects = { stock: 'stock, then the ERP', book: 'the ERP' };

const row = (proposal, buttons) => [
  whole(proposal.number),
  whole(proposal.sku),
  corrects[proposal.corrects],
  words(proposal.status),
  quantity(proposal.quantity, proposal),
  text(proposal.why),
  [
    badge(words(proposal.state), proposal.state === 'open' ? 'held' : ''),
    proposal.reason && ` ${proposal.reason}`,
  ],
  proposal.state === 'open' ? buttons : null,
];

function decisions(comparison, proposals, all, act) {
  const numbers = proposals.map(({ number }) => number);
  const key = all === '' ? numbers[0] : 'all';
  const what = all === '' ? '' : ` ${all}`;
  return whole(
    button(`Approve${what}…`, `approve ${key}`, () => act.decideStock(comparison, proposals, 'approve')),
    ' ',
    button(`Refuse${what}…`, `refuse ${key}`, () => act.decideStock(comparison, proposals, 'refuse')),
  );
}
