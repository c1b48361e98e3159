import type { PresenceRule, SegmentChecks } from '../guides/compiled.ts';
import type { Location } from '../problem.ts';
import type { SegmentCursor } from '../segment-cursor.ts';
import type { SegmentProblems } from './problems.ts';

/** One occurrence of a loop. */
interface Frame {
  /** Where the segment of each slot came first. */
  readonly came: Map<number, Location>;
  readonly demands: { readonly rule: PresenceRule; readonly at: Location }[];
}

/** Checks that segments come, or do not, in the loops where others ask for it. */
export class Presence {
  readonly #problems: SegmentProblems;
  readonly #frames: Frame[] = [frame()];

  constructor(problems: SegmentProblems) {
    this.#problems = problems;
  }

  enterLoop(): void {
    this.#frames.push(frame());
  }

  /** Ends the innermost loop, or the transaction set. */
  leave(): void {
    const { came, demands } = this.#frames.pop() ?? frame();
    for (const { rule, at } of demands) {
      const { demands: demanded, target, element } = rule;
      const there = came.get(target.slot);
      if ((demanded === 'segment') === (there !== undefined)) continue;
      const trigger = { element, segmentId: at.segmentId, segment: at.segment };
      const situation = { demands: demanded, element: 0, segmentId: target.segmentId, trigger };
      this.#problems.rule({ ...rule, situation }, there ?? this.#problems.here(0));
    }
  }

  segment(cursor: SegmentCursor, { presence, marks }: SegmentChecks): void {
    if (presence.length + marks.length === 0) return;
    const at = this.#problems.here(0);
    for (const { slot, isTrigger } of marks) {
      const came = this.#frames.at(isTrigger ? -2 : -1)?.came;
      if (came && !came.has(slot)) came.set(slot, at);
    }
    const demands = this.#frames.at(-1)?.demands;
    for (const rule of presence) if (rule.applies(cursor)) demands?.push({ rule, at });
  }
}

const frame = (): Frame => ({ came: new Map(), demands: [] });
