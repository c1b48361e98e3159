import type { CompiledLoop, CompiledSegment } from '../guides/compiled.ts';
import type { GuideProgram } from './guide-program.ts';
import {
  countsAt,
  depthAt,
  loopsAt,
  mostDepth,
  passedAt,
  recordAll,
  recordBegin,
  recordCount,
  recordFirst,
  recordInto,
  recordLast,
  recordMoves,
  recordPassed,
  recordSegment,
  recordsAt,
  recordUp,
  recordWords,
  wantedAt,
} from './kernel/layout.ts';
import { kernel } from './kernel.ts';
import { memory } from './memory.ts';

const { records, state } = memory;

/** What the run tells of the segments it went past, all or those that the guide's conditions are about. */
export interface RunListener {
  readonly wantsAll: boolean;
  /** @param isFirst of its kind in the loop around */
  enterLoop(loop: CompiledLoop, isFirst: boolean): void;
  leaveLoop(loop: CompiledLoop): void;
  place(segment: CompiledSegment, depth: number): void;
}

/** The segment that a run tells of: where it is, and the loops that are open there. */
export const told = {
  depth: 0,
  loops: new Int32Array(mostDepth + 2),
  /** Which occurrence of its loop each is. */
  occurrences: new Int32Array(mostDepth + 2),
  /** The events of its id and its terminator, the latter negative if there is more than plain text between separators. */
  first: 0,
  last: 0,
  begin: 0,
  /** Segments gone past before it. */
  passed: 0,
  tag: 0,
  /** Whether it is the first of its kind in its loop. */
  isFirst: false,
};

const { loops, occurrences } = told;
const mostSegments = 0x3fffffff;

/**
 * Goes past segments as long as it is certain that nothing is wrong with them and where they are in the guide. Returns
 * how many; the state in the memory says where it is then.
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
  told.depth = state[depthAt] as number;
  for (let depth = 0; depth <= told.depth; depth += 1) {
    loops[depth] = state[loopsAt + depth] as number;
    occurrences[depth] = depth === 0 ? 1 : (state[countsAt + depth - 1] as number);
  }
  state[passedAt] = 0;
  state[recordsAt] = 0;
  const { directory } = guide;
  const bound = Math.min(most, mostSegments);
  const longest = Math.min(limit.segmentLength, mostSegments);
  do {
    kernel.run(directory, count, bound, longest, limit.elements, listener.wantsAll ? recordAll : recordMoves);
  } while (guide.placeWanted(state[wantedAt] as number));
  const passed = state[passedAt] as number;
  const end = (state[recordsAt] as number) * recordWords;
  for (let at = 0; at < end; at += recordWords) tell(guide, at, listener);
  return passed;
}

/** Tells of the segment of a record. */
function tell(guide: GuideProgram, at: number, listener: RunListener): void {
  told.first = records[at + recordFirst] as number;
  told.last = records[at + recordLast] as number;
  told.begin = records[at + recordBegin] as number;
  told.passed = records[at + recordPassed] as number;
  const count = records[at + recordCount] as number;
  const segment = records[at + recordSegment] as number;
  const definition = guide.segments[segment] as CompiledSegment;
  told.tag = definition.tag;
  const into = records[at + recordInto] as number;
  for (let up = records[at + recordUp] as number; up > 0; up -= 1) {
    const loop = loops[told.depth] as number;
    if (listener.wantsAll || guide.concerned[loop]) listener.leaveLoop(guide.loops[loop] as CompiledLoop);
    told.depth -= 1;
  }
  if (into >= 0) {
    told.depth += 1;
    loops[told.depth] = into;
    occurrences[told.depth] = count;
    if (listener.wantsAll || guide.concerned[into])
      listener.enterLoop(guide.loops[into] as CompiledLoop, count === 1);
  }
  if (listener.wantsAll || guide.told[segment]) {
    told.isFirst = into >= 0 || count === 1;
    listener.place(definition, told.depth);
  }
}

/** Loops around the segment told of, with occurrence numbers, as `StructureWalk.path` has them. */
export function pathTold(guide: GuideProgram): string {
  let path = '';
  for (let depth = 1; depth <= told.depth; depth += 1) {
    const { key } = guide.loops[loops[depth] as number] as CompiledLoop;
    path += `${depth > 1 ? '.' : ''}${key}[${occurrences[depth]}]`;
  }
  return path;
}
