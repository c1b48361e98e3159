import type { Disambiguation } from '../types.ts';
import { Refused } from './refused.ts';
import { asUtc, type LocalTime, toInstant, toLocal, writeInstant } from './zones.ts';

/** How a date, time or both stand in a document. The numbers are EDIFACT's codes (data element 2379). */
export const dateFormats = [
  'digits',
  'ccyymmdd',
  'yymmdd',
  'ccyymmddhhmm',
  'ccyymmddhhmmss',
  '101',
  '102',
  '201',
  '203',
  '204',
  'iso',
  'odata',
  'epoch-ms',
] as const;
export type DateFormat = (typeof dateFormats)[number];

const digitFormats: Readonly<Record<string, RegExp>> = {
  digits: /^(\d{4}|\d{2})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2})?)?$/,
  ccyymmdd: /^(\d{4})(\d{2})(\d{2})$/,
  yymmdd: /^(\d{2})(\d{2})(\d{2})$/,
  ccyymmddhhmm: /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})$/,
  ccyymmddhhmmss: /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})$/,
};
const codes: Readonly<Record<string, string>> = {
  '101': 'yymmdd',
  '102': 'ccyymmdd',
  '201': 'digits',
  '203': 'ccyymmddhhmm',
  '204': 'ccyymmddhhmmss',
};
const iso =
  /^(\d{4})-(\d{2})-(\d{2})(?:[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s?(Z|z|[+-]\d{2}:?\d{2})?)?$/;
const odata = /^\/Date\((-?\d{1,15})([+-]\d{1,4})?\)\/$/;

/** A date as read: local, or already an instant. A date without a time has `dateOnly`. */
export type ReadDate =
  | { readonly kind: 'local'; readonly local: LocalTime; readonly dateOnly: boolean }
  | { readonly kind: 'instant'; readonly instant: string };

export interface DateReading {
  readonly format: string;
  /** A separate time of day: HHMM, HHMMSS with decimals (X12 element type TM), or HH:MM[:SS]. */
  readonly time: string | undefined;
  /** Year that two-digit years are near to: 50 before to 49 after. */
  readonly nowYear: number;
}

/** @throws Refused */
export function readDate(value: unknown, reading: DateReading): ReadDate {
  const text = String(value).trim();
  const date = readFormat(text, reading);
  if (date.kind === 'instant' || reading.time === undefined) return date;
  const time = readTime(reading.time);
  return { kind: 'local', dateOnly: false, local: { ...date.local, ...time } };
}

function readFormat(text: string, reading: DateReading): ReadDate {
  const format = codes[reading.format] ?? reading.format;
  if (format === 'iso') return readIso(text);
  if (format === 'odata' || format === 'epoch-ms') return readEpoch(text, format);
  const pattern = digitFormats[format];
  if (!pattern) throw new Refused(`date format "${reading.format}" is not known`);
  const parts = pattern.exec(text);
  if (!parts) throw new Refused(`not a date in format ${reading.format}`);
  const [, year = '', month, day, hour, minute, second] = parts;
  return local(year.length === 2 ? fullYear(Number(year), reading.nowYear) : Number(year), [
    month,
    day,
    hour,
    minute,
    second,
  ]);
}

function local(year: number, rest: readonly (string | undefined)[], fraction = ''): ReadDate {
  const [month = 0, day = 0, hour = 0, minute = 0, second = 0] = rest.map((part) => Number(part ?? 0));
  const millisecond = Number(fraction.padEnd(3, '0').slice(0, 3));
  const time = { year, month, day, hour, minute, second, millisecond };
  asUtc(time);
  return { kind: 'local', local: time, dateOnly: rest[2] === undefined };
}

function readIso(text: string): ReadDate {
  const parts = iso.exec(text);
  if (!parts) throw new Refused('not an ISO 8601 date');
  const [, year, month, day, hour, minute, second, fraction = '', offset] = parts;
  const read = local(Number(year), [month, day, hour, minute, second], fraction);
  if (offset === undefined || read.kind === 'instant') return read;
  if (offset.toUpperCase() === 'Z') {
    return { kind: 'instant', instant: writeInstant(asUtc(read.local), 0) };
  }
  const minutes = Number(offset.slice(1, 3)) * 60 + Number(offset.slice(-2));
  if (minutes > 18 * 60 || Number(offset.slice(-2)) > 59) throw new Refused(`no such offset ${offset}`);
  const offsetMs = (offset.startsWith('-') ? -minutes : minutes) * 60_000;
  return { kind: 'instant', instant: writeInstant(asUtc(read.local) - offsetMs, offsetMs) };
}

/** OData 2: `/Date(ms)/` is a local time written as if it were UTC, with `+minutes` it is an instant. */
function readEpoch(text: string, format: 'odata' | 'epoch-ms'): ReadDate {
  const parts = format === 'odata' ? odata.exec(text) : /^(-?\d{1,15})$/.exec(text);
  if (!parts) throw new Refused(format === 'odata' ? 'not an OData date' : 'not milliseconds since 1970');
  const ms = Number(parts[1]);
  if (format === 'epoch-ms') return { kind: 'instant', instant: writeInstant(ms, 0) };
  if (parts[2] !== undefined)
    return { kind: 'instant', instant: writeInstant(ms, Number(parts[2]) * 60_000) };
  writeInstant(ms, 0);
  return { kind: 'local', local: toLocal(ms, 'UTC'), dateOnly: ms % 86_400_000 === 0 };
}

function fullYear(two: number, nowYear: number): number {
  const first = nowYear - 50;
  const year = first - (first % 100) + two;
  return year < first ? year + 100 : year;
}

type TimeOfDay = Pick<LocalTime, 'hour' | 'minute' | 'second' | 'millisecond'>;

/** @throws Refused */
export function readTime(text: string): TimeOfDay {
  const parts = /^(\d{2}):?(\d{2})(?::?(\d{2})(?:[.,]?(\d{1,3}))?)?$/.exec(text.trim());
  if (!parts) throw new Refused(`"${text}" is not a time of day`);
  const [, hour, minute, second = '0', fraction = ''] = parts;
  const time = {
    hour: Number(hour),
    minute: Number(minute),
    second: Number(second),
    millisecond: Number(fraction.padEnd(3, '0')),
  };
  if (time.hour > 23 || time.minute > 59 || time.second > 59)
    throw new Refused(`no such time of day as "${text}"`);
  return time;
}

/** A date as read, as an RFC 3339 instant. @throws Refused when a local time has no zone. */
export function instantOf(date: ReadDate, zone: string | undefined, disambiguation: Disambiguation): string {
  if (date.kind === 'instant') return date.instant;
  if (zone === undefined) throw new Refused('a local time, and the rule names no zone');
  return toInstant(date.local, zone, disambiguation);
}

/** The calendar date of a date as read: `2026-03-08`. */
export function dayOf(date: ReadDate, zone: string | undefined): string {
  if (date.kind === 'local') return write(date.local, 'date');
  return zone === undefined
    ? date.instant.slice(0, 10)
    : write(toLocal(Date.parse(date.instant), zone), 'date');
}

/** How an instant is written for systems that want local dates and times. */
export const outputFormats = [
  'ccyymmdd',
  'yymmdd',
  'hhmm',
  'hhmmss',
  'ccyymmddhhmm',
  'ccyymmddhhmmss',
  '101',
  '102',
  '203',
  '204',
  'date',
  'time',
  'local',
  'utc',
  'odata',
  'epoch-ms',
] as const;

/** An instant in a partner's writing, as the clock of `zone` shows it. @throws Refused */
export function formatDate(value: unknown, format: string, zone: string): string {
  const epochMs = typeof value === 'string' && iso.test(value) ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(epochMs)) throw new Refused('not an instant');
  if (format === 'utc') return writeInstant(epochMs, 0);
  if (format === 'epoch-ms') return String(epochMs);
  const time = toLocal(epochMs, zone);
  return format === 'odata' ? `/Date(${asUtc(time)})/` : write(time, codes[format] ?? format);
}

function write(time: LocalTime, format: string): string {
  const two = (n: number): string => String(n).padStart(2, '0');
  const year = String(time.year).padStart(4, '0');
  const [month, day, hour, minute, second] = [time.month, time.day, time.hour, time.minute, time.second].map(
    two,
  );
  switch (format) {
    case 'ccyymmdd':
      return `${year}${month}${day}`;
    case 'yymmdd':
      return `${year.slice(2)}${month}${day}`;
    case 'hhmm':
      return `${hour}${minute}`;
    case 'hhmmss':
      return `${hour}${minute}${second}`;
    case 'ccyymmddhhmm':
      return `${year}${month}${day}${hour}${minute}`;
    case 'ccyymmddhhmmss':
      return `${year}${month}${day}${hour}${minute}${second}`;
    case 'date':
      return `${year}-${month}-${day}`;
    case 'time':
      return `${hour}:${minute}:${second}`;
    case 'local':
      return `${year}-${month}-${day}T${hour}:${minute}:${second}`;
    default:
      throw new Refused(`date format "${format}" is not known`);
  }
}
