import type { Dialect } from './dialect.ts';
import { levels, type TransactionRange } from './envelope.ts';
import type { CompiledLoop, CompiledSegment, Guide } from './guides/compiled.ts';
import { JsonBuilder } from './json-build.ts';
import type { LoopValues } from './json-form.ts';
import type { Limits } from './limits.ts';
import { type Problem, placeOf, problemAt } from './problem.ts';
import { SegmentCursor, tagOf } from './segment-cursor.ts';
import { SegmentProblems } from './validate/problems.ts';
import { checkSegment } from './validate/segment.ts';
import { StructureWalk } from './validate/structure.ts';

/** What to do with a code that a guide does not list: our tables hold what is in use, not all that exists. */
export type UnknownCodes = 'ignore' | 'warn' | 'reject';

export interface ReadOptions {
  readonly limits: Limits;
  readonly unknownCodes?: UnknownCodes;
  /** False checks only: no text is made. */
  readonly build?: boolean;
}

export interface ReadTransaction {
  readonly segments: LoopValues;
  /** All problems of the body, in file order; those of header and trailer are in the range. */
  readonly problems: Problem[];
}

/** Checks one transaction set against a guide and makes its JSON form. Throws nothing for any bytes the envelopes could read. */
export function readTransaction(
  bytes: Uint8Array,
  range: TransactionRange,
  dialect: Dialect,
  guide: Guide,
  options: ReadOptions,
): ReadTransaction {
  const cursor = new SegmentCursor(bytes, { ...dialect, from: range.from }, options.limits, range.to);
  const builder = options.build === false ? null : new JsonBuilder();
  const problems: Problem[] = [];
  const faults = new SegmentProblems(cursor, guide, options.unknownCodes ?? 'warn', problems);
  const inSegment = faults.inSegment.bind(faults);
  const walk = new StructureWalk(guide, {
    enterLoop: (loop: CompiledLoop) => builder?.enterLoop(loop),
    leaveLoop: () => builder?.leaveLoop(),
    segment: (segment: CompiledSegment, depth: number) => {
      faults.definition = segment;
      checkSegment(cursor, segment, inSegment);
      builder?.segment(cursor, segment, depth);
    },
    missing: (node) => faults.missing(node),
    tooOften: (node) => faults.tooOften(node),
    outOfSequence: () => faults.outOfSequence(),
    unknown: () => faults.unknown(),
  });
  faults.path = () => walk.path();
  const trailer = tagOf(levels[dialect.standard].transaction.trailer);
  cursor.next();
  while (cursor.next() && cursor.tag !== trailer) {
    faults.segment = cursor.count;
    if (cursor.tag !== -1) walk.next(cursor);
    if (problems.length >= options.limits.problems) {
      const max = options.limits.problems;
      problems.push(problemAt('CD_EDI_PROBLEMS_TOO_MANY', placeOf(cursor, cursor.count), { max }));
      return { segments: builder?.root ?? {}, problems };
    }
  }
  faults.segment = cursor.count;
  walk.end();
  return { segments: builder?.root ?? {}, problems };
}
