import { byteClass } from './delimiters.ts';
import type { SegmentCursor } from './segment-cursor.ts';

/** Calls back with the byte range of every part between separators of one class. Released bytes separate nothing. */
export function eachPart(
  cursor: SegmentCursor,
  from: number,
  to: number,
  separator: number,
  part: (from: number, to: number, index: number) => void,
): void {
  let start = from;
  let index = 0;
  for (let at = from; at < to; at += 1) {
    const kind = cursor.classOf(cursor.bytes[at] as number);
    if (kind === byteClass.release) at += 1;
    else if (kind === separator) {
      part(start, at, index);
      start = at + 1;
      index += 1;
    }
  }
  part(start, to, index);
}

/** The components of an element as text; an element that was not sent has none. */
export function componentsOf(cursor: SegmentCursor, element: number): string[] {
  if (!cursor.has(element)) return [];
  const released = cursor.isReleased(element);
  const texts: string[] = [];
  eachPart(cursor, cursor.start(element), cursor.end(element), byteClass.component, (from, to) => {
    texts.push(cursor.slice(from, to, released));
  });
  return texts;
}
