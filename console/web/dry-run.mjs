import { h, words } from './dom.mjs';
import { badge, content, grid } from './table.mjs';

const changeKinds = { added: 'posted', removed: 'bad', changed: 'held' };

/** What a message would do today. `result` is null while it runs, undefined when nobody has asked. */
export function dryRunPart(result) {
  if (result === undefined) return [];
  const head = h('h2', { id: 'dry-run', tabindex: '-1' }, 'Dry run');
  if (result === null)
    return [head, h('p', { class: 'empty', role: 'status' }, 'The message goes through the flow…')];
  return [
    head,
    outcome(result),
    notFollowed(result.notFollowed),
    h('h3', {}, 'Differences'),
    differences(result),
    h('h3', {}, 'What it would do'),
    result.effects.length === 0
      ? h('p', { class: 'empty' }, 'It would change nothing.')
      : result.effects.map(effect),
    more(result.more.effects, 'changes'),
  ];
}

function outcome({ outcome: how, error, node, effects }) {
  if (how === 'failed') {
    return h(
      'section',
      { class: 'card bad', role: 'status' },
      h('p', {}, `It would fail${node ? ` at ${node}` : ''} and change nothing.`),
      error ? h('p', {}, `${error.code}: ${error.text}`) : null,
      error ? h('p', { class: 'faint' }, error.remedy) : null,
    );
  }
  const count = effects.length === 1 ? 'one change' : `${effects.length} changes`;
  return h(
    'p',
    { class: 'card', role: 'status' },
    `It would run to its end with ${count}. Nothing was written, and nothing left the house.`,
  );
}

function notFollowed(nodes) {
  if (nodes.length === 0) return null;
  return h(
    'section',
    { class: 'card warn' },
    h('p', {}, 'Not followed, so that what lies behind is not shown:'),
    h(
      'ul',
      {},
      nodes.map(({ nodeName, why }) => h('li', {}, `${nodeName}: ${why}`)),
    ),
  );
}

function differences({ compared, difference, more: { difference: rest } }) {
  if (!compared) {
    return h('p', { class: 'empty' }, 'It has not run to its end before: there is nothing to compare with.');
  }
  return [
    grid(
      ['', 'What', 'Last time', 'Now'],
      difference.map(({ change, what, before, after }) => [
        badge(change, changeKinds[change]),
        what,
        value(before),
        value(after),
      ]),
      'None: it would do the same again.',
    ),
    more(rest, 'differences'),
  ];
}

const value = (cut) =>
  cut === null
    ? h('span', { class: 'faint' }, '–')
    : h('pre', { class: 'small', tabindex: '0' }, cut.text + (cut.cut ? '…' : ''));

function effect({ kind, what, nodeName, content: shown }, index) {
  return h(
    'details',
    { class: 'card', 'data-key': `effect ${index}` },
    h('summary', {}, badge(words(kind)), ` ${what} `, h('span', { class: 'faint' }, `by ${nodeName}`)),
    content(shown),
  );
}

const more = (count, what) => (count > 0 ? h('p', { class: 'faint' }, `and ${count} more ${what}`) : null);
