import type { CompiledLoop, CompiledSegment, Guide } from '../guides/compiled.ts';
import type { SegmentCursor } from '../segment-cursor.ts';
import { type GuideProgram, type Loop, programOf } from '../sound/guide-program.ts';
import { childrenAt, countsAt, depthAt, loopsAt, mostDepth } from '../sound/kernel/layout.ts';
import { memory } from '../sound/memory.ts';

type Node = CompiledSegment | CompiledLoop;

const { state } = memory;

/** What the walk tells. `depth` is the number of open loops the segment lies in; 0 is the transaction set itself. */
export interface StructureListener {
  enterLoop(loop: CompiledLoop): void;
  leaveLoop(loop: Loop): void;
  place(segment: CompiledSegment, depth: number): void;
  missing(node: Node): void;
  tooOften(node: Node): void;
  outOfSequence(): void;
  unknown(): void;
}

interface Frame {
  loop: Loop;
  /** Which occurrence of its loop this is, from 1. */
  occurrence: number;
  /** Index of the child the walk stands at, and how often it has occurred. */
  at: number;
  count: number;
}

/**
 * Finds for each segment its place in the guide. A segment is looked for forward from where the walk stands, in
 * the innermost loop first, then in the loops around it; a loop's first segment opens its next occurrence.
 *
 * A segment that fits nowhere is tried again without maximum counts (too often), then at places already passed
 * (out of sequence); the walk never moves back, so that one misplaced segment is one problem.
 */
export class StructureWalk {
  readonly #frames: Frame[];
  readonly #guide: Guide;
  readonly #listener: StructureListener;

  constructor(guide: Guide, listener: StructureListener) {
    this.#guide = guide;
    this.#listener = listener;
    this.#frames = [{ loop: guide.root, occurrence: 1, at: 0, count: 0 }];
  }

  /** Loops the walk stands in, with occurrence numbers: `PO1Loop[3].N1Loop[1]`. */
  path(): string {
    return this.#frames
      .slice(1)
      .map((frame) => `${frame.loop.key}[${frame.occurrence}]`)
      .join('.');
  }

  /** The current segment of the cursor. */
  next(cursor: SegmentCursor): void {
    if (this.#place(cursor, false) || this.#place(cursor, true)) return;
    if (!this.#guide.tags.has(cursor.tag)) return this.#listener.unknown();
    this.#listener.outOfSequence();
    for (let depth = this.#frames.length - 1; depth >= 0; depth -= 1) {
      const { loop } = this.#frames[depth] as Frame;
      const passed = loop.byTag.get(cursor.tag)?.map((index) => loop.children[index]);
      const segment = passed?.find((child) => child?.kind === 'segment');
      if (segment?.kind === 'segment') return this.#listener.place(segment, depth);
    }
  }

  /** The end of the transaction set: what is still open must be complete. */
  end(): void {
    this.#leaveTo(0);
    const root = this.#frames[0] as Frame;
    this.#reportMissing(root, root.loop.children.length);
  }

  /** Has a run begin where the walk stands; `null`: there can be none. */
  beginRun(): GuideProgram | null {
    const program = programOf(this.#guide);
    if (!program || this.#frames.length > mostDepth) return null;
    for (const [depth, { loop, at, count }] of this.#frames.entries()) {
      state[loopsAt + depth] = program.loops.indexOf(loop);
      state[childrenAt + depth] = at;
      state[countsAt + depth] = count;
    }
    state[depthAt] = this.#frames.length - 1;
    return program;
  }

  /** Goes where a run stands. */
  follow({ loops }: GuideProgram): void {
    const depth = state[depthAt] as number;
    this.#frames.length = Math.min(this.#frames.length, depth + 1);
    for (let index = 0; index <= depth; index += 1) {
      const frame = this.#frames[index];
      const loop = loops[state[loopsAt + index] as number] as Loop;
      const at = state[childrenAt + index] as number;
      const count = state[countsAt + index] as number;
      const occurrence = index === 0 ? 1 : (state[countsAt + index - 1] as number);
      if (frame) {
        frame.loop = loop;
        frame.occurrence = occurrence;
        frame.at = at;
        frame.count = count;
      } else this.#frames.push({ loop, occurrence, at, count });
    }
  }

  #place(cursor: SegmentCursor, beyondMaximum: boolean): boolean {
    for (let depth = this.#frames.length - 1; depth >= 0; depth -= 1) {
      const frame = this.#frames[depth] as Frame;
      const candidates = frame.loop.byTag.get(cursor.tag);
      if (!candidates) continue;
      for (const index of candidates) {
        const child = frame.loop.children[index] as Node;
        if (index < frame.at || !isMeant(child, cursor)) continue;
        const count = index === frame.at ? frame.count : 0;
        const opensLoop = depth > 0 && index === 0;
        if (beyondMaximum ? opensLoop : count >= child.max) continue;
        this.#enter(depth, index, child);
        if (beyondMaximum) this.#listener.tooOften(child);
        return true;
      }
    }
    return false;
  }

  #enter(depth: number, index: number, child: Node): void {
    this.#leaveTo(depth);
    const frame = this.#frames[depth] as Frame;
    this.#reportMissing(frame, index);
    frame.count = index === frame.at ? frame.count + 1 : 1;
    frame.at = index;
    if (child.kind === 'segment') return this.#listener.place(child, depth);
    this.#frames.push({ loop: child, occurrence: frame.count, at: 0, count: 1 });
    this.#listener.enterLoop(child);
    this.#listener.place(child.trigger, depth + 1);
  }

  #leaveTo(depth: number): void {
    while (this.#frames.length > depth + 1) {
      const frame = this.#frames[this.#frames.length - 1] as Frame;
      this.#reportMissing(frame, frame.loop.children.length);
      this.#listener.leaveLoop(frame.loop);
      this.#frames.pop();
    }
  }

  /** Required children between the one the walk stands at and the one it goes to. */
  #reportMissing(frame: Frame, to: number): void {
    if (!lacks(frame, to)) return;
    const from = frame.count === 0 ? frame.at : frame.at + 1;
    for (let index = from; index < to; index += 1) {
      const child = frame.loop.children[index] as Node;
      if (child.required) this.#listener.missing(child);
    }
  }
}

/** Whether a child that is required does not come between the one a frame stands at and another. */
function lacks({ at, count, loop }: Frame, to: number): boolean {
  const from = count === 0 ? at : at + 1;
  return to > from && loop.requiredBefore[to] !== loop.requiredBefore[from];
}

/** Whether the qualifier of a segment is one of those its use in the guide is meant for. */
function isMeant(node: Node, cursor: SegmentCursor): boolean {
  const { when } = node.kind === 'segment' ? node : node.trigger;
  return when === null || when.codes.has(cursor.text(when.element));
}
