import type { ReadTransaction, WholeReader } from './envelope-event.ts';
import type { CompiledSegment, Guide } from './guides/compiled.ts';
import { segmentValues } from './json-build.ts';
import type { LoopValues, SegmentValues } from './json-form.ts';
import type { SegmentCursor } from './segment-cursor.ts';
import { type GuideProgram, programOf } from './sound/guide-program.ts';
import {
  mostDepth,
  recordAll,
  recordBegin,
  recordCount,
  recordFirst,
  recordInto,
  recordLast,
  recordSegment,
  recordUp,
  recordWay,
  recordWords,
  setRecords,
  setRecordsEnd,
  setWords,
  valuesHead,
  wayChild,
} from './sound/kernel/layout.ts';
import { kernel } from './sound/kernel.ts';
import { memory } from './sound/memory.ts';
import { told } from './sound/run.ts';
import type { SetHeader } from './sound/series.ts';
import { Shape } from './sound/shapes.ts';

const { program: words, records, sets, texts, values } = memory;

/** Reads whole transaction sets against a guide, all of which the kernel knows. */
export class GuideWholeReader implements WholeReader {
  readonly #guide: Guide;
  readonly #build: boolean;

  constructor(guide: Guide, build: boolean) {
    this.#guide = guide;
    this.#build = build;
  }

  pass(cursor: SegmentCursor, header: SetHeader): number {
    const program = programOf(this.#guide);
    if (!program || cursor.objectBytes > 0) return 0;
    const { walk, source, limits, count } = cursor;
    const recording = this.#build ? recordAll : 0;
    return walk.series(program, header, source, limits.segments - count, limits, recording);
  }

  read(cursor: SegmentCursor, set: number): ReadTransaction {
    const program = this.#build ? programOf(this.#guide) : null;
    if (!program) return { segments: {}, problems: [] };
    const from = (sets[set * setWords + setRecords] as number) * recordWords;
    const to = (sets[set * setWords + setRecordsEnd] as number) * recordWords;
    return { segments: built(program, cursor, from, to), problems: [] };
  }
}

type Held = LoopValues[string];

/** A loop that is open: what is in it so far, which child of the loop around it is, and whether it is the first of these. */
interface OpenLoop {
  shape: Shape<Held>;
  readonly held: Held[];
  count: number;
  child: number;
  isFirst: boolean;
}

const nothing = new Shape<Held>([]);
const open = Array.from(
  { length: mostDepth + 2 },
  (): OpenLoop => ({ shape: nothing, held: [], count: 0, child: 0, isFirst: true }),
);

function enter(depth: number, shape: Shape<Held>, child: number, isFirst: boolean): OpenLoop {
  const loop = open[depth] as OpenLoop;
  loop.shape = shape;
  loop.count = 0;
  loop.child = child;
  loop.isFirst = isFirst;
  return loop;
}

function put(loop: OpenLoop, child: number, value: Held): void {
  loop.shape = loop.shape.with(child);
  loop.held[loop.count] = value;
  loop.count += 1;
}

/** Makes the loop that is open at a depth; returns the one around it. */
function leave(depth: number): OpenLoop {
  const { shape, held, child, isFirst } = open[depth] as OpenLoop;
  const around = open[depth - 1] as OpenLoop;
  const made: LoopValues = shape.make(held);
  if (isFirst) put(around, child, [made]);
  else (around.held[around.count - 1] as LoopValues[]).push(made);
  return around;
}

/** Whether all texts that the kernel has told are known: if something was thrown before, it is to forget them. */
let isTold = true;

/** The JSON form of the segments that records tell of. Loops are made when they are left, each in one piece. */
function built(program: GuideProgram, cursor: SegmentCursor, from: number, to: number): LoopValues {
  const { segments, shapes } = program;
  const { base } = cursor.walk;
  let depth = 0;
  let loop = enter(0, shapes[0] as Shape<Held>, 0, true);
  let said = 0;
  if (!isTold) texts.fill(0);
  isTold = false;
  kernel.values(from / recordWords, to / recordWords);
  for (let at = from; at < to; at += recordWords) {
    const into = records[at + recordInto] as number;
    const isFirst = records[at + recordCount] === 1;
    let child = words[((records[at + recordWay] as number) + wayChild) >> 2] as number;
    for (let up = records[at + recordUp] as number; up > 0; up -= 1) {
      loop = leave(depth);
      depth -= 1;
    }
    if (into >= 0) {
      depth += 1;
      loop = enter(depth, shapes[into] as Shape<Held>, child, isFirst);
      child = 0;
    }
    const index = records[at + recordSegment] as number;
    const segment = segments[index] as CompiledSegment;
    const maker = program.makers[index] ?? program.makerOf(index, segment);
    const made = maker.told(cursor, base, said) ?? closely(cursor, segment, at);
    said += valuesHead + 2 * (values[said] as number);
    if (!isFirst && into < 0) (loop.held[loop.count - 1] as SegmentValues[]).push(made);
    else put(loop, child, segment.repeats ? [made] : made);
  }
  isTold = true;
  for (; depth > 0; depth -= 1) loop = leave(depth);
  return loop.shape.make(loop.held);
}

/** The values of a segment that takes a closer look. */
function closely(cursor: SegmentCursor, segment: CompiledSegment, record: number): SegmentValues {
  told.first = records[record + recordFirst] as number;
  told.last = records[record + recordLast] as number;
  told.begin = records[record + recordBegin] as number;
  told.tag = segment.tag;
  cursor.standAtRun();
  return segmentValues(cursor, segment);
}
