import type { ReadTransaction, WholeReader } from './envelope-event.ts';
import type { CompiledLoop, CompiledSegment, Guide } from './guides/compiled.ts';
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
  recordWords,
  setRecords,
  setRecordsEnd,
  setWords,
} from './sound/kernel/layout.ts';
import { memory } from './sound/memory.ts';
import { told } from './sound/run.ts';
import type { SetHeader } from './sound/series.ts';

const { records, sets } = memory;

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

/** The loops that are open, and in each the array that was begun last. */
const open: LoopValues[] = Array.from({ length: mostDepth + 2 }, () => ({}));
const begun: (SegmentValues | LoopValues)[][] = Array.from({ length: mostDepth + 2 }, () => []);

/** The JSON form of the segments that records tell of. */
function built(program: GuideProgram, cursor: SegmentCursor, from: number, to: number): LoopValues {
  const { loops, segments } = program;
  const { base } = cursor.walk;
  const root: LoopValues = {};
  let values = root;
  let depth = 0;
  open[0] = root;
  for (let at = from; at < to; at += recordWords) {
    const up = records[at + recordUp] as number;
    const into = records[at + recordInto] as number;
    const isFirst = records[at + recordCount] === 1;
    if (up > 0) {
      depth -= up;
      values = open[depth] as LoopValues;
    }
    if (into >= 0) {
      const inside: LoopValues = {};
      if (isFirst) {
        const occurrences = [inside];
        begun[depth] = occurrences;
        values[(loops[into] as CompiledLoop).key] = occurrences;
      } else begun[depth]?.push(inside);
      depth += 1;
      open[depth] = inside;
      values = inside;
    }
    const segment = segments[records[at + recordSegment] as number] as CompiledSegment;
    const first = records[at + recordFirst] as number;
    const last = Math.abs(records[at + recordLast] as number);
    const made = segment.plan.values.make(cursor, base, first, last) ?? closely(cursor, segment, at);
    if (!isFirst && into < 0) begun[depth]?.push(made);
    else if (segment.repeats) {
      const repetitions = [made];
      begun[depth] = repetitions;
      values[segment.id] = repetitions;
    } else values[segment.id] = made;
  }
  return root;
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
