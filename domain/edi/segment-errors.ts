import { CrossdockError } from '../errors.ts';
import type { SegmentCursor } from './segment-cursor.ts';

/** A length of data that is none, or is not what the data have. @param found what was said instead */
export function noBinary(cursor: SegmentCursor, found: string): CrossdockError {
  const segmentId = cursor.slice(cursor.from, cursor.from + 3, false);
  const place = { byte: cursor.base + cursor.from, segmentId };
  const limit = cursor.limits.binary;
  return new CrossdockError('CD_EDI_BINARY_INVALID', { ...place, found: found.slice(0, 64), limit });
}

export function tooManyElementsIn(cursor: SegmentCursor): CrossdockError {
  const limit = cursor.limits.elements;
  const segmentId = cursor.slice(cursor.from, cursor.from + 3, false);
  return new CrossdockError('CD_EDI_LIMIT_ELEMENTS', { byte: cursor.base + cursor.from, segmentId, limit });
}

/** The segment that begins at an offset is beyond the limit. */
export function tooLong({ base, limits }: SegmentCursor, from: number): CrossdockError {
  return new CrossdockError('CD_EDI_LIMIT_SEGMENT_LENGTH', {
    byte: base + from,
    limit: limits.segmentLength,
  });
}
