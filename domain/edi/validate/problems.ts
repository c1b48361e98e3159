import type { ErrorCode, ErrorParameters } from '../../errors.ts';
import type { CompiledLoop, CompiledSegment, Expectation, Guide, SegmentRule } from '../guides/compiled.ts';
import { type Location, leftOut, type Problem, type ProblemDetails, placeOf, problemAt } from '../problem.ts';
import type { SegmentCursor } from '../segment-cursor.ts';
import type { SegmentFault } from './segment.ts';

/** Data types in words for messages. */
function typeInWords(type: string): string {
  if (type === 'a') return 'letters';
  if (type === 'n') return 'a number';
  if (type === 'R') return 'a decimal number with a point';
  if (type.startsWith('N')) return 'a whole number';
  if (type === 'DT' || type === 'TM') return 'digits';
  return 'printable text';
}

/**
 * Turns what structure walk and segment check find into problems with location and sentence. What does not fit in
 * the list any more is counted, which costs next to nothing.
 */
export class SegmentProblems {
  /** Position of the cursor's segment in the transaction set. */
  segment = 1;
  path: () => string = () => '';
  /** The use in the guide that the cursor's segment is checked against. */
  definition: CompiledSegment | null = null;
  readonly #cursor: SegmentCursor;
  readonly #guide: Guide;
  readonly #unknownCodes: 'ignore' | 'warn' | 'reject';
  readonly #problems: Problem[];
  readonly #room: number;
  readonly #leftOut = { error: 0, warning: 0 };

  /** @param room how many problems are listed */
  constructor(
    cursor: SegmentCursor,
    guide: Guide,
    unknownCodes: 'ignore' | 'warn' | 'reject',
    problems: Problem[],
    room: number,
  ) {
    this.#cursor = cursor;
    this.#guide = guide;
    this.#unknownCodes = unknownCodes;
    this.#problems = problems;
    this.#room = room;
  }

  /** Adds how many problems were left out, if any. */
  close(): void {
    const { error, warning } = this.#leftOut;
    if (error + warning === 0) return;
    this.#problems.push(leftOut(error + warning, error, placeOf(this.#cursor, this.segment)));
  }

  invalidId(): void {
    this.#add('CD_EDI_SEGMENT_ID_INVALID', { found: this.#cursor.id() });
  }

  missing(node: CompiledSegment | CompiledLoop): void {
    const required = node.kind === 'segment' ? node : node.trigger;
    const path = this.path();
    this.#add(
      'CD_EDI_SEGMENT_MISSING',
      { name: required.name, inLoop: path === '' ? '' : ` in ${path}` },
      required.id,
      node.kind === 'loop' ? { situation: { demands: 'loop', element: 0 } } : {},
    );
  }

  tooOften(node: CompiledSegment | CompiledLoop): void {
    if (node.kind === 'segment') this.#add('CD_EDI_SEGMENT_TOO_OFTEN', { max: node.max });
    else this.#add('CD_EDI_LOOP_TOO_OFTEN', { loop: node.key, max: node.max });
  }

  outOfSequence(): void {
    this.#add('CD_EDI_SEGMENT_OUT_OF_SEQUENCE', {});
  }

  unknown(): void {
    this.#add('CD_EDI_SEGMENT_UNKNOWN', {});
  }

  /** A meaning of a segment that the loop just ended, or the transaction set, lacks. */
  meaningMissing({ segment, words }: Expectation): void {
    const path = this.path();
    this.#add(
      'CD_EDI_SEGMENT_MISSING',
      { name: words, inLoop: path === '' ? '' : ` in ${path}` },
      segment.id,
    );
  }

  meaningTooOften({ max, words }: Expectation): void {
    this.#add('CD_EDI_SEGMENT_TOO_OFTEN', { max: `${max} (${words})` });
  }

  hierarchy(
    problem: string,
    element: number,
    { severity = 'error', situation }: Pick<Partial<Problem>, 'severity' | 'situation'> = {},
  ): void {
    if (this.#isFull(severity)) return;
    const more = { severity, ...(situation && { situation }) };
    this.#list('CD_EDI_HIERARCHY', { problem }, undefined, this.#elementPlace(element), more);
  }

  /** @param found what was found instead, for a rule that compares with something elsewhere */
  rule(rule: Omit<SegmentRule, 'holds'>, place: Location, found = ''): void {
    if (this.#isFull(rule.severity)) return;
    const { severity, situation } = rule;
    const parameters = { says: rule.says, rule: rule.rule, found };
    const more = { severity, ...(situation && { situation }) };
    this.#list('CD_EDI_RULE_BROKEN', parameters, place.segmentId, place, more);
  }

  /** The place of the cursor's segment, or of one of its elements. */
  here(element: number): Location {
    const loop = this.path();
    return {
      byte: this.#cursor.base + this.#cursor.from,
      segment: this.segment,
      segmentId: this.#cursor.id(),
      ...(loop === '' ? {} : { loop }),
      ...this.#elementPlace(element),
    };
  }

  #elementPlace(element: number): Partial<Location> {
    if (element === 0) return {};
    const { base, from } = this.#cursor;
    return { byte: base + (this.#cursor.has(element) ? this.#cursor.start(element) : from), element };
  }

  inSegment(fault: SegmentFault): void {
    const unknownCode = fault.code === 'CD_EDI_ELEMENT_CODE_UNKNOWN';
    if (unknownCode && this.#unknownCodes === 'ignore') return;
    const severity = unknownCode && this.#unknownCodes === 'warn' ? 'warning' : 'error';
    if (this.#isFull(severity)) return;
    const { definition, element, component, repetition, from, to } = fault;
    const segmentId = this.definition?.id ?? this.#cursor.id();
    const value = this.#cursor.slice(
      from,
      to,
      this.#cursor.isReleased(Math.min(element, this.#cursor.elements)),
    );
    const simple = definition && !definition.components ? definition : undefined;
    const parameters = {
      element: definition?.key ?? segmentId + String(element).padStart(2, '0'),
      name: definition ? definition.name.toLowerCase() : '',
      value: value.length > 40 ? `${value.slice(0, 40)}…` : value,
      type: typeInWords(simple?.type ?? 'AN'),
      min: fault.min ?? simple?.min,
      max: fault.max ?? simple?.max,
      actual: fault.actual,
      condition: fault.condition,
    };
    const place = {
      byte: this.#cursor.base + from,
      element,
      ...(component === undefined ? {} : { component }),
      ...(repetition === undefined ? {} : { repetition }),
    };
    const more = {
      severity,
      ...(definition?.number ? { elementNumber: definition.number } : {}),
      ...(to > from ? { value } : {}),
    } as const;
    this.#list(fault.code, parameters, segmentId, fault.code === 'CD_EDI_SEGMENT_EMPTY' ? {} : place, more);
  }

  /** Counts a problem for which the list has no room. */
  #isFull(severity: Problem['severity']): boolean {
    if (this.#problems.length < this.#room) return false;
    this.#leftOut[severity] += 1;
    return true;
  }

  #add(code: ErrorCode, parameters: ErrorParameters, segmentId?: string, more: ProblemDetails = {}): void {
    if (!this.#isFull('error')) this.#list(code, parameters, segmentId, {}, more);
  }

  #list(
    code: ErrorCode,
    parameters: ErrorParameters,
    segmentId: string = this.#cursor.id(),
    place: Partial<Location> = {},
    more: ProblemDetails = {},
  ): void {
    const loop = this.path();
    const location = {
      byte: this.#cursor.base + this.#cursor.from,
      segment: this.segment,
      segmentId,
      ...(loop === '' ? {} : { loop }),
      ...place,
    };
    const { ref, type } = this.#guide;
    this.#problems.push(problemAt(code, location, { segmentId, guide: ref, type, ...parameters }, more));
  }
}
