import type { CompiledHierarchy, CompiledSegment } from '../guides/compiled.ts';
import { ownValue } from '../own-value.ts';
import type { Location } from '../problem.ts';
import type { SegmentCursor } from '../segment-cursor.ts';
import { memory } from '../sound/memory.ts';
import { told } from '../sound/run.ts';
import { wholeNumber } from '../whole-number.ts';
import type { SegmentProblems } from './problems.ts';

interface Level {
  readonly level: string;
  readonly isLeaf: boolean;
}

const { block, events } = memory;

/** Checks the tree that HL segments form: numbers, parents, and which level stands under which. */
export class Levels {
  readonly #hierarchy: CompiledHierarchy;
  readonly #problems: SegmentProblems;
  /** By number, as they mostly come, or by text. */
  readonly #numbered: (Level | undefined)[] = [undefined];
  readonly #others = new Map<number | string, Level>();
  readonly #tags = new Set<number>();
  #level = '';
  /** Where the occurrence begins. */
  #opened: Pick<Location, 'segmentId' | 'segment'> = { segmentId: '', segment: 0 };

  constructor(hierarchy: CompiledHierarchy, problems: SegmentProblems) {
    this.#hierarchy = hierarchy;
    this.#problems = problems;
  }

  /**
   * The segment that opens an occurrence of the loop, when it is plain text and a run has just gone past it; false if it
   * takes a closer look.
   */
  opensInRun(): boolean {
    const { first, last } = told;
    const { levels, requires } = this.#hierarchy;
    const sent = last - first;
    if (sent < 3 || requires.size > 0) return false;
    const level = levelAt(first + 2);
    const numbered = this.#numbered;
    if (level === null || numberAt(first) !== numbered.length || this.#others.size > 0) return false;
    const above = numbered[numberAt(first + 1)];
    if (above ? above.isLeaf : !isEmptyAfter(first + 1)) return false;
    const name = above?.level ?? '';
    if (levels[level]?.includes(name) === false) return false;
    const isLeaf = sent > 3 && levelAt(first + 3) === '0';
    numbered.push(isLeaf ? { level, isLeaf } : shared(level));
    this.#level = level;
    return true;
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

  #parentsOf = (level: string): readonly string[] | undefined => ownValue(this.#hierarchy.levels, level);

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

/** The number after an event of the block; -1: there is none. */
const numberAt = (event: number): number =>
  wholeNumber(block, (events[event] as number) + 1, events[event + 1] as number);

const isEmptyAfter = (event: number): boolean => events[event + 1] === (events[event] as number) + 1;

/** The only letter after an event of the block. */
function levelAt(event: number): string | null {
  const from = (events[event] as number) + 1;
  const byte = block[from] as number;
  return events[event + 1] === from + 1 && byte > 0x20 ? String.fromCharCode(byte) : null;
}

const levelsByName = new Map<string, Level>();

function shared(level: string): Level {
  let known = levelsByName.get(level);
  if (!known) {
    known = { level, isLeaf: false };
    levelsByName.set(level, known);
  }
  return known;
}
