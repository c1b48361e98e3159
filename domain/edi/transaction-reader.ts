import type { BodyReader, ReadTransaction, WholeReader } from './envelope-event.ts';
import type { CompiledLoop, CompiledSegment, Guide } from './guides/compiled.ts';
import { JsonBuilder } from './json-build.ts';
import type { Limits } from './limits.ts';
import type { Problem } from './problem.ts';
import type { SegmentCursor } from './segment-cursor.ts';
import { type GuideProgram, type Loop, programOf } from './sound/guide-program.ts';
import { pathTold, type RunListener, told } from './sound/run.ts';
import { Conditions } from './validate/conditions.ts';
import { checkDated } from './validate/dated.ts';
import { meantBy } from './validate/meanings.ts';
import { SegmentProblems } from './validate/problems.ts';
import { checkSegment, type SegmentFault } from './validate/segment.ts';
import { type StructureListener, StructureWalk } from './validate/structure.ts';
import { GuideWholeReader } from './whole-reader.ts';

/** What to do with a code that a guide does not list: our tables hold what is in use, not all that exists. */
export type UnknownCodes = 'ignore' | 'warn' | 'reject';

export interface ReadOptions {
  readonly limits: Limits;
  /** How many problems are listed; `limits.problems` if absent. */
  readonly room?: number;
  readonly unknownCodes?: UnknownCodes;
  /** False checks only: no text is made. */
  readonly build?: boolean;
  /** Is told at the end how many problems are listed. */
  readonly listed?: (problems: number) => void;
}

/** Checks the body of a transaction set against a guide, segment by segment, and makes its JSON form. */
export class TransactionReader implements BodyReader, StructureListener {
  readonly #cursor: SegmentCursor;
  readonly #guide: Guide;
  readonly #builder: JsonBuilder | null;
  readonly #problems: Problem[] = [];
  readonly #faults: SegmentProblems;
  readonly #conditions: Conditions | null;
  readonly #walk: StructureWalk;
  readonly #inSegment: (fault: SegmentFault) => void;
  readonly #listed: ((problems: number) => void) | undefined;
  /** The run that goes on, and the segments before it. */
  #running: GuideProgram | null = null;
  #before = 0;
  readonly #inRun: RunListener;

  constructor(cursor: SegmentCursor, guide: Guide, options: ReadOptions) {
    this.#cursor = cursor;
    this.#guide = guide;
    this.#listed = options.listed;
    this.#builder = options.build === false ? null : new JsonBuilder();
    const room = options.room ?? options.limits.problems;
    this.#faults = new SegmentProblems(cursor, guide, options.unknownCodes ?? 'warn', this.#problems, room);
    this.#conditions = guide.isConditional ? new Conditions(cursor, guide, this.#faults) : null;
    this.#walk = new StructureWalk(guide, this);
    this.#faults.path = () => (this.#running ? pathTold(this.#running) : this.#walk.path());
    this.#inRun = this.#listener();
    this.#inSegment = (fault) => this.#faults.inSegment(fault);
  }

  /** The cursor is at the segment with that position in the transaction set. */
  segment(position: number): void {
    this.#faults.segment = position;
    if (this.#cursor.tag === -1) this.#faults.invalidId();
    else this.#walk.next(this.#cursor);
  }

  run(position: number): number {
    const guide = this.#walk.beginRun();
    if (!guide) return position;
    this.#running = guide;
    this.#before = position;
    const passed = this.#cursor.run(guide, this.#inRun);
    this.#walk.follow(guide);
    this.#running = null;
    return position + passed;
  }

  #listener(): RunListener {
    const cursor = this.#cursor;
    const builder = this.#builder;
    const conditions = this.#conditions;
    const faults = this.#faults;
    const standAtRun = (): void => {
      cursor.standAtRun();
      faults.segment = this.#before + told.passed + 1;
    };
    return {
      wantsAll: builder !== null,
      enterLoop: (loop, isFirst) => {
        conditions?.enterLoop(loop);
        builder?.enterLoopInRun(loop, isFirst);
      },
      leaveLoop: (loop) => {
        if (conditions !== null) {
          standAtRun();
          conditions.leaveLoop(loop);
        }
        builder?.leaveLoop();
      },
      place: (segment, depth) => {
        const { dated } = segment;
        const isDone = dated === null && (conditions === null || conditions.segmentInRun(segment));
        if (isDone && builder === null) return;
        standAtRun();
        faults.definition = segment;
        if (dated !== null) for (const one of dated) checkDated(cursor, one, this.#inSegment);
        if (!isDone) conditions?.segment(segment, depth);
        builder?.segmentInRun(cursor, segment, depth);
      },
    };
  }

  whole(): WholeReader | null {
    return programOf(this.#guide)?.isWhole ? new GuideWholeReader(this.#guide, this.#builder !== null) : null;
  }

  end(position: number): ReadTransaction {
    this.#faults.segment = position;
    this.#walk.end();
    this.#conditions?.end();
    return this.#done();
  }

  /** Reading cannot go on. */
  cut(problem: Problem): ReadTransaction {
    this.#problems.push(problem);
    return this.#done();
  }

  #done(): ReadTransaction {
    this.#faults.close();
    this.#listed?.(this.#problems.length);
    return { segments: this.#builder?.root ?? {}, problems: this.#problems };
  }

  enterLoop(loop: CompiledLoop): void {
    this.#conditions?.enterLoop(loop);
    this.#builder?.enterLoop(loop);
  }

  leaveLoop(loop: Loop): void {
    this.#conditions?.leaveLoop(loop);
    this.#builder?.leaveLoop();
  }

  place(segment: CompiledSegment, depth: number): void {
    const cursor = this.#cursor;
    const meant = segment.meanings === null ? segment : meantBy(cursor, segment);
    this.#faults.definition = meant;
    if (!cursor.isSound(meant.plan)) checkSegment(cursor, meant, this.#inSegment);
    else if (meant.dated !== null) for (const one of meant.dated) checkDated(cursor, one, this.#inSegment);
    this.#conditions?.segment(segment, depth);
    this.#builder?.segment(cursor, segment, depth);
  }

  missing(node: CompiledSegment | CompiledLoop): void {
    this.#faults.missing(node);
  }

  tooOften(node: CompiledSegment | CompiledLoop): void {
    this.#faults.tooOften(node);
  }

  outOfSequence(): void {
    this.#faults.outOfSequence();
  }

  unknown(): void {
    this.#faults.unknown();
  }
}
