import type { Instant } from '../../../ledger/ledger.ts';
import type { SameText } from '../changes.ts';

/** When something ran, as instants. */
export interface Window {
  readonly from: Instant;
  readonly to: Instant;
}

/** Nodes read the clock some time before their run commits. */
const marginMs = 5_000;
/** Longer runs are told apart by whole instants only. */
const mostSeconds = 120;

const madeUpId = /\b[0-9a-f]{8}-[0-9a-f]{4}-[47][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\b/gi;
const anyInstant = /\b\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})/g;
const digits = /(?<!\d)\d{4,14}(?!\d)/g;
const nextNumber = /\(next number of [^()]+\)/;

/** What stands in a dry run for a number that only a commit takes. */
export const numberToCome = (sequence: string): string => `(next number of ${sequence})`;

/**
 * Compares texts of two runs without what every run makes anew: random identifiers, the time of the run itself (as
 * instants, and as the compact dates and times of EDI in UTC and in `timeZone`) and numbers not taken yet.
 */
export function sameButFor(before: Window, after: Window, timeZone: string): SameText {
  const [past, present] = [blankOut(before, timeZone), blankOut(after, timeZone)];
  return (left, right) => {
    if (left === right) return true;
    const [was, is] = [past(left), present(right)];
    if (was === is) return true;
    return nextNumber.test(is) && patternOf(is).test(was);
  };
}

/** Whether an instant is as long after the run of one window as another is after that of the other. */
export function isSameWait(before: Window, after: Window): (was: Instant, is: Instant) => boolean {
  const [first, second] = [Date.parse(before.from), Date.parse(after.from)];
  const lasted = Date.parse(before.to) - first + Date.parse(after.to) - second;
  return (was, is) =>
    was === is || Math.abs(Date.parse(is) - second - (Date.parse(was) - first)) <= marginMs + lasted;
}

function patternOf(text: string): RegExp {
  const parts = text.split(new RegExp(nextNumber, 'g'));
  return new RegExp(`^${parts.map(escaped).join('\\d+')}$`);
}

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

function blankOut({ from, to }: Window, timeZone: string): (text: string) => string {
  const [first, last] = [Date.parse(from) - marginMs, Date.parse(to) + marginMs];
  const compact = compactForms(first, last, timeZone);
  const within = (instant: string): boolean => {
    const at = Date.parse(instant);
    return at >= first && at <= last;
  };
  return (text) =>
    text
      .replace(madeUpId, '(id)')
      .replace(anyInstant, (found) => (within(found) ? '(now)' : found))
      .replace(digits, (found) => (compact.has(found) ? '(now)' : found));
}

/** `260302`, `20260302`, `0800`, `080015` and their combinations for every second of the window. */
function compactForms(first: number, last: number, timeZone: string): ReadonlySet<string> {
  const forms = new Set<string>();
  if (last - first > mostSeconds * 1_000) return forms;
  for (const zone of new Set(['UTC', timeZone])) {
    const format = new Intl.DateTimeFormat('sv-SE', {
      ...{ timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' },
      ...{ hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false },
    });
    for (let at = first; at <= last; at += 1_000) {
      const all = format.format(at).replaceAll(/\D/g, '');
      const [date, time] = [all.slice(0, 8), all.slice(8)];
      for (const day of [date, date.slice(2)]) {
        for (const hour of ['', time.slice(0, 4), time]) forms.add(day + hour);
      }
      forms.add(time.slice(0, 4)).add(time);
    }
  }
  return forms;
}
