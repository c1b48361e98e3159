import { asCrossdockError } from '../errors.ts';
import type { Dialect } from './dialect.ts';
import { levels, type TransactionRange } from './envelope.ts';
import type { ReadTransaction } from './envelope-event.ts';
import type { Guide } from './guides/compiled.ts';
import { type Problem, problemOf } from './problem.ts';
import { SegmentCursor } from './segment-cursor.ts';
import { tagOf } from './tag.ts';
import { type ReadOptions, TransactionReader } from './transaction-reader.ts';

export type { ReadTransaction } from './envelope-event.ts';
export type { ReadOptions, UnknownCodes } from './transaction-reader.ts';

/**
 * All problems of a transaction set: those of its range, and those of its body. Segment ids that are none are in both;
 * the guide knows better where they stand.
 */
export const withEnvelope = (
  { problems }: TransactionRange,
  read: { readonly problems: readonly Problem[] } | null,
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
  const body = new TransactionReader(cursor, guide, options);
  const trailer = tagOf(levels[dialect.standard].transaction.trailer);
  try {
    cursor.next();
    for (;;) {
      body.run(cursor.count);
      if (!cursor.next() || cursor.tag === trailer) break;
      body.segment(cursor.count);
    }
  } catch (thrown) {
    const place = { byte: cursor.from, segment: cursor.count + 1, segmentId: '' };
    return body.cut(problemOf(asCrossdockError(thrown, 'domain/edi/read-transaction'), place));
  }
  return body.end(cursor.count);
}
