import { h, time } from './dom.mjs';

/** One card per exception; `act.retry` and `act.discard` decide about it. */
export function exceptionCards(exceptions, act) {
  return exceptions.map((exception) => {
    const {
      id,
      code,
      text,
      remedy,
      node,
      key,
      owner,
      raisedAt,
      document: held,
      state,
      closedBy,
      reason,
    } = exception;
    return h(
      'section',
      { class: state === 'open' ? 'card bad' : 'card' },
      h('h3', {}, code),
      h('p', {}, text),
      h('p', { class: 'faint' }, remedy),
      h(
        'p',
        { class: 'faint' },
        [node && `at ${node}`, `key ${key}`, owner && `owner ${owner}`].filter(Boolean).join(' · '),
        ' · ',
        time(raisedAt),
      ),
      state === 'open' ? null : h('p', { class: 'faint' }, `${state} by ${closedBy}: ${reason}`),
      held === null
        ? null
        : h(
            'details',
            { 'data-key': `document ${id}` },
            h('summary', {}, 'Document'),
            h('pre', {}, typeof held === 'string' ? held : JSON.stringify(held, null, 2)),
          ),
      state === 'open'
        ? h(
            'div',
            { class: 'actions' },
            h(
              'button',
              { type: 'button', 'data-key': `retry ${id}`, onclick: () => act.retry(exception) },
              'Retry',
            ),
            h(
              'button',
              {
                type: 'button',
                class: 'danger',
                'data-key': `discard ${id}`,
                onclick: () => act.discard(exception),
              },
              'Discard…',
            ),
          )
        : null,
    );
  });
}

/** Exceptions of the overview by their code, the largest group first; a group of several is opened by its heading. */
export function exceptionGroups({ exceptions, before }, open, act) {
  const groups = [...Map.groupBy(exceptions, ({ code }) => code)].sort(([, a], [, b]) => b.length - a.length);
  const count =
    exceptions.length < open ? `The newest ${exceptions.length} of ${open} are shown.` : `${open} open.`;
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
