import { byteClass } from './delimiters.ts';
import type { CompiledComposite, CompiledElement, CompiledLoop, CompiledSegment } from './guides/compiled.ts';
import type { ElementValue, LoopValues, SegmentValues } from './json-form.ts';
import type { SegmentCursor } from './segment-cursor.ts';
import { told } from './sound/run.ts';
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

  /** @param isFirst it is known whether there is one of the loop already */
  enterLoopInRun({ key }: CompiledLoop, isFirst: boolean): void {
    const values: LoopValues = {};
    const around = this.#open[this.#open.length - 1] as LoopValues;
    if (isFirst) around[key] = [values];
    else (around[key] as LoopValues[]).push(values);
    this.#open.push(values);
  }

  leaveLoop(): void {
    this.#open.pop();
  }

  /** A segment that a run has just gone past; the cursor is at it. */
  segmentInRun(cursor: SegmentCursor, segment: CompiledSegment, depth: number): void {
    const { id, repeats, plan } = segment;
    const loop = this.#open[depth] as LoopValues;
    const values = plan.values.make(cursor, cursor.walk.base, told.first, Math.abs(told.last));
    if (values === null) this.segment(cursor, segment, depth);
    else if (!told.isFirst) (loop[id] as SegmentValues[]).push(values);
    else loop[id] = repeats ? [values] : values;
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
  const { elements } = cursor;
  for (let element = 1; element <= elements; element += 1) {
    const from = cursor.start(element);
    const to = cursor.end(element);
    if (to <= from) continue;
    const definition = segment.elements[element - 1];
    if (definition?.components) addComposite(values, cursor, element, definition);
    else {
      const key = definition?.key ?? segment.id + String(element).padStart(2, '0');
      const value =
        definition && cursor.isCompound(element)
          ? compoundValue(cursor, element, definition)
          : cursor.trimmed(from, to, cursor.isReleased(element));
      if (value !== '') values[key] = value;
    }
  }
  return values;
}

function compoundValue(cursor: SegmentCursor, element: number, definition: CompiledElement): ElementValue {
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
    addComponents(values, cursor, element, definition, cursor.start(element), cursor.end(element));
    return;
  }
  values[definition.key] = repetitions(cursor, element).map(([from, to]) => {
    const parts: Record<string, string> = {};
    addComponents(parts, cursor, element, definition, from, to);
    return parts;
  });
}

/** Puts the components of a composite among values, by name. */
function addComponents(
  values: SegmentValues,
  cursor: SegmentCursor,
  element: number,
  { key, components }: CompiledComposite,
  from: number,
  to: number,
): void {
  const released = cursor.isReleased(element);
  const { bytes } = cursor;
  let start = from;
  let index = 0;
  for (let at = from; at <= to; at += 1) {
    const kind = at < to ? cursor.classOf(bytes[at] as number) : byteClass.component;
    if (kind === byteClass.release && at + 1 < to) at += 1;
    else if (kind === byteClass.component) {
      if (at > start) {
        const text = cursor.trimmed(start, at, released);
        if (text !== '') values[components[index]?.key ?? `${key}_${index + 1}`] = text;
      }
      start = at + 1;
      index += 1;
    }
  }
}

function repetitions(cursor: SegmentCursor, element: number): [number, number][] {
  const ranges: [number, number][] = [];
  eachPart(cursor, cursor.start(element), cursor.end(element), byteClass.repetition, (from, to) => {
    ranges.push([from, to]);
  });
  return ranges;
}
