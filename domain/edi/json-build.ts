import { byteClass } from './delimiters.ts';
import type { CompiledComposite, CompiledElement, CompiledLoop, CompiledSegment } from './guides/compiled.ts';
import type { ElementValue, LoopValues, SegmentValues } from './json-form.ts';
import type { SegmentCursor } from './segment-cursor.ts';
import { eachPart } from './values.ts';

/** Collects segments into the JSON form as a walk over a guide finds their places. */
export class JsonBuilder {
  readonly root: LoopValues = {};
  readonly #open: LoopValues[] = [this.root];

  enterLoop(loop: CompiledLoop): void {
    const values: LoopValues = {};
    const around = this.#open[this.#open.length - 1] as LoopValues;
    const occurrences = around[loop.key];
    if (Array.isArray(occurrences)) (occurrences as LoopValues[]).push(values);
    else around[loop.key] = [values];
    this.#open.push(values);
  }

  leaveLoop(): void {
    this.#open.pop();
  }

  segment(cursor: SegmentCursor, segment: CompiledSegment, depth: number): void {
    const loop = this.#open[depth] as LoopValues;
    const values = segmentValues(cursor, segment);
    const before = loop[segment.id];
    if (Array.isArray(before)) (before as SegmentValues[]).push(values);
    else if (segment.repeats) loop[segment.id] = [values];
    else if (before === undefined) loop[segment.id] = values;
  }
}

/**
 * The elements of the segment under the cursor by name. Elements the guide does not know keep their number; what is
 * nothing but spaces is left out.
 */
export function segmentValues(cursor: SegmentCursor, segment: CompiledSegment): SegmentValues {
  const values: SegmentValues = {};
  for (let element = 1; element <= cursor.elements; element += 1) {
    if (!cursor.has(element)) continue;
    const definition = segment.elements[element - 1];
    if (definition?.components) {
      addComposite(values, cursor, element, definition);
      continue;
    }
    const key = definition?.key ?? segment.id + String(element).padStart(2, '0');
    const value = definition ? simpleValue(cursor, element, definition) : cursor.text(element).trimEnd();
    if (value !== '') values[key] = value;
  }
  return values;
}

function simpleValue(cursor: SegmentCursor, element: number, definition: CompiledElement): ElementValue {
  if (!cursor.isCompound(element)) return cursor.text(element).trimEnd();
  if (definition.repeats > 1) {
    return repetitions(cursor, element).map(([from, to]) => simplePart(cursor, element, from, to));
  }
  return simplePart(cursor, element, cursor.start(element), cursor.end(element));
}

/** Without a release character the component separator may be data; with one, only the first part is the value. */
function simplePart(cursor: SegmentCursor, element: number, from: number, to: number): string {
  if (cursor.delimiters.release === null) return cursor.slice(from, to, false).trimEnd();
  let first = '';
  eachPart(cursor, from, to, byteClass.component, (start, end, index) => {
    if (index === 0) first = cursor.slice(start, end, cursor.isReleased(element)).trimEnd();
  });
  return first;
}

function addComposite(
  values: SegmentValues,
  cursor: SegmentCursor,
  element: number,
  definition: CompiledComposite,
): void {
  if (definition.repeats <= 1) {
    const [from, to] = [cursor.start(element), cursor.end(element)];
    Object.assign(values, compositeValues(cursor, element, definition, from, to));
    return;
  }
  values[definition.key] = repetitions(cursor, element).map(([from, to]) =>
    compositeValues(cursor, element, definition, from, to),
  );
}

function compositeValues(
  cursor: SegmentCursor,
  element: number,
  definition: CompiledComposite,
  from: number,
  to: number,
): Record<string, string> {
  const parts: Record<string, string> = {};
  eachPart(cursor, from, to, byteClass.component, (start, end, index) => {
    const text = cursor.slice(start, end, cursor.isReleased(element)).trimEnd();
    if (text !== '') parts[`${definition.key}_${index + 1}`] = text;
  });
  return parts;
}

function repetitions(cursor: SegmentCursor, element: number): [number, number][] {
  const ranges: [number, number][] = [];
  eachPart(cursor, cursor.start(element), cursor.end(element), byteClass.repetition, (from, to) => {
    ranges.push([from, to]);
  });
  return ranges;
}
