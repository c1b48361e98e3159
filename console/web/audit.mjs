import { h, time, words } from './dom.mjs';
import { button, grid } from './table.mjs';

/** Everything that people decided, newest first, and whether the trail is as it was written. */
export function auditPage({ entries, before }, verdict, act) {
  return [
    h('h1', {}, 'Audit trail'),
    h(
      'p',
      { class: 'faint' },
      'Every line carries a hash over the one before it: a line that is changed or taken out is found.',
    ),
    h(
      'div',
      { class: 'actions' },
      button('Verify the whole trail', 'verify', () => act.verify()),
    ),
    h(
      'p',
      { id: 'verdict', role: 'status', class: verdict && !verdict.intact ? 'problem' : null },
      told(verdict),
    ),
    grid(
      ['Number', 'When', 'Who', 'What', 'To', 'Reason', ''],
      entries.map((entry) => [
        entry.number,
        time(entry.at),
        entry.by,
        words(entry.action.replace('.', ' ')),
        h('span', { class: 'long' }, subject(entry)),
        entry.reason ?? '',
        details(entry),
      ]),
      'Nobody has decided anything yet.',
    ),
    before === null
      ? null
      : h(
          'p',
          {},
          button('Show more', 'more', () => act.more('audit')),
        ),
  ];
}

const subject = ({ key, subject: id }) => (key && key !== id ? `${key} (${id})` : id);

function told(verdict) {
  if (!verdict) return '';
  if (verdict.intact) return `Intact: ${verdict.entries} lines are as they were written.`;
  return `Broken at line ${verdict.brokenAt}: ${verdict.reason}`;
}

function details({ number, data, hash }) {
  return h(
    'details',
    { 'data-key': `audit ${number}` },
    h('summary', {}, 'Details'),
    h('pre', { tabindex: '0' }, data === undefined ? 'No details.' : JSON.stringify(data, null, 2)),
    h('p', { class: 'faint long' }, hash),
  );
}
