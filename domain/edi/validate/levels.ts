import type { CompiledHierarchy, CompiledSegment } from '../guides/compiled.ts';
import type { Location } from '../problem.ts';
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
  /** By number, as they mostly come, or by text. */
  readonly #numbered: (Level | undefined)[] = [];
  readonly #others = new Map<number | string, Level>();
  readonly #tags = new Set<number>();
  #level = '';
  /** Where the occurrence begins. */
  #opened: Pick<Location, 'segmentId' | 'segment'> = { segmentId: '', segment: 0 };

  constructor(hierarchy: CompiledHierarchy, problems: SegmentProblems) {
    this.#hierarchy = hierarchy;
    this.#problems = problems;
  }

  /** The segment that opens an occurrence of the loop. */
  opens(cursor: SegmentCursor): void {
    const number = numberOf(cursor, 1);
    const parent = numberOf(cursor, 2);
    const level = cursor.text(3).trimEnd();
    this.#level = level;
    if (this.#hierarchy.requires.size > 0) this.#opened = this.#problems.here(0);
    if (this.#hierarchy.requires.size > 0) this.#tags.clear();
    if (number === '' || !level) return;
    if (this.#find(number)) this.#problems.hierarchy(`the level number ${number} was used before`, 1);
    if (parent !== '') this.#under(parent, level);
    else if (this.#parentsOf(level)?.includes('') === false) {
      this.#problems.hierarchy(`${level} stands at the top, which the guide does not allow`, 2);
    }
    this.#keep(number, { level, isLeaf: cursor.text(4) === '0' });
  }

  #find(number: number | string): Level | undefined {
    return typeof number === 'number' && number < this.#numbered.length
      ? this.#numbered[number]
      : this.#others.get(number);
  }

  #keep(number: number | string, level: Level): void {
    if (this.#numbered.length === 0) this.#numbered.push(undefined);
    if (typeof number !== 'number' || number > this.#numbered.length) this.#others.set(number, level);
    else this.#numbered[number] = level;
  }

  #under(number: number | string, level: string): void {
    const parent = this.#find(number);
    if (!parent) {
      this.#problems.hierarchy(`the parent level ${number} has not been sent before`, 2);
      return;
    }
    if (this.#parentsOf(level)?.includes(parent.level) === false) {
      this.#problems.hierarchy(`${level} stands under ${parent.level}, which the guide does not allow`, 3);
    }
    if (parent.isLeaf) {
      this.#problems.hierarchy(`level ${number} was said to have nothing below it`, 2, {
        severity: 'warning',
      });
    }
  }

  #parentsOf = (level: string): readonly string[] | undefined => this.#hierarchy.levels[level];

  /** Any other segment of the occurrence. */
  has(segment: CompiledSegment): void {
    if (this.#hierarchy.requires.size > 0) this.#tags.add(segment.tag);
  }

  closes(): void {
    if (this.#hierarchy.requires.size === 0) return;
    for (const { id, tag } of this.#hierarchy.requires.get(this.#level) ?? []) {
      if (this.#tags.has(tag)) continue;
      const { segmentId, segment } = this.#opened;
      this.#problems.hierarchy(`${id} is missing at level ${this.#level}`, 0, {
        situation: {
          demands: 'segment',
          element: 0,
          segmentId: id,
          trigger: { element: 3, segmentId, segment },
        },
      });
    }
  }
}

/** The number of a level; '' if there is none. */
function numberOf(cursor: SegmentCursor, element: number): number | string {
  const number = cursor.integer(element);
  return number >= 0 ? number : cursor.text(element).trimEnd();
}
