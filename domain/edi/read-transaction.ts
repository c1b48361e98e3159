import { asCrossdockError } from '../errors.ts';
import type { Dialect } from './dialect.ts';
import { levels, type TransactionRange } from './envelope.ts';
import type { CompiledLoop, CompiledSegment, Guide } from './guides/compiled.ts';
import { JsonBuilder } from './json-build.ts';
import type { LoopValues } from './json-form.ts';
import type { Limits } from './limits.ts';
import { type Problem, problemOf } from './problem.ts';
import { SegmentCursor } from './segment-cursor.ts';
import { tagOf } from './tag.ts';
import { Conditions } from './validate/conditions.ts';
import { meantBy } from './validate/meanings.ts';
import { SegmentProblems } from './validate/problems.ts';
import { checkSegment } from './validate/segment.ts';
import { StructureWalk } from './validate/structure.ts';

/** What to do with a code that a guide does not list: our tables hold what is in use, not all that exists. */
export type UnknownCodes = 'ignore' | 'warn' | 'reject';

export interface ReadOptions {
  readonly limits: Limits;
  /** How many problems are listed; `limits.problems` if absent. */
  readonly room?: number;
  readonly unknownCodes?: UnknownCodes;
  /** False checks only: no text is made. */
  readonly build?: boolean;
}

export interface ReadTransaction {
  readonly segments: LoopValues;
  /** Problems of the body, in file order; `withEnvelope` adds those of header and trailer. */
  readonly problems: Problem[];
}

/**
 * All problems of a transaction set: those of its range, and those of its body. Segment ids that are none are in both;
 * the guide knows better where they stand.
 */
export const withEnvelope = (
  { problems }: TransactionRange,
  read: Pick<ReadTransaction, 'problems'> | null,
): readonly Problem[] =>
  read
    ? [...problems.filter(({ code }) => code !== 'CD_EDI_SEGMENT_ID_INVALID'), ...read.problems]
    : problems;

/**
 * Checks one transaction set against a guide and makes its JSON form. Problems beyond the limit are counted; a
 * segment beyond the limits of `options` ends the reading with its code. Throws nothing for any bytes.
 */
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
  const room = options.room ?? options.limits.problems;
  const faults = new SegmentProblems(cursor, guide, options.unknownCodes ?? 'warn', problems, room);
  const inSegment = faults.inSegment.bind(faults);
  const conditions = guide.isConditional ? new Conditions(cursor, guide, faults) : null;
  const walk = new StructureWalk(guide, {
    enterLoop: (loop: CompiledLoop) => {
      conditions?.enterLoop(loop);
      builder?.enterLoop(loop);
    },
    leaveLoop: () => {
      conditions?.leaveLoop();
      builder?.leaveLoop();
    },
    segment: (segment: CompiledSegment, depth: number) => {
      const meant = segment.meanings === null ? segment : meantBy(cursor, segment);
      faults.definition = meant;
      checkSegment(cursor, meant, inSegment);
      conditions?.segment(segment, depth);
      builder?.segment(cursor, segment, depth);
    },
    missing: (node) => faults.missing(node),
    tooOften: (node) => faults.tooOften(node),
    outOfSequence: () => faults.outOfSequence(),
    unknown: () => faults.unknown(),
  });
  faults.path = () => walk.path();
  const trailer = tagOf(levels[dialect.standard].transaction.trailer);
  try {
    cursor.next();
    while (cursor.next() && cursor.tag !== trailer) {
      faults.segment = cursor.count;
      if (cursor.tag === -1) faults.invalidId();
      else walk.next(cursor);
    }
    faults.segment = cursor.count;
    walk.end();
    conditions?.end();
  } catch (thrown) {
    const place = { byte: cursor.from, segment: cursor.count + 1, segmentId: '' };
    problems.push(problemOf(asCrossdockError(thrown, 'domain/edi/read-transaction'), place));
  }
  faults.close();
  return { segments: builder?.root ?? {}, problems };
}
