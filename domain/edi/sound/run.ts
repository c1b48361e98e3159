import { isLineEnd } from '../filler.ts';
import type { CompiledLoop, CompiledSegment } from '../guides/compiled.ts';
import { type GuideProgram, mostDepth, ofLoop, ofWay } from './guide-program.ts';
import { memory } from './memory.ts';
import { soundEnd } from './segment.ts';

const { block, events, program } = memory;
const { up: UP, child: CHILD, max: MAX, plan: PLAN } = ofWay;
const { segment: SEGMENT, into: INTO, next: NEXT, told: TOLD } = ofWay;
const { children: CHILDREN, required: REQUIRED, ways: WAYS } = ofLoop;

/** What the run tells of the segments it goes past, all or those that the guide's conditions are about. */
export interface RunListener {
  readonly wantsAll: boolean;
  enterLoop(loop: CompiledLoop): void;
  leaveLoop(loop: CompiledLoop): void;
  place(segment: CompiledSegment, depth: number): void;
}

/** Where a run stands: the loops that are open, and in each the child it is at and how often that has come. */
export const stand = {
  depth: 0,
  loops: new Int32Array(mostDepth + 2),
  at: new Int32Array(mostDepth + 2),
  counts: new Int32Array(mostDepth + 2),
  /** The next event, and the offset at which the next segment begins. */
  event: 0,
  from: 0,
  /** The last segment gone past. */
  first: 0,
  last: 0,
  begin: 0,
  tag: 0,
  /** Segments gone past before that. */
  passed: 0,
};

const { loops, at, counts } = stand;

/**
 * Goes past segments as long as it is certain that nothing is wrong with them and where they are in the guide. Returns
 * how many; `stand` says where it is then.
 *
 * @param count events there are
 * @param most segments to go past
 */
export function run(
  guide: GuideProgram,
  count: number,
  most: number,
  limit: { readonly segmentLength: number; readonly elements: number },
  listener: RunListener,
): number {
  const { directory } = guide;
  const { segmentLength, elements } = limit;
  let { depth, event, from } = stand;
  let loop = 0;
  for (let open = 0; open <= depth; open += 1) {
    loop = placeOf(guide, loops[open] as number);
    if (loop === 0) return 0;
  }
  let passed = 0;
  while (loop > 0 && passed < most) {
    while (event < count && events[event] === from && isLineEnd(block[from] as number)) {
      event += 1;
      from += 1;
    }
    if (event >= count) break;
    const tag = tagAt(from, events[event] as number);
    const way = tag === 0 ? 0 : wayFor(program[loop + WAYS] as number, tag, depth, directory);
    if (way === 0) break;
    const plan = (program[way + PLAN] as number) || guide.placePlan(way);
    if (plan === 0) break;
    const found = soundEnd(plan, event, count);
    if (found === 0) break;
    const last = found < 0 ? -found : found;
    const end = events[last] as number;
    if (end - from >= segmentLength || last - event > elements) break;

    stand.begin = from;
    stand.first = event;
    stand.last = found;
    stand.tag = tag;
    stand.passed = passed;
    passed += 1;
    loop = go(guide, way, loop, listener);
    depth = stand.depth;
    event = last + 1;
    from = end + 1;
  }
  stand.event = event;
  stand.from = from;
  return passed;
}

/** Goes a way from inside a loop, and tells of it. Returns the place of the loop that is the innermost then; 0: it has none. */
function go(guide: GuideProgram, way: number, loop: number, listener: RunListener): number {
  const told = program[way + TOLD] as number;
  const segment = program[way + SEGMENT] as number;
  const into = program[way + INTO] as number;
  const up = program[way + UP] as number;
  for (let left = 0; left < up; left += 1) {
    leave(guide, listener);
    stand.depth -= 1;
  }
  const { depth } = stand;
  const child = program[way + CHILD] as number;
  counts[depth] = at[depth] === child ? (counts[depth] as number) + 1 : 1;
  at[depth] = child;
  if (into >= 0) enter(guide, into, listener);
  if (listener.wantsAll || told === 1) {
    listener.place(guide.segments[segment] as CompiledSegment, stand.depth);
  }
  return up > 0 || into >= 0 ? placeOf(guide, loops[stand.depth] as number) : loop;
}

function leave({ loops: known, concerned }: GuideProgram, listener: RunListener): void {
  const index = loops[stand.depth] as number;
  if (listener.wantsAll || concerned[index]) listener.leaveLoop(known[index] as CompiledLoop);
}

function enter({ loops: known, concerned }: GuideProgram, index: number, listener: RunListener): void {
  const depth = stand.depth + 1;
  stand.depth = depth;
  loops[depth] = index;
  at[depth] = 0;
  counts[depth] = 1;
  if (listener.wantsAll || concerned[index]) {
    listener.enterLoop(known[index] as CompiledLoop);
  }
}

const placeOf = (guide: GuideProgram, loop: number): number =>
  (program[guide.directory + loop] as number) || guide.placeLoop(loop);

/** The bytes of a segment id as one number; 0 if there are not two or three. */
function tagAt(from: number, to: number): number {
  const length = to - from;
  if (length < 2 || length > 3) return 0;
  const third = length === 3 ? (block[from + 2] as number) : 0;
  return ((block[from] as number) << 16) | ((block[from + 1] as number) << 8) | third;
}

/** Where a segment with a tag goes, if that is certain and nothing is missing before it; 0: it takes a closer look. */
function wayFor(table: number, tag: number, depth: number, directory: number): number {
  for (let way = firstWay(table, tag); way !== 0; way = program[way + NEXT] as number) {
    const up = program[way + UP] as number;
    const child = program[way + CHILD] as number;
    const there = depth - up;
    const now = at[there] as number;
    if (child < now || (child === now && (counts[there] as number) >= (program[way + MAX] as number)))
      continue;
    for (let left = depth; left > there; left -= 1) {
      const loop = program[directory + (loops[left] as number)] as number;
      if (lacks(loop, left, program[loop + CHILDREN] as number)) return 0;
    }
    return lacks(program[directory + (loops[there] as number)] as number, there, child) ? 0 : way;
  }
  return 0;
}

function firstWay(table: number, tag: number): number {
  const mask = program[table + 1] as number;
  let slot = Math.imul(tag, 0x9e3779b1) >>> (program[table] as number);
  for (;;) {
    const found = program[table + 2 + slot * 2] as number;
    if (found === tag) return program[table + 3 + slot * 2] as number;
    if (found === 0) return 0;
    slot = (slot + 1) & mask;
  }
}

/** Whether a child that is required does not come between the one a loop stands at and another. */
function lacks(loop: number, depth: number, to: number): boolean {
  const from = (at[depth] as number) + (counts[depth] === 0 ? 0 : 1);
  const required = program[loop + REQUIRED] as number;
  return to > from && program[required + to] !== program[required + from];
}
