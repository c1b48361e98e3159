import type { Period } from '../guides/compiled.ts';
import type { SegmentCursor } from '../segment-cursor.ts';
import { isDate, isTime } from './value.ts';

type PeriodFault = 'CD_EDI_ELEMENT_DATE_INVALID' | 'CD_EDI_ELEMENT_TIME_INVALID';

/** A point in time: so many digits of a date, then so many of a time. */
interface Form {
  readonly date: 0 | 6 | 8;
  readonly time: 0 | 4 | 6;
  /** Two of them with a hyphen between. */
  readonly range: boolean;
}

const point = (date: Form['date'], time: Form['time'] = 0): Form => ({ date, time, range: false });
const range = (date: Form['date'], time: Form['time'] = 0): Form => ({ date, time, range: true });

/** Formats in use whose digits are a calendar date or a time of day. */
const forms: ReadonlyMap<string, Form> = new Map([
  ['D6', point(6)],
  ['D8', point(8)],
  ['DT', point(8, 4)],
  ['RD6', range(6)],
  ['RD8', range(8)],
  ['RDT', range(8, 4)],
  ['RTM', range(0, 4)],
  ['TM', point(0, 4)],
  ['TS', point(0, 6)],
]);

const hyphen = 0x2d;
const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 0x30 && byte <= 0x39;

/** What is wrong with the value of a period; `null` if it is as its format says, or the format says nothing. */
export function periodFault(cursor: SegmentCursor, { format, value }: Period): PeriodFault | null {
  if (!cursor.has(format) || !cursor.has(value)) return null;
  const form = forms.get(cursor.text(format));
  if (!form) return null;
  const fault = form.date > 0 ? 'CD_EDI_ELEMENT_DATE_INVALID' : 'CD_EDI_ELEMENT_TIME_INVALID';
  const [from, to] = [cursor.start(value), cursor.end(value)];
  const length = form.date + form.time;
  if (to - from !== (form.range ? 2 * length + 1 : length)) return fault;
  if (!isPoint(cursor.bytes, from, form)) return fault;
  if (!form.range) return null;
  const second = from + length + 1;
  return cursor.bytes[second - 1] === hyphen && isPoint(cursor.bytes, second, form) ? null : fault;
}

function isPoint(bytes: Uint8Array, from: number, { date, time }: Form): boolean {
  const noon = from + date;
  const to = noon + time;
  for (let at = from; at < to; at += 1) if (!isDigit(bytes[at])) return false;
  return (date === 0 || isDate(bytes, from, noon)) && (time === 0 || isTime(bytes, noon, to));
}
