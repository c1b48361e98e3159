import type { CompiledHierarchy, CompiledSegment } from '../guides/compiled.ts';
import type { SegmentCursor } from '../segment-cursor.ts';
import type { SegmentProblems } from './problems.ts';

interface Level {
  readonly level: string;
  readonly isLeaf: boolean;
}

/** Checks the tree that HL segments form: numbers, parents, and which level stands under which. */
export class Levels {
  readonly #hierarchy: CompiledHierarchy;
  readonly #problems: SegmentProblems;
  readonly #seen = new Map<string, Level>();
  readonly #tags = new Set<number>();
  #level = '';

  constructor(hierarchy: CompiledHierarchy, problems: SegmentProblems) {
    this.#hierarchy = hierarchy;
    this.#problems = problems;
  }

  /** The segment that opens an occurrence of the loop. */
  opens(cursor: SegmentCursor): void {
    const number = cursor.text(1).trimEnd();
    const parent = cursor.text(2).trimEnd();
    const level = cursor.text(3).trimEnd();
    this.#level = level;
    this.#tags.clear();
    if (!number || !level) return;
    if (this.#seen.has(number)) this.#problems.hierarchy(`the level number ${number} was used before`, 1);
    if (parent) this.#under(parent, level);
    else if (this.#parentsOf(level)?.includes('') === false) {
      this.#problems.hierarchy(`${level} stands at the top, which the guide does not allow`, 2);
    }
    this.#seen.set(number, { level, isLeaf: cursor.text(4) === '0' });
  }

  #under(number: string, level: string): void {
    const parent = this.#seen.get(number);
    if (!parent) {
      this.#problems.hierarchy(`the parent level ${number} has not been sent before`, 2);
      return;
    }
    if (this.#parentsOf(level)?.includes(parent.level) === false) {
      this.#problems.hierarchy(`${level} stands under ${parent.level}, which the guide does not allow`, 3);
    }
    if (parent.isLeaf) {
      this.#problems.hierarchy(`level ${number} was said to have nothing below it`, 2, 'warning');
    }
  }

  #parentsOf = (level: string): readonly string[] | undefined => this.#hierarchy.levels[level];

  /** Any other segment of the occurrence. */
  has(segment: CompiledSegment): void {
    if (this.#hierarchy.requires.size > 0) this.#tags.add(segment.tag);
  }

  closes(): void {
    for (const { id, tag } of this.#hierarchy.requires.get(this.#level) ?? []) {
      if (!this.#tags.has(tag)) this.#problems.hierarchy(`${id} is missing at level ${this.#level}`, 0);
    }
  }
}
