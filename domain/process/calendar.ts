import { offsetAt, toInstant } from '../mapping/convert/zones.ts';
import type { Instant } from './types.ts';

export const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;
export type Weekday = (typeof weekdays)[number];

/** When people of a site work. */
export interface Calendar {
  /** IANA zone of the times of day and of the days. */
  readonly zone: string;
  readonly workingDays: readonly Weekday[];
  /** Times of day, `08:00`; work ends at `until` of the same day. */
  readonly from: string;
  readonly until: string;
  /** Days on which nobody works, `2026-12-25`. */
  readonly holidays: readonly string[];
}

/** How long something may take; one of the three is given. */
export interface Allowed {
  readonly hours?: number;
  readonly workingHours?: number;
  /** By the end of this many working days after the day on which it began. */
  readonly workingDays?: number;
}

const hourMs = 3_600_000;
const dayMs = 86_400_000;
/** A calendar without working days would be counted for ever. */
const mostDays = 1_000;

/** The instant by which something must have happened that began at an instant. */
export function dueBy(
  since: Instant,
  { hours, workingHours, workingDays }: Allowed,
  calendar: Calendar,
): Instant {
  if (workingDays !== undefined) return endOf(workingDays, since, calendar);
  if (workingHours !== undefined) return afterWork(workingHours * hourMs, since, calendar);
  return instant(Date.parse(since) + (hours ?? 0) * hourMs);
}

/** How long it takes, in words. */
export const inWords = ({ hours, workingHours, workingDays }: Allowed): string =>
  workingDays !== undefined
    ? `${workingDays} working day${workingDays === 1 ? '' : 's'}`
    : workingHours !== undefined
      ? `${workingHours} working h`
      : `${hours} h`;

function endOf(count: number, since: Instant, calendar: Calendar): Instant {
  let day = localDay(since, calendar);
  for (let left = count, looked = 0; left > 0 && looked < mostDays; looked += 1) {
    day += dayMs;
    if (isWorkingDay(day, calendar)) left -= 1;
  }
  return instant(at(day, calendar.until, calendar));
}

function afterWork(length: number, since: Instant, calendar: Calendar): Instant {
  let left = length;
  let now = Date.parse(since);
  let day = localDay(since, calendar);
  for (let looked = 0; looked < mostDays; looked += 1, day += dayMs) {
    if (!isWorkingDay(day, calendar)) continue;
    const start = Math.max(now, at(day, calendar.from, calendar));
    const end = at(day, calendar.until, calendar);
    if (end <= start) continue;
    if (left <= end - start) return instant(start + left);
    left -= end - start;
    now = end;
  }
  return instant(now + left);
}

/** Midnight of the local day of an instant, written as if the clock were UTC. */
function localDay(since: Instant, { zone }: Calendar): number {
  const ms = Date.parse(since);
  const local = ms + offsetAt(zone, ms);
  return local - (((local % dayMs) + dayMs) % dayMs);
}

/** Whether people work on a calendar date, `2026-12-24`. */
export function isWorkingDate(date: string, { workingDays, holidays }: Calendar): boolean {
  const name = weekdays[new Date(date).getUTCDay()];
  return name !== undefined && workingDays.includes(name) && !holidays.includes(date);
}

const isWorkingDay = (day: number, calendar: Calendar): boolean =>
  isWorkingDate(new Date(day).toISOString().slice(0, 10), calendar);

function at(day: number, time: string, { zone }: Calendar): number {
  const date = new Date(day);
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  const local = {
    ...{ year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() },
    ...{ hour, minute, second: 0, millisecond: 0 },
  };
  return Date.parse(toInstant(local, zone, 'compatible'));
}

const instant = (ms: number): Instant => new Date(ms).toISOString();
