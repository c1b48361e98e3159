import {
  beginAt,
  childrenAt,
  countsAt,
  depthAt,
  eventAt,
  firstAt,
  fromAt,
  lastAt,
  loopChildren,
  loopRequired,
  loopsAt,
  loopWays,
  mostRecords,
  passedAt,
  recordAll,
  recordsAt,
  tagAt,
  wantedAt,
  wayChild,
  wayInto,
  wayMax,
  wayNext,
  wayPlan,
  waySegment,
  wayTold,
  wayUp,
} from './layout.ts';
import { soundEnd } from './segment.ts';
import { firstOf } from './tables.ts';
import { byteAt, offsetOf, record, setState, stateOf, wordAt } from './words.ts';

/**
 * Goes past segments as long as it is certain that nothing is wrong with them and where they are in the guide. The state
 * says where it begins, and then where it is.
 *
 * @param directory of the guide
 * @param count events there are
 * @param most segments to go past
 * @param longest bytes of a segment, its terminator included
 * @param elements most of a segment
 * @param recording `recordAll`, `recordMoves` or 0: nothing
 */
export function run(
  directory: i32,
  count: i32,
  most: i32,
  longest: i32,
  elements: i32,
  recording: i32,
): void {
  setState(wantedAt, 0);
  for (let open = stateOf(depthAt); open >= 0; open -= 1) {
    if (!isPlaced(directory, stateOf(loopsAt + open))) return;
  }
  while (stateOf(passedAt) < most) {
    if (pass(directory, count, longest, elements, recording) === 0) break;
  }
}

/** Goes past the next segment; the way it went, or 0. */
export function pass(directory: i32, count: i32, longest: i32, elements: i32, recording: i32): i32 {
  const event = skipLineEnds(count);
  if (event >= count || stateOf(recordsAt) >= mostRecords) return 0;
  const from = stateOf(fromAt);
  const tag = tagBetween(from, offsetOf(event));
  const way = tag === 0 ? 0 : wayFor(tag, directory);
  if (way === 0) return 0;
  const into = wordAt(way + wayInto);
  if (into >= 0 && !isPlaced(directory, into)) return 0;
  const plan = wordAt(way + wayPlan);
  if (plan === 0) {
    setState(wantedAt, way);
    return 0;
  }
  const found = soundEnd(plan, event, count);
  if (found === 0) return 0;
  const last = found < 0 ? -found : found;
  const end = offsetOf(last);
  if (end - from >= longest || last - event > elements) return 0;
  setState(firstAt, event);
  setState(lastAt, found);
  setState(beginAt, from);
  setState(tagAt, tag);
  go(way, into, recording);
  setState(passedAt, stateOf(passedAt) + 1);
  setState(eventAt, last + 1);
  setState(fromAt, end + 1);
  return way;
}

/** Whether a loop is in the memory; if not it is wanted. */
function isPlaced(directory: i32, loop: i32): boolean {
  if (wordAt(directory + loop) !== 0) return true;
  setState(wantedAt, -1 - loop);
  return false;
}

/** Goes past line ends between segments; the next event. */
export function skipLineEnds(count: i32): i32 {
  let event = stateOf(eventAt);
  let from = stateOf(fromAt);
  while (event < count && offsetOf(event) === from && isLineEnd(byteAt(from))) {
    event += 1;
    from += 1;
  }
  setState(eventAt, event);
  setState(fromAt, from);
  return event;
}

function isLineEnd(byte: i32): boolean {
  return byte === 0x0a || byte === 0x0d;
}

/** Goes a way from inside a loop. */
function go(way: i32, into: i32, recording: i32): void {
  const up = wordAt(way + wayUp);
  const child = wordAt(way + wayChild);
  let depth = stateOf(depthAt) - up;
  const count: i32 = stateOf(childrenAt + depth) === child ? stateOf(countsAt + depth) + 1 : 1;
  setState(countsAt + depth, count);
  setState(childrenAt + depth, child);
  if (recording === recordAll || (recording !== 0 && (up > 0 || into >= 0 || wordAt(way + wayTold) === 1))) {
    record(wordAt(way + waySegment), up, into, count);
  }
  if (into >= 0) {
    depth += 1;
    setState(loopsAt + depth, into);
    setState(childrenAt + depth, 0);
    setState(countsAt + depth, 1);
  }
  setState(depthAt, depth);
}

/** The bytes of a segment id as one number; 0 if there are not two or three. */
export function tagBetween(from: i32, to: i32): i32 {
  const length = to - from;
  if (length < 2 || length > 3) return 0;
  const third: i32 = length === 3 ? byteAt(from + 2) : 0;
  return (byteAt(from) << 16) | (byteAt(from + 1) << 8) | third;
}

/** Where a segment with a tag goes, if that is certain and nothing is missing before it; 0: it takes a closer look. */
function wayFor(tag: i32, directory: i32): i32 {
  const depth = stateOf(depthAt);
  const inside = wordAt(directory + stateOf(loopsAt + depth));
  for (let way = firstOf(wordAt(inside + loopWays), tag); way !== 0; way = wordAt(way + wayNext)) {
    const child = wordAt(way + wayChild);
    const there = depth - wordAt(way + wayUp);
    const now = stateOf(childrenAt + there);
    if (child < now || (child === now && stateOf(countsAt + there) >= wordAt(way + wayMax))) continue;
    if (!mayLeave(directory, depth, there)) return 0;
    return lacks(wordAt(directory + stateOf(loopsAt + there)), there, child) ? 0 : way;
  }
  return 0;
}

/** Whether nothing is missing in the loops from one that is open up to another. */
export function mayLeave(directory: i32, from: i32, to: i32): boolean {
  for (let depth = from; depth > to; depth -= 1) {
    const loop = wordAt(directory + stateOf(loopsAt + depth));
    if (lacks(loop, depth, wordAt(loop + loopChildren))) return false;
  }
  return true;
}

/** Whether a child that is required does not come between the one a loop stands at and another. */
function lacks(loop: i32, depth: i32, to: i32): boolean {
  const from = stateOf(childrenAt + depth) + (stateOf(countsAt + depth) === 0 ? 0 : 1);
  const required = wordAt(loop + loopRequired);
  return to > from && wordAt(required + to) !== wordAt(required + from);
}
