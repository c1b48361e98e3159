import { envelopeTags } from '../envelope-tags.ts';
import type { CompiledHierarchy, CompiledLoop, CompiledSegment, Guide } from '../guides/compiled.ts';
import type { LoopValues } from '../json-form.ts';
import { tagOf } from '../tag.ts';
import { dateForms } from '../validate/dated.ts';
import { letters, mostCounters, mostDepth, wayPlan, waySegment } from './kernel/layout.ts';
import { memory, placeProgram, programEpoch } from './memory.ts';
import { hashTable } from './segment-plan.ts';
import type { ValueMaker } from './segment-values.ts';
import { Shape } from './shapes.ts';

export type Loop = Omit<CompiledLoop, 'trigger'>;
type StructureOf = Pick<Guide, 'root' | 'hierarchy' | 'hasMeanings' | 'hasPresence' | 'counters'>;
type Node = CompiledSegment | CompiledLoop;

/** Counts beyond this take a closer look. */
const mostCounted = 0x3fffffff;

/** What is more than a segment of a transaction set to the reader. */
const reserved = new Set([
  ...envelopeTags.X12.keys(),
  ...envelopeTags.EDIFACT.keys(),
  ...['UNA', 'UIB', 'UNO', 'UNP', 'BIN', 'BDS'].map(tagOf),
]);

/** A bit that no level has. */
const listed = 1 << 30;
const mostParents = 29;

const { program } = memory;
const segmentOf = (node: Node): CompiledSegment => (node.kind === 'segment' ? node : node.trigger);

/** The structure of a guide as numbers in the program memory. Loops and segments are placed when they first come. */
export class GuideProgram {
  readonly loops: Loop[] = [];
  /** What their objects have, by child. */
  readonly shapes: Shape<LoopValues[string]>[] = [];
  readonly segments: CompiledSegment[] = [];
  /** What makes the values of segments that have come. */
  readonly makers: (ValueMaker | null)[] = [];
  /** Whether the guide's conditions are about a segment. */
  readonly told: boolean[] = [];
  /** Whether the guide's conditions are about a loop. */
  readonly concerned: boolean[] = [];
  /** Whether more loops lie in each other than the memory has room for: there is no program. */
  readonly isTooDeep: boolean;
  /** Where the loops are, in the order of `loops`; 0: not placed yet. */
  readonly directory: number;
  /** Where the formats of dates are. */
  readonly formats: number;
  readonly #around: number[] = [];
  readonly #guide: StructureOf;
  readonly #epoch: number;

  constructor(guide: StructureOf) {
    this.#guide = guide;
    // Taken before anything is placed: what is placed from here on may already be the end of it.
    this.#epoch = programEpoch();
    this.isTooDeep = this.#collect(guide.root, -1) > mostDepth;
    this.directory = this.isTooDeep ? 0 : placeProgram(new Int32Array(this.loops.length));
    this.formats = this.isTooDeep ? 0 : placeProgram(formatTable());
    this.isWhole = this.#isWhole();
  }

  #isWhole(): boolean {
    const { hasMeanings, hasPresence, counters, hierarchy } = this.#guide;
    if (hasMeanings || hasPresence || counters > mostCounters || (hierarchy?.requires.size ?? 0) > 0)
      return false;
    if (new Set(Object.values(hierarchy?.levels ?? {}).flat()).size > mostParents) return false;
    return this.segments.every(({ checks }) => (checks?.rules.length ?? 0) === 0);
  }

  makerOf(index: number, { plan }: CompiledSegment): ValueMaker {
    this.makers[index] = plan.values;
    return plan.values;
  }

  /** Whether it is in the memory. */
  get isPlaced(): boolean {
    return this.#epoch === programEpoch() && this.directory > 0;
  }

  /** Returns how deep loops are in each other. */
  #collect(loop: Loop, around: number): number {
    const index = this.loops.push(loop) - 1;
    this.shapes.push(new Shape(loop.children.map((child) => (child.kind === 'loop' ? child.key : child.id))));
    this.#around.push(around);
    this.concerned.push(this.#concernsLoop(loop));
    let depth = 0;
    for (const child of loop.children) {
      this.segments.push(segmentOf(child));
      this.makers.push(null);
      this.told.push(this.#concerns(segmentOf(child)));
      if (child.kind === 'loop') depth = Math.max(depth, 1 + this.#collect(child, index));
    }
    return depth;
  }

  /** Puts in the memory what a run lacks to go on, as the state says it; false: it cannot be, or nothing is lacking. */
  placeWanted(wanted: number): boolean {
    if (wanted === 0) return false;
    return (wanted < 0 ? this.#placeLoop(-1 - wanted) : this.#placePlan(wanted)) > 0;
  }

  /** Puts a loop in the memory; 0: there is no room. */
  #placeLoop(index: number): number {
    const loop = this.loops[index];
    if (!loop) return 0;
    const rows = [...this.#tags(index)].flatMap((tag): [number, number][] => {
      const way = this.#placeWays(index, tag);
      return way > 0 ? [[tag, way]] : [];
    });
    const required = placeProgram(loop.requiredBefore);
    const ways = placeProgram(hashTable(rows.length > 0 ? rows : [[0, 0]]));
    const at = placeProgram([loop.children.length, required, ways, loop.counter]);
    if (!this.isPlaced) return 0;
    program[(this.directory >> 2) + index] = at;
    return at;
  }

  /** Puts the plan of a way's segment in the memory; 0: there is no room, or the segment cannot be told so. */
  #placePlan(way: number): number {
    const plan = this.segments[program[(way + waySegment) >> 2] as number]?.plan.place() ?? 0;
    if (!this.isPlaced) return 0;
    program[(way + wayPlan) >> 2] = plan;
    return plan;
  }

  /** Tags that lead anywhere from inside a loop. */
  #tags(index: number): Set<number> {
    const around = this.#around[index] ?? -1;
    const own = (this.loops[index]?.children ?? []).map((child) => segmentOf(child).tag);
    return new Set([...own, ...(around < 0 ? [] : this.#tags(around))]);
  }

  /** The first way of a tag; 0: none, or it takes a closer look where it leads. */
  #placeWays(index: number, tag: number): number {
    if (reserved.has(tag)) return 0;
    const nodes = [...this.#nodes(index, tag, 0)];
    // A qualifier may say that another use is meant.
    if (nodes.some(({ node }) => segmentOf(node).when !== null || segmentOf(node).meanings !== null))
      return 0;
    return nodes.reduceRight((next, { up, child, node }) => {
      const into = node.kind === 'loop' ? this.loops.indexOf(node) : -1;
      const segment = segmentOf(node);
      const index = this.segments.indexOf(segment);
      const told = this.told[index] ? 1 : 0;
      const max = Math.min(node.max, mostCounted);
      const conditions = this.#placeConditions(segment);
      return placeProgram([up, child, max, 0, index, into, next, told, conditions, tag, 0, 0]);
    }, 0);
  }

  /** Whether the program knows all that the guide asks of a transaction set. */
  readonly isWhole: boolean;

  get counters(): number {
    return this.#guide.counters;
  }

  /** What is asked of a segment beyond its form; 0: nothing. */
  #placeConditions(segment: CompiledSegment): number {
    const { dated, checks } = segment;
    const { hierarchy } = this.#guide;
    const opened = hierarchy?.loop.trigger === segment ? hierarchy : null;
    if (!opened && !dated && !checks) return 0;
    const { sums = [], totals = [] } = checks ?? {};
    const levels = opened ? placeProgram(levelTable(opened.levels)) : 0;
    const dates = dated?.flatMap(({ element, value, format }) => [element, value, format]) ?? [];
    const counted = [...sums, ...totals].flatMap(({ counter, element }) => [counter, element]);
    return placeProgram([levels, dates.length / 3, sums.length, totals.length, ...dates, ...counted]);
  }

  /** Whether conditions of the guide are about a segment. */
  #concerns(segment: CompiledSegment): boolean {
    const { hierarchy } = this.#guide;
    const isLevel = hierarchy?.loop.trigger === segment;
    const isJudged = segment.checks !== null || segment.dated !== null;
    return isJudged || isLevel || (hierarchy?.requires.size ?? 0) > 0;
  }

  #concernsLoop(loop: Loop): boolean {
    const { hierarchy, hasMeanings, hasPresence } = this.#guide;
    const isLevel = hierarchy?.loop === loop && hierarchy.requires.size > 0;
    return loop.counter >= 0 || isLevel || hasMeanings || hasPresence;
  }

  *#nodes(index: number, tag: number, up: number): Generator<{ up: number; child: number; node: Node }> {
    const loop = this.loops[index];
    for (const child of loop?.byTag.get(tag) ?? []) {
      const node = loop?.children[child];
      if (node) yield { up, child, node };
    }
    const around = this.#around[index] ?? -1;
    if (around >= 0) yield* this.#nodes(around, tag, up + 1);
  }
}

/** Which levels a level may stand under, as bits: the first is the top. 0: under any. */
function levelTable(levels: CompiledHierarchy['levels']): number[] {
  const parents = [...new Set(Object.values(levels).flat())].filter((name) => name !== '');
  const bitOf = (name: string): number => (name === '' ? 1 : 1 << (parents.indexOf(name) + 1));
  const table = new Array<number>(2 * letters).fill(0);
  for (let letter = 0; letter < letters; letter += 1) {
    const name = String.fromCharCode(letter);
    const under = levels[name];
    if (under) table[letter] = under.reduce((bits, parent) => bits | bitOf(parent), listed);
    if (parents.includes(name)) table[letters + letter] = bitOf(name);
  }
  return table;
}

/** The formats of dates by their codes, as the kernel reads them. */
function formatTable(): number[] {
  const rows = [...dateForms].map(([code, form]): [number, number] => {
    const { length, isPeriod, digits, century, year, month, day, week, hour, minute, second } = form;
    const parts = [century, year, month, day, week, hour, minute, second];
    return [code, placeProgram([isPeriod ? -1 : length, digits, ...parts])];
  });
  return hashTable(rows);
}

const programs = new WeakMap<object, GuideProgram>();

/** The program of a guide, made anew when it is no longer in the memory; `null`: there can be none. */
export function programOf(guide: StructureOf): GuideProgram | null {
  let known = programs.get(guide);
  if (known?.isTooDeep) return null;
  if (!known?.isPlaced) {
    known = new GuideProgram(guide);
    programs.set(guide, known);
  }
  return known.isPlaced ? known : null;
}
