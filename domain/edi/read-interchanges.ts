import { CrossdockError } from '../errors.ts';
import { detectDialect } from './dialect.ts';
import type { Interchange } from './envelope.ts';
import { skipFiller } from './filler.ts';
import { type Limits, withDefaults } from './limits.ts';
import type { Problem } from './problem.ts';
import { readEnvelopes } from './read-envelopes.ts';
import { SegmentCursor } from './segment-cursor.ts';

/**
 * The interchanges of a file in either syntax, each with its groups and the byte ranges of its transaction
 * sets. Problems are on the level they concern; those outside of any interchange go to `problems`.
 *
 * @example for (const { envelope, groups } of readInterchanges(bytes)) console.log(envelope.sender, groups.length)
 */
export function* readInterchanges(
  bytes: Uint8Array,
  limits?: Partial<Limits>,
  problems: Problem[] = [],
): Generator<Interchange> {
  for (const event of readEnvelopes(bytes, withDefaults(limits))) {
    if (event.kind === 'interchange-end') yield event.interchange;
    else if (event.kind === 'problem') problems.push(event.problem);
  }
}

/**
 * The segments of the first interchange of a file and of all that follow in the same dialect, as one moving
 * cursor: read what you need before asking for the next.
 *
 * @throws CD_EDI_NOT_EDI and the other codes of `detectDialect`; CD_EDI_LIMIT_BYTES and the codes of `SegmentCursor.next`
 */
export function* readSegments(bytes: Uint8Array, limits?: Partial<Limits>): Generator<SegmentCursor> {
  const bounds = withDefaults(limits);
  if (bytes.length > bounds.bytes) {
    throw new CrossdockError('CD_EDI_LIMIT_BYTES', { actual: bytes.length, limit: bounds.bytes });
  }
  const cursor = new SegmentCursor(bytes, detectDialect(bytes, skipFiller(bytes, 0)), bounds);
  while (cursor.next()) yield cursor;
}
