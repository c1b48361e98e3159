import { get, post } from './api.mjs';
import { askReason } from './ask-reason.mjs';
import { h } from './dom.mjs';
import { button, grid } from './table.mjs';

/** Where a person mends the document of an exception, sees the difference and sends it on. */
export async function mendPage(id, { go }) {
  const path = `/exceptions/${encodeURIComponent(id)}`;
  const [{ exception }, document] = await Promise.all([get(path), get(`${path}/document`)]);
  const problem = h('p', { class: 'problem', role: 'alert' });
  const difference = h('div', { 'aria-live': 'polite' });
  const text = h('textarea', { id: 'mend', rows: '22', spellcheck: 'false', class: 'code' });
  text.value = document.text;
  const mended = () => ({ form: document.form, text: text.value });
  const compare = async () => {
    problem.textContent = '';
    difference.replaceChildren();
    try {
      const { changes } = await post(`${path}/compare`, { document: mended() });
      difference.replaceChildren(changeTable(changes));
      return changes;
    } catch (error) {
      problem.textContent = error.message;
      return null;
    }
  };
  const send = async () => {
    const changes = await compare();
    if (changes === null) return;
    const count = changes.length === 1 ? 'one place' : `${changes.length} places`;
    askReason(
      {
        title: 'Send on',
        text:
          changes.length === 0
            ? `${exception.key}: the document goes on as it was.`
            : `${exception.key}: the document goes on, changed in ${count}. Before and after are kept in the audit trail.`,
        path: `${path}/retry`,
        body: { document: mended() },
      },
      () => go('#/', `${exception.code} of ${exception.key} is on its way again.`),
    );
  };
  const forms = {
    json: 'JSON',
    text: 'text',
    'utf-8': 'text, as it was received',
    'latin-1': 'text in Latin-1, as it was received',
  };
  return [
    h('p', {}, h('a', { href: '#back', 'data-key': 'back' }, '← Back')),
    h('h1', {}, 'Mend and retry'),
    h(
      'section',
      { class: 'card bad' },
      h('h3', {}, exception.code),
      h('p', {}, exception.text),
      h('p', { class: 'faint' }, exception.remedy),
    ),
    h('label', { for: 'mend' }, `Document (${forms[document.form]})`),
    text,
    problem,
    h(
      'div',
      { class: 'actions' },
      button('Show the difference', 'compare', compare),
      button('Retry with this document…', 'send', send, { class: 'primary' }),
    ),
    difference,
  ];
}

function changeTable(changes) {
  const cell = (value) =>
    value === undefined
      ? h('span', { class: 'faint' }, '–')
      : h('pre', { class: 'small' }, typeof value === 'string' ? value : JSON.stringify(value, null, 2));
  return grid(
    ['Where', 'Before', 'After'],
    changes.map(({ path, before, after }) => [path || 'the document', cell(before), cell(after)]),
    'Nothing is changed.',
  );
}
