import { root } from './api.mjs';
import { h, time, words } from './dom.mjs';
import { dryRunPart } from './dry-run.mjs';
import { orderPath } from './order-parts.mjs';
import { badge, button, content, facts } from './table.mjs';
import { traceTable } from './trace.mjs';

/** A message: what can be done with it, its trace, and the document as it was received. */
export function messagePage({ message, hops }, { payloads, dryRuns }, act) {
  const { id, envelope, received, state } = message;
  const path = `${root}/messages/${encodeURIComponent(id)}/file`;
  return [
    h('p', {}, h('a', { href: '#back', 'data-key': 'back' }, '← Back')),
    h('h1', {}, words(message.type), ' ', badge(state, state === 'done' ? 'posted' : 'held')),
    h('div', { class: 'card' }, about(message), doing(message, dryRuns.get(id) === null, act)),
    dryRunPart(dryRuns.get(id)),
    h('h2', {}, 'Trace'),
    traceTable(id, hops, payloads, act),
    h('h2', {}, 'As it was received'),
    received
      ? [
          h('p', { class: 'faint' }, `${received.source.reference}, received `, time(received.receivedAt)),
          content(received, `${path}?what=received`),
        ]
      : h('p', { class: 'empty' }, 'It came as a structured call; the message below is all there is.'),
    h('h2', {}, 'Message'),
    content(message.content, path),
    h('p', { class: 'faint long' }, `Trace ${envelope.traceparent}`),
  ].flat();
}

function about({
  id,
  key,
  tenant,
  source,
  causationId,
  correlationId,
  queue,
  attempts,
  acceptedAt,
  lastError,
}) {
  const message = (other) =>
    h('a', { href: `#/messages/${encodeURIComponent(other)}`, 'data-key': `message ${other}` }, other);
  return facts([
    ['Message', id],
    ['Order', h('a', { href: `#${orderPath({ tenant, key })}`, 'data-key': 'order' }, key)],
    ['Source', `${source.system} by ${source.protocol}: ${source.reference}`],
    ['Taken in', time(acceptedAt)],
    ['Queue', queue],
    ['Retries', attempts > 0 ? String(attempts) : null],
    ['Last error', lastError ? `${lastError.code}: ${lastError.text}` : null],
    ['Caused by', causationId ? message(causationId) : null],
    ['Correlation', correlationId === id ? null : correlationId],
  ]);
}

function doing(message, running, act) {
  const { finished, id } = message;
  return [
    h(
      'div',
      { class: 'actions' },
      button(running ? 'Running…' : 'Dry run', `dry-run ${id}`, () => act.dryRun(message), {
        disabled: running,
      }),
      button('Replay…', `replay ${id}`, () => act.replay(message), { disabled: !finished }),
      button('Duplicate…', `duplicate ${id}`, () => act.duplicate(message), { disabled: !finished }),
    ),
    finished
      ? null
      : h('p', { class: 'faint' }, 'It can be replayed or duplicated once it is done or discarded.'),
  ].filter(Boolean);
}
