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

/** A loop that is open: what is in it so far, and where it is to go. */
interface OpenLoop {
  shape: Shape<Held>;
  readonly held: Held[];
  count: number;
  around: LoopValues[];
}

const nothing = new Shape<Held>([]);
const open = Array.from(
  { length: mostDepth + 2 },
  (): OpenLoop => ({ shape: nothing, held: [], count: 0, around: [] }),
);

function enter(loop: OpenLoop, shape: Shape<Held>, around: LoopValues[]): void {
  loop.shape = shape;
  loop.count = 0;
  loop.around = around;
}

function put(loop: OpenLoop, child: number, value: Held): void {
  loop.shape = loop.shape.with(child);
  loop.held[loop.count] = value;
  loop.count += 1;
}

function leave({ around, shape, held }: OpenLoop): void {
  around.push(shape.make(held));
}

/** Whether all texts that the kernel has told are known: if something was thrown before, it is to forget them. */
let isTold = true;

/** The JSON form of the segments that records tell of. Loops are made when they are left, each in one piece. */
function built(program: GuideProgram, cursor: SegmentCursor, from: number, to: number): LoopValues {
  const { segments, shapes } = program;
  const { base } = cursor.walk;
  const roots: LoopValues[] = [];
  let depth = 0;
  let loop = open[0] as OpenLoop;
  enter(loop, shapes[0] as Shape<Held>, roots);
  let said = 0;
  if (!isTold) texts.fill(0);
  isTold = false;
  kernel.values(from / recordWords, to / recordWords);
  for (let at = from; at < to; at += recordWords) {
    const into = records[at + recordInto] as number;
    const isFirst = records[at + recordCount] === 1;
    let child = words[((records[at + recordWay] as number) + wayChild) >> 2] as number;
    for (let up = records[at + recordUp] as number; up > 0; up -= 1) {
      leave(loop);
      depth -= 1;
      loop = open[depth] as OpenLoop;
    }
    if (into >= 0) {
      if (isFirst) put(loop, child, []);
      const around = loop.held[loop.count - 1] as LoopValues[];
      depth += 1;
      loop = open[depth] as OpenLoop;
      enter(loop, shapes[into] as Shape<Held>, around);
      child = 0;
    }
    const segment = segments[records[at + recordSegment] as number] as CompiledSegment;
    const made = segment.plan.values.told(cursor, base, said) ?? closely(cursor, segment, at);
    said += valuesHead + 2 * (values[said] as number);
    if (!isFirst && into < 0) (loop.held[loop.count - 1] as SegmentValues[]).push(made);
    else put(loop, child, segment.repeats ? [made] : made);
  }
  isTold = true;
  for (; depth >= 0; depth -= 1) leave(open[depth] as OpenLoop);
  return roots[0] as LoopValues;
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
