import type { Disambiguation } from '../types.ts';
import { Refused } from './refused.ts';

/** A local date and time of day. */
export interface LocalTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly millisecond: number;
}

const minuteMs = 60_000;
const dayMs = 86_400_000;

/** One formatter per zone: making one takes 50 µs, using it one. */
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(zone: string): Intl.DateTimeFormat {
  const known = formatters.get(zone);
  if (known) return known;
  let made: Intl.DateTimeFormat;
  try {
    made = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
  } catch {
    throw new Refused(`"${zone}" is not a time zone`);
  }
  formatters.set(zone, made);
  return made;
}

/** Whether Intl knows the IANA zone. */
export function isZone(zone: string): boolean {
  try {
    formatterOf(zone);
    return true;
  } catch {
    return false;
  }
}

/** Since 1970 clocks change on quarters of an hour only, so an offset holds for all of one. */
const quarterMs = 15 * minuteMs;
/** A day's dates of a busy partner; formatting takes 5 µs, remembering 0.1. */
const rememberedQuarters = 4_096;
const remembered = new Map<string, number>();

/** Offset of a zone at an instant, in milliseconds east of UTC. @throws Refused */
export function offsetAt(zone: string, epochMs: number): number {
  if (zone === 'UTC' || zone === 'Etc/UTC') return 0;
  if (epochMs < 0) return readOffset(zone, epochMs);
  const key = `${zone} ${Math.floor(epochMs / quarterMs)}`;
  const known = remembered.get(key);
  if (known !== undefined) return known;
  const offset = readOffset(zone, epochMs);
  if (remembered.size >= rememberedQuarters) remembered.clear();
  remembered.set(key, offset);
  return offset;
}

function readOffset(zone: string, epochMs: number): number {
  const text = formatterOf(zone).format(epochMs);
  const found = /GMT(?:([+-])(\d{2}):(\d{2})(?::(\d{2}))?)?$/.exec(text);
  const [, sign, hours = '0', minutes = '0', seconds = '0'] = found ?? [];
  const offset = (Number(hours) * 60 + Number(minutes)) * minuteMs + Number(seconds) * 1_000;
  return sign === '-' ? -offset : offset;
}

/** The instant of a local time as UTC milliseconds, if the clock were UTC. @throws Refused for 30 February. */
export function asUtc(local: LocalTime): number {
  const ms = Date.UTC(local.year, local.month - 1, local.day);
  const date = new Date(ms);
  const exists = date.getUTCMonth() === local.month - 1 && date.getUTCDate() === local.day;
  if (!exists || local.year < 1000) throw new Refused('no such date');
  if (local.hour > 23 || local.minute > 59 || local.second > 59) throw new Refused('no such time of day');
  return ms + ((local.hour * 60 + local.minute) * 60 + local.second) * 1_000 + local.millisecond;
}

/**
 * A local time in a zone as an RFC 3339 instant with the zone's offset.
 *
 * A time that the clock repeats has two instants, one that it skips has none; `disambiguation` decides as
 * Temporal does: `compatible` takes the first of two and moves a skipped time forward by the length of the gap.
 *
 * @throws Refused
 */
export function toInstant(local: LocalTime, zone: string, disambiguation: Disambiguation): string {
  const utc = asUtc(local);
  const before = offsetAt(zone, utc - dayMs);
  const after = offsetAt(zone, utc + dayMs);
  const fits = (offset: number): boolean => offsetAt(zone, utc - offset) === offset;
  const beforeFits = fits(before);
  const afterFits = before === after ? beforeFits : fits(after);
  if (before !== after && beforeFits === afterFits) {
    if (disambiguation === 'reject') {
      throw new Refused(beforeFits ? `comes twice in ${zone}` : `is skipped by the clock change in ${zone}`);
    }
    // Of two, the earlier instant has the offset before the change; of none, that offset leads past the gap.
    const first = disambiguation === 'earlier' || (disambiguation === 'compatible' && beforeFits);
    const chosen = beforeFits === first ? before : after;
    return writeInstant(utc - chosen, offsetAt(zone, utc - chosen));
  }
  const offset = beforeFits ? before : afterFits ? after : offsetAt(zone, utc - before);
  return writeInstant(utc - offset, offset);
}

/** An instant in RFC 3339 at an offset; in UTC when the offset has seconds, which RFC 3339 cannot say. */
export function writeInstant(epochMs: number, offsetMs: number): string {
  if (offsetMs === 0 || offsetMs % minuteMs !== 0) return trimmed(new Date(epochMs), 'Z');
  const minutes = Math.abs(offsetMs) / minuteMs;
  const two = (n: number): string => String(n).padStart(2, '0');
  const sign = offsetMs < 0 ? '-' : '+';
  return trimmed(
    new Date(epochMs + offsetMs),
    `${sign}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`,
  );
}

function trimmed(date: Date, offset: string): string {
  if (Number.isNaN(date.getTime())) throw new Refused('outside the range of dates');
  return date.toISOString().replace(/(?:\.000)?Z$/, offset);
}

/** The local time of an instant in a zone. @throws Refused */
export function toLocal(epochMs: number, zone: string): LocalTime {
  const date = new Date(epochMs + offsetAt(zone, epochMs));
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    millisecond: date.getUTCMilliseconds(),
  };
}
