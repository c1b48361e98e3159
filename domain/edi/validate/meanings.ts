import type { CompiledLoop, CompiledMeaning, CompiledSegment, Expectation } from '../guides/compiled.ts';
import type { SegmentCursor } from '../segment-cursor.ts';
import type { SegmentProblems } from './problems.ts';

function meaningOf(cursor: SegmentCursor, { meanings }: CompiledSegment): CompiledMeaning | undefined {
  if (meanings === null) return undefined;
  const code = cursor.text(meanings.element).trimEnd();
  return meanings.list.find(({ codes }) => codes.has(code));
}

/** The use of a segment under the meaning that its qualifier selects; the plain use if none does. */
export const meantBy = (cursor: SegmentCursor, segment: CompiledSegment): CompiledSegment =>
  meaningOf(cursor, segment)?.segment ?? segment;

interface Frame {
  readonly trigger: CompiledSegment | null;
  readonly expectations: readonly Expectation[];
  readonly counts: number[];
}

/** Counts the meanings that the loops of a transaction set want. */
export class MeaningCounts {
  readonly #frames: Frame[];
  readonly #problems: SegmentProblems;

  constructor(root: readonly Expectation[], problems: SegmentProblems) {
    this.#frames = [frameOf(root, null)];
    this.#problems = problems;
  }

  enterLoop({ expectations, trigger }: CompiledLoop): void {
    this.#frames.push(frameOf(expectations, trigger));
  }

  leaveLoop(): void {
    this.#close(this.#frames.pop());
  }

  end(): void {
    this.#close(this.#frames[0]);
  }

  /** @param depth number of open loops; a trigger counts in the loop around its own */
  segment(cursor: SegmentCursor, segment: CompiledSegment, depth: number): void {
    const { expectation = -1 } = meaningOf(cursor, segment) ?? {};
    const opens = this.#frames[depth]?.trigger === segment;
    const frame = this.#frames[opens ? depth - 1 : depth];
    const expected = frame?.expectations[expectation];
    if (!frame || !expected) return;
    const count = (frame.counts[expectation] ?? 0) + 1;
    frame.counts[expectation] = count;
    if (count === expected.max + 1) this.#problems.meaningTooOften(expected);
  }

  #close(frame: Frame | undefined): void {
    for (const [index, expected] of (frame?.expectations ?? []).entries()) {
      if (expected.required && !frame?.counts[index]) this.#problems.meaningMissing(expected);
    }
  }
}

const frameOf = (expectations: readonly Expectation[], trigger: CompiledSegment | null): Frame => ({
  ...{ trigger, expectations },
  counts: [],
});
