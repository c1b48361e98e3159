import {
  componentRole,
  elementRole,
  formatsAt,
  formCentury,
  formDay,
  formDigits,
  formHour,
  formLength,
  formMinute,
  formMonth,
  formSecond,
  formWeek,
  formYear,
  releaseRole,
  segmentRole,
} from './layout.ts';
import { firstOf } from './tables.ts';
import { isDay, two } from './value.ts';
import { areDigits, byteAt, offsetOf, roleAt, stateOf, wordAt } from './words.ts';

/** Whether a composite of a segment certainly has a date as the format beside it says. */
export function isDated(element: i32, value: i32, format: i32, first: i32, last: i32): boolean {
  let event = first;
  for (let at: i32 = 1; at < element; at += 1) {
    event += 1;
    while (event < last && roleAt(offsetOf(event)) !== elementRole) {
      if (roleAt(offsetOf(event)) >= releaseRole) return false;
      event += 1;
    }
    if (event >= last) return true;
  }
  let part: i32 = 1;
  let dateFrom: i32 = 0;
  let dateTo: i32 = 0;
  let codeFrom: i32 = -1;
  let codeTo: i32 = -1;
  for (; event < last; event += 1) {
    const from = offsetOf(event) + 1;
    const to = offsetOf(event + 1);
    if (part === value) {
      dateFrom = from;
      dateTo = to;
    }
    if (part === format) {
      codeFrom = from;
      codeTo = to;
    }
    const role = roleAt(to);
    if (role === elementRole || role === segmentRole) break;
    if (role !== componentRole) return false;
    part += 1;
  }
  if (dateTo <= dateFrom || codeFrom < 0 || codeTo - codeFrom > 3) return true;
  return isFormed(dateFrom, dateTo, codeFrom, codeTo);
}

function isFormed(from: i32, to: i32, codeFrom: i32, codeTo: i32): boolean {
  let code: i32 = 0;
  for (let at = codeFrom; at < codeTo; at += 1) code = code * 256 + byteAt(at);
  const form = code === 0 ? 0 : firstOf(stateOf(formatsAt), code);
  if (form === 0) return true;
  if (wordAt(form + formLength) !== to - from || !areDigits(from, from + wordAt(form + formDigits)))
    return false;
  return isInCalendar(form, from) && isInDay(form, from);
}

function partOf(form: i32, part: i32, from: i32, absent: i32): i32 {
  const at = wordAt(form + part);
  return at < 0 ? absent : two(from + at);
}

function isInCalendar(form: i32, from: i32): boolean {
  const week = partOf(form, formWeek, from, 1);
  const month = partOf(form, formMonth, from, 1);
  const day = partOf(form, formDay, from, 1);
  // Where no year is said February has 29 days, and where no month is said each has 31.
  const year = partOf(form, formYear, from, 4);
  return week >= 1 && week <= 53 && isDay(partOf(form, formCentury, from, 20), year, month, day);
}

function isInDay(form: i32, from: i32): boolean {
  if (partOf(form, formHour, from, 0) >= 24) return false;
  return partOf(form, formMinute, from, 0) < 60 && partOf(form, formSecond, from, 0) < 60;
}
