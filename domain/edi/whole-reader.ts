import type { ReadTransaction, WholeReader } from './envelope-event.ts';
import type { Guide } from './guides/compiled.ts';
import { JsonBuilder } from './json-build.ts';
import type { SegmentCursor } from './segment-cursor.ts';
import { programOf } from './sound/guide-program.ts';
import { recordAll, recordWords, setRecords, setRecordsEnd, setWords } from './sound/kernel/layout.ts';
import { memory } from './sound/memory.ts';
import { tellSet } from './sound/run.ts';
import type { SetHeader } from './sound/series.ts';

const { sets } = memory;

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
    if (!this.#build) return { segments: {}, problems: [] };
    const program = programOf(this.#guide);
    const builder = new JsonBuilder();
    const from = (sets[set * setWords + setRecords] as number) * recordWords;
    const to = (sets[set * setWords + setRecordsEnd] as number) * recordWords;
    if (program) {
      tellSet(program, from, to, {
        wantsAll: true,
        enterLoop: (loop, isFirst) => builder.enterLoopInRun(loop, isFirst),
        leaveLoop: () => builder.leaveLoop(),
        place: (segment, depth) => {
          cursor.standAtRun();
          builder.segmentInRun(cursor, segment, depth);
        },
      });
    }
    return { segments: builder.root, problems: [] };
  }
}
