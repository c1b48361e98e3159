import { ControlNumbers } from './control-numbers.ts';
import type { Standard } from './dialect.ts';
import type { Group, Level } from './envelope.ts';
import type { EnvelopeProblems } from './envelope-problems.ts';
import type { CompiledSegment } from './guides/compiled.ts';
import { type Location, type Problem, placeOf } from './problem.ts';
import type { SegmentCursor } from './segment-cursor.ts';
import { type ServiceSegments, serviceSegmentsOf } from './service-segments/service-segments.ts';
import { SegmentProblems } from './validate/problems.ts';
import { checkSegment } from './validate/segment.ts';
import { functionalIdentifierOf } from './x12/functional-group.ts';

/** What is wrong with the headers and trailers of a file: contents, counts, control numbers, what belongs in what. */
export class EnvelopeChecks {
  readonly #problems: EnvelopeProblems;
  readonly #numbers = { group: new ControlNumbers(), transaction: new ControlNumbers() };
  #segments: ServiceSegments | null = null;

  constructor(problems: EnvelopeProblems) {
    this.#problems = problems;
  }

  /** @param version as `InterchangeEnvelope.version` has it */
  startInterchange(standard: Standard, version: string): void {
    this.#segments = serviceSegmentsOf(standard, version);
    this.#numbers.group.clear();
    this.#numbers.transaction.clear();
  }

  startGroup(): void {
    this.#numbers.transaction.clear();
  }

  /**
   * The header, trailer or acknowledgement under the cursor.
   *
   * @param segment its position in its transaction set; 0 outside of one
   */
  contents(cursor: SegmentCursor, segment: number, list: Problem[]): void {
    const segments = this.#segments;
    const definition = segments?.byTag.get(cursor.tag);
    if (!segments || !definition || cursor.isSound(definition.plan)) return;
    checkSegment(cursor, definition, (fault) => {
      const found: Problem[] = [];
      const faults = new SegmentProblems(cursor, segments.guide, 'reject', found, 1);
      faults.segment = segment;
      faults.definition = definition;
      faults.inSegment(fault);
      for (const problem of found) this.#problems.put(list, problem);
    });
  }

  /** Keeps the number of a transaction set; false if it was used before. */
  isNew(controlNumber: string, byte: number): boolean {
    return this.#numbers.transaction.add(controlNumber, byte) === undefined;
  }

  /** The definition of a service segment; `undefined` if it is none of the syntax. */
  definition(tag: number): CompiledSegment | undefined {
    return this.#segments?.byTag.get(tag);
  }

  /** The header under the cursor. */
  header(cursor: SegmentCursor, level: Level, controlNumber: string, list: Problem[]): void {
    this.contents(cursor, level.name === 'transaction' ? 1 : 0, list);
    this.#controlNumber(cursor, level, controlNumber, list);
  }

  #controlNumber(cursor: SegmentCursor, level: Level, found: string, list: Problem[]): void {
    const place = () =>
      placeOf(cursor, level.name === 'transaction' ? 1 : 0, Math.min(level.control, cursor.elements));
    if (!level.controlForm.test(found)) {
      const parameters = { found, expected: level.controlWords };
      this.#problems.add(list, 'CD_EDI_CONTROL_NUMBER_INVALID', place(), parameters, { value: found });
    }
    if (level.name === 'interchange') return;
    const before = this.#numbers[level.name].add(found, cursor.base + cursor.from);
    if (before !== undefined) {
      const parameters = { found, byte: before, level: level.name };
      this.#problems.add(list, 'CD_EDI_CONTROL_NUMBER_REPEATED', place(), parameters, { value: found });
    }
  }

  /** @param count what the trailer must say */
  trailer(
    cursor: SegmentCursor,
    level: Level,
    controlNumber: string,
    count: number,
    segment: number,
    list: Problem[],
  ): void {
    const declared = cursor.text(1).trim();
    if (!/^\d{1,10}$/.test(declared) || Number(declared) !== count) {
      const parameters = { actual: declared, unit: level.unit, expected: count };
      const place = placeOf(cursor, segment, Math.min(1, cursor.elements));
      this.#problems.add(list, 'CD_EDI_COUNT_MISMATCH', place, parameters, { value: declared });
    }
    const repeated = cursor.text(2).trim();
    if (repeated !== controlNumber) {
      const parameters = { actual: repeated, expected: controlNumber, header: level.header };
      const place = placeOf(cursor, segment, Math.min(2, cursor.elements));
      this.#problems.add(list, 'CD_EDI_CONTROL_NUMBER_MISMATCH', place, parameters, { value: repeated });
    }
    this.contents(cursor, segment, list);
  }

  /** The set that the ST segment under the cursor opens, in a group of its functional identifier. */
  set(cursor: SegmentCursor, type: string, { envelope }: Group, list: Problem[]): void {
    const expected = functionalIdentifierOf(type);
    if (!envelope || expected === undefined || expected === envelope.code) return;
    const parameters = { type, found: envelope.code, expected };
    const place = placeOf(cursor, 1, Math.min(1, cursor.elements));
    this.#problems.add(list, 'CD_EDI_GROUP_CODE_MISMATCH', place, parameters, { value: envelope.code });
  }

  missing(list: Problem[], { header, trailer }: Level, controlNumber: string, place: Location): void {
    this.#problems.add(list, 'CD_EDI_TRAILER_MISSING', place, { header, trailer, controlNumber });
  }
}
