import { envelopeTags } from '../envelope-tags.ts';
import type { CompiledLoop, CompiledSegment, Guide } from '../guides/compiled.ts';
import { tagOf } from '../tag.ts';
import { memory, placeProgram, programEpoch } from './memory.ts';
import { hashTable } from './segment-plan.ts';

export type Loop = Omit<CompiledLoop, 'trigger'>;
type StructureOf = Pick<Guide, 'root' | 'hierarchy' | 'hasMeanings'>;
type Node = CompiledSegment | CompiledLoop;

/** Numbers of a loop in the program: its children, where the counts of those required are, and where its ways by tag. */
export const ofLoop = { children: 0, required: 1, ways: 2 } as const;

/**
 * Numbers of a way that a segment may go from inside a loop: how many loops it leaves, which child of the loop around it
 * then is, how often that may come, the segment's plan (0: not placed yet), the segment, the loop it enters (-1: none),
 * the way to try after it (0: none), and whether the guide's conditions are about the segment.
 */
export const ofWay = { up: 0, child: 1, max: 2, plan: 3, segment: 4, into: 5, next: 6, told: 7 } as const;

/** Counts beyond this take a closer look. */
const mostCounted = 0x3fffffff;
/** Loops in loops. */
export const mostDepth = 30;

/** What is more than a segment of a transaction set to the reader. */
const reserved = new Set([
  ...envelopeTags.X12.keys(),
  ...envelopeTags.EDIFACT.keys(),
  ...['UNA', 'UIB', 'UNO', 'UNP', 'BIN', 'BDS'].map(tagOf),
]);

const { program } = memory;
const segmentOf = (node: Node): CompiledSegment => (node.kind === 'segment' ? node : node.trigger);

/** The structure of a guide as numbers in the program memory. Loops and segments are placed when they first come. */
export class GuideProgram {
  readonly loops: Loop[] = [];
  readonly segments: CompiledSegment[] = [];
  /** Whether the guide's conditions are about a loop. */
  readonly concerned: boolean[] = [];
  /** Where the loops are, in the order of `loops`; 0: not placed yet. */
  readonly directory: number;
  readonly #around: number[] = [];
  readonly #guide: StructureOf;
  readonly #epoch: number;

  constructor(guide: StructureOf) {
    this.#guide = guide;
    const depth = this.#collect(guide.root, -1);
    this.directory = depth > mostDepth ? 0 : placeProgram(new Int32Array(this.loops.length));
    this.#epoch = programEpoch();
  }

  /** Whether it is in the memory. */
  get isPlaced(): boolean {
    return this.#epoch === programEpoch() && this.directory > 0;
  }

  /** Returns how deep loops are in each other. */
  #collect(loop: Loop, around: number): number {
    const index = this.loops.push(loop) - 1;
    this.#around.push(around);
    this.concerned.push(this.#concernsLoop(loop));
    let depth = 0;
    for (const child of loop.children) {
      this.segments.push(segmentOf(child));
      if (child.kind === 'loop') depth = Math.max(depth, 1 + this.#collect(child, index));
    }
    return depth;
  }

  /** Puts a loop in the memory; 0: there is no room. */
  placeLoop(index: number): number {
    const loop = this.loops[index];
    if (!loop) return 0;
    const rows = [...this.#tags(index)].flatMap((tag): [number, number][] => {
      const way = this.#placeWays(index, tag);
      return way > 0 ? [[tag, way]] : [];
    });
    const required = placeProgram(loop.requiredBefore);
    const ways = placeProgram(hashTable(rows.length > 0 ? rows : [[0, 0]]));
    const at = placeProgram([loop.children.length, required, ways]);
    if (!this.isPlaced) return 0;
    program[this.directory + index] = at;
    return at;
  }

  /** Puts the plan of a way's segment in the memory; 0: there is no room, or the segment cannot be told so. */
  placePlan(way: number): number {
    const plan = this.segments[program[way + ofWay.segment] as number]?.plan.place() ?? 0;
    if (!this.isPlaced) return 0;
    program[way + ofWay.plan] = plan;
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
      const told = this.#concerns(segment) ? 1 : 0;
      return placeProgram([up, child, Math.min(node.max, mostCounted), 0, index, into, next, told]);
    }, 0);
  }

  /** Whether conditions of the guide are about a segment. */
  #concerns(segment: CompiledSegment): boolean {
    const { hierarchy } = this.#guide;
    const isLevel = hierarchy?.loop.trigger === segment;
    const isJudged = segment.checks !== null || segment.dated !== null;
    return isJudged || isLevel || (hierarchy?.requires.size ?? 0) > 0;
  }

  #concernsLoop(loop: Loop): boolean {
    const { hierarchy, hasMeanings } = this.#guide;
    const isLevel = hierarchy?.loop === loop && hierarchy.requires.size > 0;
    return loop.counter >= 0 || isLevel || hasMeanings;
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

const programs = new WeakMap<object, GuideProgram>();

/** The program of a guide, made anew when it is no longer in the memory; `null`: there can be none. */
export function programOf(guide: StructureOf): GuideProgram | null {
  let known = programs.get(guide);
  if (!known?.isPlaced) {
    known = new GuideProgram(guide);
    programs.set(guide, known);
  }
  return known.isPlaced ? known : null;
}
