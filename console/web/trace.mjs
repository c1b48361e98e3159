import { root } from './api.mjs';
import { h, time, words } from './dom.mjs';
import { badge, content, grid, size } from './table.mjs';

/** The hops of a message: where it was, how long, what came out. `payloads` holds those that were opened. */
export function traceTable(messageId, hops, payloads, act) {
  return grid(
    ['Run', 'Node', 'At', 'Took', 'Sent on', 'Payload'],
    hops.map((hop) => [
      hop.step === 0 ? `${hop.attempt}, end` : `${hop.attempt}.${hop.step}`,
      node(hop),
      time(hop.at),
      hop.durationMs === null ? h('span', { class: 'faint' }, '–') : took(hop.durationMs),
      sentOn(hop),
      payload(messageId, hop, payloads, act),
    ]),
    'No trace is kept of this message: it is older than the site keeps traces, or has not run yet.',
  );
}

const took = (ms) =>
  ms < 1_000 ? `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`;

const kinds = { failed: 'bad', parked: 'bad', retried: 'held', aborted: 'held', committed: 'posted' };

function node({ node: name, nodeType, event, error }) {
  return [
    name || 'run',
    ' ',
    event === 'passed' ? null : badge(words(event), kinds[event]),
    nodeType ? h('div', { class: 'faint' }, nodeType) : null,
    error ? h('div', { class: 'problem' }, `${error.code}: ${error.text}`) : null,
  ].filter(Boolean);
}

function sentOn({ outputs, step }) {
  const sent = outputs.flatMap((count, output) => (count > 0 ? [`output ${output + 1}: ${count}`] : []));
  if (sent.length > 0) return sent.join(', ');
  return h('span', { class: 'faint' }, step === 0 ? '' : 'nothing');
}

function payload(messageId, { attempt, step, payload: kept }, payloads, act) {
  if (!kept) return h('span', { class: 'faint' }, '–');
  const { digest, bytes, kept: readable } = kept;
  if (!readable) return h('span', { class: 'faint' }, `${size(bytes)}, not kept`);
  const read = payloads.get(digest);
  const href = `${root}/messages/${encodeURIComponent(messageId)}/payloads/${digest}?save=true`;
  return h(
    'details',
    {
      'data-key': `payload ${attempt}.${step} ${digest}`,
      ontoggle: (event) => event.target.open && act.payload(messageId, digest),
    },
    h('summary', {}, size(bytes)),
    read ? content(read, href) : h('p', { class: 'faint' }, 'Reading…'),
  );
}
