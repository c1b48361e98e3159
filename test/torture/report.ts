import { figures, isClean, type Verdict } from './judge.ts';
import { commandOf } from './options.ts';
import { chart } from './report-chart.ts';
import type { RunFacts } from './run.ts';

const html = (text: string): string => text.replace(/[&<>"]/g, (one) => `&#${one.charCodeAt(0)};`);
const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;
const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  `<table><tr>${head.map((one) => `<th>${html(one)}</th>`).join('')}</tr>
${rows.map((row) => `<tr>${row.map((one) => `<td>${html(one)}</td>`).join('')}</tr>`).join('\n')}</table>`;

/** The run as a page that anyone can read, without anything from elsewhere. */
export function reportOf(facts: RunFacts, verdict: Verdict): string {
  const { options, startedAt, durationMs, acknowledged, answers, absorbed, requests, failedStarts } = facts;
  const clean = isClean(verdict);
  const findings = [
    ['Lost', verdict.lost],
    ['Doubled', verdict.doubled],
    ['Out of order', verdict.outOfOrder],
    ['Other', verdict.other],
  ] as const;
  const answered = [...answers].sort(([a], [b]) => (a < b ? -1 : 1));
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Torture: ${figures(verdict)}</title>
<style>:root{color-scheme:light dark}body{font:15px/1.5 system-ui;margin:2rem auto;max-width:70rem;padding:0 1rem}
td,th{text-align:left;padding:.2rem .8rem;vertical-align:top;border-bottom:1px solid #8883}table{border-collapse:collapse}
.verdict{font-size:1.6rem;font-weight:600;color:${clean ? '#0a7d33' : '#c0262d'}}svg{width:100%;height:auto}code{font-size:.95em}</style>
<h1>Messages under faults</h1>
<p class="verdict">${figures(verdict)}${clean ? '' : `, ${verdict.other.length} other findings`}</p>
<p>${acknowledged} messages were acknowledged by ${options.workers} worker${options.workers > 1 ? 's' : ''} on ${
    options.store === 'sqlite' ? 'SQLite' : 'PostgreSQL'
  } in ${seconds(durationMs)} from ${startedAt.toISOString()}, while ${facts.records.length} things went wrong.
Each message is split, priced line by line, joined, told to the warehouse, handed to a second pack, booked under a number
without gaps, billed and published on an MQTT broker. Every partner counts what happens there under its idempotency key.</p>
<p>Again: <code>${html(commandOf(options))}</code></p>
${findings
  .filter(([, list]) => list.length > 0)
  .map(
    ([name, list]) =>
      `<h2>${name}</h2><ul>${list
        .slice(0, 100)
        .map((one) => `<li>${html(one)}</li>`)
        .join('')}</ul>`,
  )
  .join('\n')}
<h2>How this is judged</h2>
<ul><li><b>Lost</b>: a message that was acknowledged to its sender and has no effect at some partner, is missing in the
books, or was never confirmed; or a number drawn for it that nobody got.</li>
<li><b>Doubled</b>: one message with two effects at a partner, two bookings, two numbers or two confirmations, or one
idempotency key with two contents. A repeat under the same key and content is absorbed by the partner, and counted below.</li>
<li><b>Out of order</b>: at some partner or in the books, a message came after a later one of its own key. Messages of
different keys have no order. Effects of messages that were never acknowledged are not missed when they are absent.</li>
<li><b>Other</b>: what still waits at the end, exceptions that no fault explains, and a partner that was told another number
than the books hold.</li></ul>
<h2>Effects per second, and when what went wrong</h2>
${chart(facts)}
<h2>Recovery</h2>
<p>From the end of a fault until a message that was taken in afterwards had arrived everywhere. Takeover: until other
workers held what a killed or frozen one had held.</p>
${table(['Fault', 'How often', 'Recovery median', 'worst', 'Takeover median', 'worst'], byKind(facts))}
<h2>Partners</h2>
${table(
  ['Partner', 'Effects', 'Requests', 'Repeats absorbed'],
  Object.entries(facts.times).map(([name, times]) => [
    name,
    String(times.length),
    name in requests ? String(requests[name]) : '',
    String(absorbed[name] ?? 0),
  ]),
)}
<h2>What the sender was answered</h2>
${table(
  ['Answer', 'How often'],
  answered.map(([answer, count]) => [answer === 'none' ? 'no answer' : answer, String(count)]),
)}
<h2>Everything that went wrong, in order</h2>
${table(
  ['Began at', 'What', 'Over after', 'Recovered after', 'Takeover'],
  facts.records.map(({ text, beganAt, overAt, recoveredMs, takeoverMs }) => [
    seconds(beganAt),
    text,
    overAt === undefined ? 'never' : seconds(overAt - beganAt),
    recoveredMs === undefined ? 'never' : seconds(recoveredMs),
    takeoverMs === undefined ? '' : seconds(takeoverMs),
  ]),
)}
${failedStarts.length > 0 ? `<h2>Starts that failed</h2><ul>${failedStarts.map((one) => `<li><pre>${html(one)}</pre></li>`).join('')}</ul>` : ''}
</html>
`;
}

function byKind({ records }: RunFacts): string[][] {
  return [...Map.groupBy(records, ({ fault }) => fault.kind)].map(([kind, all]) => {
    const recovered = all.flatMap(({ recoveredMs }) => recoveredMs ?? []);
    const taken = all.flatMap(({ takeoverMs }) => takeoverMs ?? []);
    return [
      kind,
      String(all.length),
      seconds(median(recovered)),
      seconds(Math.max(0, ...recovered)),
      ...(taken.length > 0 ? [seconds(median(taken)), seconds(Math.max(...taken))] : ['', '']),
    ];
  });
}
