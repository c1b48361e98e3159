import type { RateAgreementConsolidation } from '../canonical/types.generated.ts';
import { offsetAt, toInstant } from '../mapping/convert/zones.ts';
import { type Calendar, isWorkingDate } from '../process/calendar.ts';
import type { Span } from './types.ts';

const weekdays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const;
const dayMs = 86_400_000;
/** Longest row of days on which nobody works that is looked at. */
const mostDaysOff = 31;

/**
 * The period into which an instant falls. One that falls on the cut-off belongs to the next period: each instant is in
 * exactly one.
 *
 * @param zone of days and cut-off, where the rule names none
 * @param calendar says on which days people work
 */
export function spanAt(rule: RateAgreementConsolidation, at: string, zone: string, calendar: Calendar): Span {
  const local = rule.zone ?? zone;
  const ms = Date.parse(at);
  let before = endBefore(rule, localDay(ms, local));
  let previous = ending(rule, before, local, calendar);
  while (previous.ms > ms) {
    before = endBefore(rule, before);
    previous = ending(rule, before, local, calendar);
  }
  let next = endAfter(rule, before);
  let end = ending(rule, next, local, calendar);
  while (end.ms <= ms || end.ms <= previous.ms) {
    if (end.ms > previous.ms) previous = end;
    next = endAfter(rule, next);
    end = ending(rule, next, local, calendar);
  }
  const first = rule.cutOff === undefined ? previous.day + dayMs : previous.day;
  return {
    ...{ name: dateOf(end.day), first: dateOf(first) },
    ...{ from: new Date(previous.ms).toISOString(), closesAt: new Date(end.ms).toISOString() },
  };
}

/** The last day of a period as the rule names it, before the working days are looked at: the next one after a day. */
function endAfter(rule: RateAgreementConsolidation, day: number): number {
  const { every, weekday = 'sunday' } = rule;
  if (every === 'day') return day + dayMs;
  if (every === 'week') {
    const ahead = (weekdays.indexOf(weekday) - new Date(day).getUTCDay() + 7) % 7;
    return day + (ahead === 0 ? 7 : ahead) * dayMs;
  }
  const own = monthEnd(rule, day, 0);
  return own > day ? own : monthEnd(rule, day, 1);
}

function endBefore(rule: RateAgreementConsolidation, day: number): number {
  const { every, weekday = 'sunday' } = rule;
  if (every === 'day') return day - dayMs;
  if (every === 'week') {
    const back = (new Date(day).getUTCDay() - weekdays.indexOf(weekday) + 7) % 7;
    return day - (back === 0 ? 7 : back) * dayMs;
  }
  const own = monthEnd(rule, day, 0);
  return own < day ? own : monthEnd(rule, day, -1);
}

function monthEnd({ monthDay = 31 }: RateAgreementConsolidation, day: number, months: number): number {
  const date = new Date(day);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() + months];
  const last = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return Date.UTC(year, month, Math.min(monthDay, last));
}

/** The day on which a period really ends, and the instant. */
function ending(
  { cutOff, workingDay }: RateAgreementConsolidation,
  nominal: number,
  zone: string,
  calendar: Calendar,
): { readonly day: number; readonly ms: number } {
  let day = nominal;
  const step = workingDay === 'before' ? -dayMs : dayMs;
  for (
    let looked = 0;
    workingDay && looked < mostDaysOff && !isWorkingDate(dateOf(day), calendar);
    looked += 1
  )
    day += step;
  const [hour = 0, minute = 0] = (cutOff ?? '00:00').split(':').map(Number);
  const date = new Date(cutOff === undefined ? day + dayMs : day);
  const local = {
    ...{ year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() },
    ...{ hour, minute, second: 0, millisecond: 0 },
  };
  return { day, ms: Date.parse(toInstant(local, zone, 'compatible')) };
}

/** Midnight of the local day, written as if the clock were UTC. */
function localDay(ms: number, zone: string): number {
  const local = ms + offsetAt(zone, ms);
  return local - (((local % dayMs) + dayMs) % dayMs);
}

const dateOf = (day: number): string => new Date(day).toISOString().slice(0, 10);
