import type { LoopValues, SegmentValues } from './json-form.ts';

/** A segment that does not repeat; `null` if it is absent. */
export function segmentOf(loop: LoopValues, id: string): SegmentValues | null {
  const found = loop[id];
  return found === undefined || Array.isArray(found) ? null : found;
}

/** The occurrences of a segment that repeats. */
export function segmentsOf(loop: LoopValues, id: string): readonly SegmentValues[] {
  const found = loop[id];
  return Array.isArray(found) ? (found as SegmentValues[]) : [];
}

/** The occurrences of a loop. */
export function loopsOf(loop: LoopValues, key: string): readonly LoopValues[] {
  const found = loop[key];
  return Array.isArray(found) ? (found as LoopValues[]) : [];
}

/** A simple element or component; '' if it is absent. */
export function elementOf(segment: SegmentValues | null, element: string): string {
  const found = segment?.[element];
  return typeof found === 'string' ? found : '';
}
