import { h, time, timed } from './dom.mjs';
import { badge, button, size } from './table.mjs';

/** One card per exception; `act` decides about it. */
export const exceptionCards = (exceptions, act) => exceptions.map((exception) => card(exception, act));

function card(exception, act) {
  const { code, text, remedy, node, key, owner, raisedAt, state, closedBy, reason, assignee } = exception;
  const undecided = state === 'open' || state === 'assigned';
  return h(
    'section',
    { class: undecided ? 'card bad' : 'card' },
    h('h3', {}, code, state === 'assigned' ? badge(`${assignee} works on it`, 'held') : null),
    h('p', {}, timed(text)),
    h('p', { class: 'faint' }, remedy),
    h(
      'p',
      { class: 'faint' },
      [node && `at ${node}`, `key ${key}`, owner && `owner ${owner}`].filter(Boolean).join(' · '),
      ' · ',
      time(raisedAt),
      messageLink(exception),
    ),
    undecided ? null : h('p', { class: 'faint' }, `${state} by ${closedBy}: ${reason}`),
    documentOf(exception),
    undecided ? buttons(exception, act) : null,
  );
}

function messageLink({ id, kind, subjectId }) {
  if (kind === 'delivery') return null;
  const href = `#/messages/${encodeURIComponent(subjectId)}`;
  return [' · ', h('a', { href, 'data-key': `message of ${id}` }, 'message')];
}

function documentOf({ id, document: held, documentBytes }) {
  if (documentBytes !== undefined) {
    return h('p', { class: 'faint' }, `Document of ${size(documentBytes)}: open it with “Mend and retry”.`);
  }
  if (held === null) return null;
  const text = typeof held === 'string' ? held : JSON.stringify(held, null, 2);
  return h(
    'details',
    { 'data-key': `document ${id}` },
    h('summary', {}, 'Document'),
    h('pre', { tabindex: '0' }, text),
  );
}

function buttons(exception, act) {
  const { id, state } = exception;
  return h(
    'div',
    { class: 'actions' },
    button('Retry…', `retry ${id}`, () => act.retry(exception)),
    button('Mend and retry…', `mend ${id}`, () => act.mend(exception)),
    state === 'assigned'
      ? button('Give back', `assign ${id}`, () => act.assign(exception, null))
      : button('Take it', `assign ${id}`, () => act.assign(exception, 'me')),
    button('Discard…', `discard ${id}`, () => act.discard(exception), { class: 'danger' }),
  );
}

/** Exceptions of the overview by their code, the largest group first; a group of several is opened by its heading. */
export function exceptionGroups({ exceptions, before }, open, act) {
  const groups = [...Map.groupBy(exceptions, ({ code }) => code)].sort(([, a], [, b]) => b.length - a.length);
  const count =
    open === null
      ? ''
      : exceptions.length < open
        ? `The newest ${exceptions.length} of ${open} are shown.`
        : `${open} open.`;
  return [
    h('p', { class: 'faint', id: 'exception-count' }, count),
    groups.map(([code, members]) =>
      members.length === 1 || groups.length === 1
        ? exceptionCards(members, act)
        : h(
            'details',
            { class: 'group', 'data-key': `group ${code}` },
            h('summary', {}, `${code} (${members.length})`),
            exceptionCards(members, act),
          ),
    ),
    before === null
      ? null
      : h(
          'p',
          {},
          h(
            'button',
            { type: 'button', 'data-key': 'more', onclick: () => act.moreExceptions() },
            'Show more',
          ),
        ),
  ]
    .flat(2)
    .filter(Boolean);
}
