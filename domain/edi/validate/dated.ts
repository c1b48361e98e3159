import { type Dated, packCode } from '../guides/compiled.ts';
import type { SegmentCursor } from '../segment-cursor.ts';
import type { SegmentFault } from './segment.ts';

/**
 * Formats of 2379 whose values are points in time or periods between two: C, Y, M and D of a date, W for a week, h, m and
 * s of a time, z for a zone. Of a period the hyphen between its ends is not sent, or sent.
 */
const formats: Readonly<Record<string, string>> = {
  2: 'DDMMYY',
  3: 'MMDDYY',
  101: 'YYMMDD',
  102: 'CCYYMMDD',
  106: 'MMDD',
  109: 'MM',
  110: 'DD',
  201: 'YYMMDDhhmm',
  202: 'YYMMDDhhmmss',
  203: 'CCYYMMDDhhmm',
  204: 'CCYYMMDDhhmmss',
  301: 'YYMMDDhhmmzzz',
  302: 'YYMMDDhhmmsszzz',
  303: 'CCYYMMDDhhmmzzz',
  304: 'CCYYMMDDhhmmsszzz',
  305: 'MMDDhhmm',
  401: 'hhmm',
  402: 'hhmmss',
  404: 'hhmmsszzz',
  501: 'hhmm-hhmm',
  502: 'hhmmss-hhmmss',
  602: 'CCYY',
  609: 'YYMM',
  610: 'CCYYMM',
  615: 'YYWW',
  616: 'CCYYWW',
  702: 'CCYY-CCYY',
  709: 'YYMM-YYMM',
  710: 'CCYYMM-CCYYMM',
  711: 'CCYYMMDD-CCYYMMDD',
  713: 'YYMMDDhhmm-YYMMDDhhmm',
  715: 'YYWW-YYWW',
  716: 'CCYYWW-CCYYWW',
  717: 'YYMMDD-YYMMDD',
  718: 'CCYYMMDD-CCYYMMDD',
  719: 'CCYYMMDDhhmm-CCYYMMDDhhmm',
};

/** Where the parts of a point in time begin; -1: it has none. */
export interface DateForm {
  readonly length: number;
  readonly isPeriod: boolean;
  /** Digits before the zone. */
  readonly digits: number;
  readonly century: number;
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly week: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

const formOf = (format: string): DateForm => {
  const [point = '', end] = format.split('-');
  const zone = point.indexOf('z');
  return {
    ...{ length: point.length, isPeriod: end !== undefined, digits: zone < 0 ? point.length : zone },
    ...{ century: point.indexOf('CC'), year: point.indexOf('YY') },
    ...{ month: point.indexOf('MM'), day: point.indexOf('DD'), week: point.indexOf('WW') },
    ...{ hour: point.indexOf('hh'), minute: point.indexOf('mm'), second: point.indexOf('ss') },
  };
};

/** By the code of the format, packed. */
export const dateForms: ReadonlyMap<number, DateForm> = new Map(
  Object.entries(formats).map(([code, format]) => [
    packCode(Buffer.from(code, 'latin1'), 0, code.length),
    formOf(format),
  ]),
);

const hyphen = 0x2d;
const zero = 0x30;
const longestFormat = 3;

/** Reports a date, time or period that is not as the format beside it says. */
export function checkDated(cursor: SegmentCursor, dated: Dated, report: (fault: SegmentFault) => void): void {
  const { element } = dated;
  if (!cursor.has(element)) return;
  const { bytes, delimiters } = cursor;
  const { component, repetition, release } = delimiters;
  const end = cursor.end(element);
  let starts = [cursor.start(element)];
  for (let at = cursor.start(element); at <= end; at += 1) {
    const byte = at < end ? bytes[at] : repetition;
    // What is released is no date.
    if (byte === release && release !== null) return;
    if (byte === component) starts.push(at + 1);
    if (at < end && (byte !== repetition || repetition === null)) continue;
    checkValue(bytes, [...starts, at + 1], dated, report);
    starts = [at + 1];
  }
}

/** @param starts where the components begin, and the one that would follow them */
function checkValue(
  bytes: Uint8Array,
  starts: readonly number[],
  { element, value, format, definition }: Dated,
  report: (fault: SegmentFault) => void,
): void {
  const [from, to] = [starts[value - 1], (starts[value] ?? 0) - 1];
  const [code, codeEnd] = [starts[format - 1], (starts[format] ?? 0) - 1];
  if (from === undefined || code === undefined || to <= from || codeEnd - code > longestFormat) return;
  const form = dateForms.get(packCode(bytes, code, codeEnd));
  if (!form || isAsFormed(bytes, from, to, form)) return;
  const isTime = form.year < 0 && form.month < 0 && form.day < 0;
  const fault = isTime ? 'CD_EDI_ELEMENT_TIME_INVALID' : 'CD_EDI_ELEMENT_DATE_INVALID';
  report({ code: fault, element, component: value, definition, from, to });
}

function isAsFormed(bytes: Uint8Array, from: number, to: number, form: DateForm): boolean {
  const { length, isPeriod } = form;
  if (!isPeriod) return to - from === length && isPoint(bytes, from, form);
  const second = bytes[from + length] === hyphen ? from + length + 1 : from + length;
  return to - second === length && isPoint(bytes, from, form) && isPoint(bytes, second, form);
}

function isPoint(bytes: Uint8Array, from: number, form: DateForm): boolean {
  for (let at = from; at < from + form.digits; at += 1) {
    const digit = (bytes[at] as number) - zero;
    if (digit < 0 || digit > 9) return false;
  }
  const two = (at: number, absent: number): number =>
    at < 0 ? absent : ((bytes[from + at] as number) - zero) * 10 + (bytes[from + at + 1] as number) - zero;
  const month = two(form.month, 1);
  if (month < 1 || month > 12) return false;
  const day = two(form.day, 1);
  if (day < 1 || day > daysOf(form, month, two)) return false;
  const week = two(form.week, 1);
  return (
    week >= 1 && week <= 53 && two(form.hour, 0) < 24 && two(form.minute, 0) < 60 && two(form.second, 0) < 60
  );
}

/** As many as the month has at most where it or its year is not said. */
function daysOf(form: DateForm, month: number, two: (at: number, absent: number) => number): number {
  if (form.month < 0) return 31;
  if (month !== 2) return [4, 6, 9, 11].includes(month) ? 30 : 31;
  if (form.year < 0) return 29;
  const year = two(form.year, 0);
  const century = two(form.century, 20);
  return year % 4 === 0 && (year !== 0 || century % 4 === 0) ? 29 : 28;
}
