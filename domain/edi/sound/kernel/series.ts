import { areTotalsTrue, digitsBetween, resetConditions } from './conditions.ts';
import {
  depthAt,
  eventAt,
  fromAt,
  leastDigitsAt,
  mostDigitsAt,
  mostSets,
  passedAt,
  prefixAt,
  prefixEventsAt,
  recordsAt,
  segmentsAt,
  setFrom,
  setNumber,
  setNumberEnd,
  setRecords,
  setRecordsEnd,
  setSegments,
  setsAt,
  setTo,
  setTrailer,
  stoppedAt,
  suffixAt,
  trailerPlanAt,
  trailerTagAt,
  wantedAt,
} from './layout.ts';
import { lineEnds, mayLeave, passSegments } from './run.ts';
import { soundEnd } from './segment.ts';
import {
  areDigits,
  byteAt,
  headerByte,
  offsetOf,
  openLoop,
  setOf,
  setSet,
  setState,
  standAt,
  stateOf,
  wordAt,
} from './words.ts';

/**
 * Goes past whole transaction sets that have the header of the state with another number, as long as it is certain that
 * nothing is wrong with them. The state says where it begins, and then where the first is that takes a closer look.
 *
 * @param counters of the guide
 * @param most segments to go past
 */
export function series(
  directory: i32,
  counters: i32,
  count: i32,
  most: i32,
  longest: i32,
  elements: i32,
  recording: i32,
): void {
  setState(wantedAt, 0);
  if (wordAt(directory) === 0) return setState(wantedAt, -1);
  let isSound = true;
  while (isSound && stateOf(setsAt) < mostSets) {
    const event = stateOf(eventAt);
    const from = stateOf(fromAt);
    const records = stateOf(recordsAt);
    isSound = passSet(directory, counters, count, most, longest, elements, recording);
    if (isSound) setState(setsAt, stateOf(setsAt) + 1);
    else {
      setState(stoppedAt, stateOf(eventAt));
      setState(eventAt, event);
      setState(fromAt, from);
      setState(recordsAt, records);
    }
  }
}

function passSet(
  directory: i32,
  counters: i32,
  count: i32,
  most: i32,
  longest: i32,
  elements: i32,
  recording: i32,
): boolean {
  if (!passHeader(count, longest)) return false;
  resetConditions(counters);
  setState(depthAt, 0);
  setState(passedAt, 1);
  openLoop(0, 0);
  standAt(0, 0, 0);
  const bound = most - stateOf(segmentsAt);
  const trailer = stateOf(trailerTagAt);
  if (!passSegments(trailer, directory, count, bound, longest, elements, recording)) return false;
  return passTrailer(directory, count, longest);
}

/** Whether the header is that of the state, with another number of digits. */
function passHeader(count: i32, longest: i32): boolean {
  const skipped = lineEnds(stateOf(eventAt), stateOf(fromAt), count);
  const first = stateOf(eventAt) + skipped;
  const from = stateOf(fromAt) + skipped;
  const event = first + stateOf(prefixEventsAt);
  const prefix = stateOf(prefixAt);
  const suffix = stateOf(suffixAt);
  if (event >= count) return false;
  const number = from + prefix;
  const end = offsetOf(event);
  const digits = end - number;
  if (digits < stateOf(leastDigitsAt) || digits > stateOf(mostDigitsAt) || end + suffix - from > longest)
    return false;
  for (let at: i32 = 0; at < prefix; at += 1) if (byteAt(from + at) !== headerByte(at)) return false;
  if (!areDigits(number, end)) return false;
  for (let at: i32 = 0; at < suffix; at += 1) if (byteAt(end + at) !== headerByte(prefix + at)) return false;
  const to = end + suffix;
  let next = event;
  while (next < count && offsetOf(next) < to) next += 1;
  if (next >= count) return false;
  setState(eventAt, next);
  setState(fromAt, to);
  const set = stateOf(setsAt);
  setSet(set, setFrom, from);
  setSet(set, setNumber, number);
  setSet(set, setNumberEnd, end);
  setSet(set, setRecords, stateOf(recordsAt));
  return true;
}

/** Whether nothing is missing in the set, and its trailer counts its segments and repeats its number. */
function passTrailer(directory: i32, count: i32, longest: i32): boolean {
  const first = stateOf(eventAt);
  const last = soundEnd(stateOf(trailerPlanAt), first, count);
  if (last !== first + 2) return false;
  const begin = stateOf(fromAt);
  const end = offsetOf(last);
  if (end - begin >= longest) return false;
  const segments = stateOf(passedAt) + 1;
  const from = offsetOf(first) + 1;
  const number = offsetOf(first + 1) + 1;
  const set = stateOf(setsAt);
  if (digitsBetween(from, number - 1) !== segments) return false;
  if (!isSame(number, end, setOf(set, setNumber), setOf(set, setNumberEnd))) return false;
  const depth = stateOf(depthAt);
  if (!mayLeave(directory, depth, -1) || !areTotalsTrue()) return false;
  setSet(set, setTrailer, begin);
  setSet(set, setTo, end + 1);
  setSet(set, setSegments, segments);
  setSet(set, setRecordsEnd, stateOf(recordsAt));
  setState(segmentsAt, stateOf(segmentsAt) + segments);
  setState(eventAt, last + 1);
  setState(fromAt, end + 1);
  return true;
}

function isSame(from: i32, to: i32, other: i32, otherEnd: i32): boolean {
  if (to - from !== otherEnd - other) return false;
  for (let at: i32 = 0; at < to - from; at += 1) if (byteAt(from + at) !== byteAt(other + at)) return false;
  return true;
}
