import { byteClass } from '../delimiters.ts';
import type { CompiledComposite, CompiledElement, CompiledSegment } from '../guides/compiled.ts';
import type { SegmentCursor } from '../segment-cursor.ts';
import { eachPart } from '../values.ts';
import { checkDated } from './dated.ts';
import { periodFault } from './period.ts';
import { checkNote, holds } from './syntax-notes.ts';
import { type ValueFault, valueFaults } from './value.ts';

export type SegmentFaultCode =
  | ValueFault['code']
  | 'CD_EDI_SEGMENT_EMPTY'
  | 'CD_EDI_ELEMENTS_TOO_MANY'
  | 'CD_EDI_ELEMENT_MISSING'
  | 'CD_EDI_ELEMENT_NOT_USED'
  | 'CD_EDI_ELEMENT_TOO_OFTEN'
  | 'CD_EDI_ELEMENT_TOO_FEW'
  | 'CD_EDI_COMPONENTS_TOO_MANY'
  | 'CD_EDI_ELEMENT_CONDITIONAL_MISSING'
  | 'CD_EDI_ELEMENT_EXCLUDED';

/** One fault inside a segment; `from` and `to` are the bytes of the value, equal where none was sent. */
export interface SegmentFault {
  readonly code: SegmentFaultCode;
  readonly element: number;
  readonly component?: number;
  readonly repetition?: number;
  readonly definition?: CompiledElement | CompiledComposite;
  readonly from: number;
  readonly to: number;
  readonly actual?: number;
  readonly min?: number;
  readonly max?: number;
  readonly condition?: string;
}

type Report = (fault: SegmentFault) => void;

/** Finds all faults of the segment under the cursor against its use in a guide. Makes no text. */
export function checkSegment(cursor: SegmentCursor, segment: CompiledSegment, report: Report): void {
  const { elements } = segment;
  const sent = cursor.elements;
  let filled = 0;
  const last = Math.min(elements.length, Math.max(sent, segment.lastRequired));
  for (let index = 0; index < last; index += 1) {
    const definition = elements[index] as CompiledElement | CompiledComposite;
    const element = index + 1;
    if (!cursor.has(element)) {
      if (definition.required) report(absent('CD_EDI_ELEMENT_MISSING', cursor, element, definition));
      continue;
    }
    filled |= 1 << index;
    if (definition.notUsed) report(sentAs('CD_EDI_ELEMENT_NOT_USED', cursor, element, definition));
    else if (definition.components) checkComposite(cursor, element, definition, report);
    else checkSimple(cursor, element, definition, report);
  }
  if (sent > elements.length) checkSurplus(cursor, elements.length, report);
  if (filled === 0 && segment.lastRequired === 0) {
    report({ code: 'CD_EDI_SEGMENT_EMPTY', element: 0, from: cursor.from, to: cursor.from });
  }
  for (const period of segment.periods) {
    const code = periodFault(cursor, period);
    const definition = elements[period.value - 1] as CompiledElement;
    if (code) report(sentAs(code, cursor, period.value, definition));
  }
  if (segment.dated !== null) for (const dated of segment.dated) checkDated(cursor, dated, report);
  for (const note of segment.notes) {
    if (holds(note, filled)) continue;
    for (const { code, element } of checkNote(note, (position) => cursor.has(position))) {
      const definition = elements[element - 1] as CompiledElement | CompiledComposite;
      report({ ...absent(code, cursor, element, definition), condition: note.words });
    }
  }
}

/** Elements after the last one known count only if one of them has data. */
function checkSurplus(cursor: SegmentCursor, max: number, report: Report): void {
  for (let element = cursor.elements; element > max; element -= 1) {
    if (!cursor.has(element)) continue;
    const range = { from: cursor.start(max + 1), to: cursor.end(max + 1) };
    report({ code: 'CD_EDI_ELEMENTS_TOO_MANY', element: max + 1, actual: element, max, ...range });
    return;
  }
}

function checkSimple(
  cursor: SegmentCursor,
  element: number,
  definition: CompiledElement,
  report: Report,
): void {
  const from = cursor.start(element);
  const to = cursor.end(element);
  if (!cursor.isCompound(element)) {
    if (definition.minRepetitions > 1) {
      report(tooFew(element, definition, from, to, 1));
    }
    const clean =
      !cursor.isReleased(element) && valueFaults(definition, cursor.bytes, from, to, cursor.charset) === null;
    return clean ? undefined : check(cursor, definition, from, to, { element }, report);
  }
  eachRepetition(cursor, element, definition, report, (start, end, repetition) => {
    const place = repetition === undefined ? { element } : { element, repetition };
    // X12 before 00501 lets the component separator stand as data in simple elements.
    if (cursor.delimiters.release === null) return check(cursor, definition, start, end, place, report);
    eachPart(cursor, start, end, byteClass.component, (partFrom, partTo, index) => {
      if (index === 0) check(cursor, definition, partFrom, partTo, place, report);
      else if (partTo > partFrom) {
        report({ ...surplusComponents(definition, index + 1, 1, partFrom, partTo), ...place });
      }
    });
  });
}

function checkComposite(
  cursor: SegmentCursor,
  element: number,
  definition: CompiledComposite,
  report: Report,
): void {
  const { components } = definition;
  eachRepetition(cursor, element, definition, report, (from, to, repetition) => {
    const place = repetition === undefined ? { element } : { element, repetition };
    let count = 0;
    eachPart(cursor, from, to, byteClass.component, (partFrom, partTo, index) => {
      count = index + 1;
      const part = components[index];
      if (!part) {
        if (partTo > partFrom) {
          report({ ...surplusComponents(definition, count, components.length, partFrom, partTo), ...place });
        }
      } else if (partTo > partFrom && part.notUsed) {
        const range = { from: partFrom, to: partTo };
        report({ code: 'CD_EDI_ELEMENT_NOT_USED', definition: part, component: count, ...range, ...place });
      } else if (partTo > partFrom) {
        check(cursor, part, partFrom, partTo, { ...place, component: count }, report);
      } else if (part.required) missingComponent(part, count, partFrom, place, report);
    });
    for (const [index, part] of components.entries()) {
      if (index >= count && part.required) missingComponent(part, index + 1, to, place, report);
    }
  });
}

type Place = Pick<SegmentFault, 'element' | 'component' | 'repetition'>;

function missingComponent(
  part: CompiledElement,
  component: number,
  at: number,
  place: Place,
  report: Report,
): void {
  report({ code: 'CD_EDI_ELEMENT_MISSING', definition: part, from: at, to: at, ...place, component });
}

const surplusComponents = (
  definition: CompiledElement | CompiledComposite,
  actual: number,
  max: number,
  from: number,
  to: number,
) => ({ code: 'CD_EDI_COMPONENTS_TOO_MANY', definition, actual, max, from, to }) as const;

/** Repetitions only where the interchange has a separator for them; more than the guide allows is a fault. */
function eachRepetition(
  cursor: SegmentCursor,
  element: number,
  definition: CompiledElement | CompiledComposite,
  report: Report,
  visit: (from: number, to: number, repetition: number | undefined) => void,
): void {
  const from = cursor.start(element);
  const to = cursor.end(element);
  const least = definition.minRepetitions;
  if (cursor.delimiters.repetition === null || !cursor.isCompound(element)) {
    if (least > 1) report(tooFew(element, definition, from, to, 1));
    return visit(from, to, undefined);
  }
  let count = 0;
  let filled = 0;
  eachPart(cursor, from, to, byteClass.repetition, (start, end, index) => {
    count = index + 1;
    if (end <= start) return;
    filled += 1;
    visit(start, end, count);
  });
  if (least > 1 && filled < least) report(tooFew(element, definition, from, to, filled));
  if (count > definition.repeats) {
    const max = definition.repeats;
    report({ code: 'CD_EDI_ELEMENT_TOO_OFTEN', element, definition, from, to, actual: count, max });
  }
}

const tooFew = (
  element: number,
  definition: CompiledElement | CompiledComposite,
  from: number,
  to: number,
  actual: number,
): SegmentFault => ({
  ...{ code: 'CD_EDI_ELEMENT_TOO_FEW', element, definition, from, to },
  ...{ actual, min: definition.minRepetitions },
});

function check(
  cursor: SegmentCursor,
  definition: CompiledElement,
  from: number,
  to: number,
  place: Place,
  report: Report,
): void {
  if (to <= from) return;
  const plain = cursor.isReleased(place.element) ? cursor.unreleased(from, to) : null;
  const faults = plain
    ? valueFaults(definition, plain, 0, plain.length, cursor.charset)
    : valueFaults(definition, cursor.bytes, from, to, cursor.charset);
  if (faults) for (const fault of faults) report({ ...fault, ...place, definition, from, to });
}

function absent(
  code: SegmentFaultCode,
  cursor: SegmentCursor,
  element: number,
  definition: CompiledElement | CompiledComposite,
): SegmentFault {
  const at = element <= cursor.elements ? cursor.start(element) : cursor.to;
  return { code, element, definition, from: at, to: at };
}

const sentAs = (
  code: SegmentFaultCode,
  cursor: SegmentCursor,
  element: number,
  definition: CompiledElement | CompiledComposite,
): SegmentFault => ({
  code,
  element,
  definition,
  from: cursor.start(element),
  to: cursor.end(element),
});
