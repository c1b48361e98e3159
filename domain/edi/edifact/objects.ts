import { objectHeader, objectTrailer } from '../binary.ts';
import type { EnvelopeProblems } from '../envelope-problems.ts';
import { type Problem, placeOf } from '../problem.ts';
import type { SegmentCursor } from '../segment-cursor.ts';

export const isOfObject = ({ tag }: SegmentCursor): boolean => tag === objectHeader || tag === objectTrailer;

/** Checks that UNO and UNP around an object say the same length and reference (ISO 9735-8). */
export class Objects {
  /** Objects seen in the interchange. */
  count = 0;
  readonly #problems: EnvelopeProblems;
  #open: { readonly bytes: number; readonly reference: string } | null = null;

  constructor(problems: EnvelopeProblems) {
    this.#problems = problems;
  }

  get isOpen(): boolean {
    return this.#open !== null;
  }

  /**
   * The cursor is at UNO or UNP, which is the segment with that position in its message.
   * @param list takes what is wrong
   */
  check(cursor: SegmentCursor, segment: number, list: Problem[]): void {
    const before = this.#open;
    if (cursor.tag === objectHeader) {
      this.end(cursor, segment, list);
      this.count += 1;
      this.#open = { bytes: cursor.objectBytes, reference: cursor.text(1).trim() };
      return;
    }
    this.#open = null;
    const place = placeOf(cursor, segment);
    if (!before) {
      this.#problems.add(list, 'CD_EDI_HEADER_MISSING', place, { header: 'UNO', trailer: 'UNP' });
      return;
    }
    const [actual, found] = [cursor.text(1).trim(), cursor.text(2).trim()];
    if (!/^\d{1,15}$/.test(actual) || Number(actual) !== before.bytes) {
      const parameters = { actual, unit: 'bytes', expected: before.bytes };
      this.#problems.add(list, 'CD_EDI_COUNT_MISMATCH', place, parameters, { value: actual });
    }
    if (found !== before.reference) {
      const parameters = { actual: found, expected: before.reference, header: 'UNO' };
      this.#problems.add(list, 'CD_EDI_CONTROL_NUMBER_MISMATCH', place, parameters, { value: found });
    }
  }

  /** What an object was in ends here. */
  end(cursor: SegmentCursor, segment: number, list: Problem[]): void {
    const open = this.#open;
    this.#open = null;
    if (!open) return;
    const parameters = { header: 'UNO', trailer: 'UNP', controlNumber: open.reference };
    this.#problems.add(list, 'CD_EDI_TRAILER_MISSING', placeOf(cursor, segment), parameters);
  }
}
