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
