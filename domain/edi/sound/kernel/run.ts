import { meetsConditions } from './conditions.ts';
import {
  beginAt,
  countersAt,
  depthAt,
  eventAt,
  firstAt,
  fromAt,
  lastAt,
  loopChildren,
  loopCounter,
  loopRequired,
  loopWays,
  mostRecords,
  passedAt,
  recordAll,
  recordsAt,
  tagAt,
  wantedAt,
  wayChild,
  wayConditions,
  wayElse,
  wayInto,
  wayMax,
  wayNext,
  wayPlan,
  waySegment,
  wayTag,
  wayThen,
  wayTold,
  wayUp,
} from './layout.ts';
import { soundEnd } from './segment.ts';
import { firstOf } from './tables.ts';
import {
  byteAt,
  childOf,
  countOf,
  loopOf,
  offsetOf,
  openLoop,
  record,
  setState,
  setWord,
  standAt,
  stateOf,
  wordAt,
} from './words.ts';

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
    if (!isPlaced(directory, loopOf(open))) return;
  }
  passSegments(0, directory, count, most, longest, elements, recording);
}

/**
 * Goes past segments up to the first that is not certainly sound and in its place; whether that is the trailer.
 *
 * @param trailer the tag of one, if what the guide asks of the whole set is to be looked at; or 0
 */
export function passSegments(
  trailer: i32,
  directory: i32,
  count: i32,
  most: i32,
  longest: i32,
  elements: i32,
  recording: i32,
): boolean {
  let event = stateOf(eventAt);
  let from = stateOf(fromAt);
  let passed = stateOf(passedAt);
  let depth = stateOf(depthAt);
  let before: i32 = 0;
  let isTrailer = false;
  while (passed < most && stateOf(recordsAt) < mostRecords) {
    const skipped = lineEnds(event, from, count);
    event += skipped;
    from += skipped;
    if (event >= count) break;
    const tag = tagBetween(from, offsetOf(event));
    if (tag === 0) break;
    let way = knownWay(before, tag, depth);
    if (way === 0) {
      way = newWay(before, tag, depth, directory);
      isTrailer = tag === trailer;
      if (way === 0) break;
    }
    const found = soundEnd(wordAt(way + wayPlan), event, count);
    const last = found < 0 ? -found : found;
    const end = offsetOf(last);
    if (found === 0 || end - from >= longest || last - event > elements) break;
    if (trailer !== 0 && !isCounted(way, directory, event, found)) break;
    depth = go(way, depth, recording, event, found, from, passed);
    setState(firstAt, event);
    setState(lastAt, found);
    setState(beginAt, from);
    setState(tagAt, tag);
    passed += 1;
    event = last + 1;
    from = end + 1;
    before = way;
  }
  setState(eventAt, event);
  setState(fromAt, from);
  setState(passedAt, passed);
  setState(depthAt, depth);
  return isTrailer;
}

/** How many line ends are between segments. */
export function lineEnds(event: i32, from: i32, count: i32): i32 {
  let found: i32 = 0;
  while (
    event + found < count &&
    offsetOf(event + found) === from + found &&
    isLineEnd(byteAt(from + found))
  ) {
    found += 1;
  }
  return found;
}

function isLineEnd(byte: i32): boolean {
  return byte === 0x0a || byte === 0x0d;
}

/** The bytes of a segment id as one number; 0 if there are not two or three. */
export function tagBetween(from: i32, to: i32): i32 {
  const length = to - from;
  if (length < 2 || length > 3) return 0;
  const third: i32 = length === 3 ? byteAt(from + 2) : 0;
  return (byteAt(from) << 16) | (byteAt(from + 1) << 8) | third;
}

/**
 * One of the two ways last gone after the one before, if a tag means it again; 0: it is to be looked for. Where a way
 * leads is the same whenever it is gone, but for how often that may be.
 */
function knownWay(before: i32, tag: i32, depth: i32): i32 {
  if (before === 0) return 0;
  let way = wordAt(before + wayThen);
  if (way === 0) return 0;
  if (wordAt(way + wayTag) !== tag) {
    way = wordAt(before + wayElse);
    if (way === 0 || wordAt(way + wayTag) !== tag) return 0;
  }
  const there = depth - wordAt(way + wayUp);
  return childOf(there) === wordAt(way + wayChild) && countOf(there) >= wordAt(way + wayMax) ? 0 : way;
}

/** The way of a segment with a tag, if that is certain and all that it takes is in the memory, or 0. */
function newWay(before: i32, tag: i32, depth: i32, directory: i32): i32 {
  const found = wayFor(tag, depth, directory);
  if (found === 0) return 0;
  const way = found < 0 ? -found : found;
  const into = wordAt(way + wayInto);
  if (into >= 0 && !isPlaced(directory, into)) return 0;
  if (wordAt(way + wayPlan) === 0) {
    setState(wantedAt, way);
    return 0;
  }
  if (before !== 0 && found > 0) {
    setWord(before + wayElse, wordAt(before + wayThen));
    setWord(before + wayThen, way);
  }
  return way;
}

/** Whether a loop is in the memory; if not it is wanted. */
function isPlaced(directory: i32, loop: i32): boolean {
  if (wordAt(directory + loop * 4) !== 0) return true;
  setState(wantedAt, -1 - loop);
  return false;
}

/**
 * Where a segment with a tag goes, if that is certain and nothing is missing before it; 0: it takes a closer look. As a
 * negative number if it goes there only because it has come too often somewhere else.
 */
function wayFor(tag: i32, depth: i32, directory: i32): i32 {
  const inside = wordAt(directory + loopOf(depth) * 4);
  let sign: i32 = 1;
  for (let way = firstOf(wordAt(inside + loopWays), tag); way !== 0; way = wordAt(way + wayNext)) {
    const child = wordAt(way + wayChild);
    const there = depth - wordAt(way + wayUp);
    const now = childOf(there);
    if (child < now) continue;
    if (child === now && countOf(there) >= wordAt(way + wayMax)) {
      sign = -1;
      continue;
    }
    if (!mayLeave(directory, depth, there)) return 0;
    return lacks(wordAt(directory + loopOf(there) * 4), there, child) ? 0 : sign * way;
  }
  return 0;
}

/** Goes a way from inside a loop; how many loops are open then. */
function go(way: i32, depth: i32, recording: i32, first: i32, found: i32, begin: i32, passed: i32): i32 {
  const up = wordAt(way + wayUp);
  const into = wordAt(way + wayInto);
  const child = wordAt(way + wayChild);
  const there = depth - up;
  const count: i32 = childOf(there) === child ? countOf(there) + 1 : 1;
  standAt(there, child, count);
  if (recording !== 0 && (recording === recordAll || up > 0 || into >= 0 || wordAt(way + wayTold) === 1)) {
    record(wordAt(way + waySegment), first, found, begin, passed, up, into, count, way);
  }
  if (into < 0) return there;
  openLoop(there + 1, into);
  standAt(there + 1, 0, 1);
  return there + 1;
}

/** Whether what a guide asks of a segment beyond its form certainly holds; it and its loop are counted. */
function isCounted(way: i32, directory: i32, first: i32, found: i32): boolean {
  const into = wordAt(way + wayInto);
  if (into >= 0) {
    const counter = wordAt(wordAt(directory + into * 4) + loopCounter);
    if (counter >= 0) setState(countersAt + counter, stateOf(countersAt + counter) + 1);
  }
  const conditions = wordAt(way + wayConditions);
  return conditions === 0 || meetsConditions(conditions, first, found);
}

/** Whether nothing is missing in the loops from one that is open up to another. */
export function mayLeave(directory: i32, from: i32, to: i32): boolean {
  for (let depth = from; depth > to; depth -= 1) {
    const loop = wordAt(directory + loopOf(depth) * 4);
    if (lacks(loop, depth, wordAt(loop + loopChildren))) return false;
  }
  return true;
}

/** Whether a child that is required does not come between the one a loop stands at and another. */
function lacks(loop: i32, depth: i32, to: i32): boolean {
  const from = childOf(depth) + (countOf(depth) === 0 ? 0 : 1);
  const required = wordAt(loop + loopRequired);
  return to > from && wordAt(required + to * 4) !== wordAt(required + from * 4);
}
