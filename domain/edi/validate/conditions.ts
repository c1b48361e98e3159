import type { CompiledLoop, CompiledSegment, Guide, TotalRule } from '../guides/compiled.ts';
import type { Location } from '../problem.ts';
import type { SegmentCursor } from '../segment-cursor.ts';
import { Levels } from './levels.ts';
import { MeaningCounts } from './meanings.ts';
import { Presence } from './presence.ts';
import type { SegmentProblems } from './problems.ts';

interface Total {
  readonly rule: TotalRule;
  readonly said: string;
  readonly place: Location;
}

/** Sums of decimals as sent differ from the true ones by less than this. */
const tolerance = 1e-6;

/** What a guide asks beyond segments and their order: meanings that must come, rules, totals and levels. */
export class Conditions {
  readonly #cursor: SegmentCursor;
  readonly #problems: SegmentProblems;
  readonly #meanings: MeaningCounts | null;
  readonly #presence: Presence | null;
  readonly #levels: Levels | null;
  readonly #levelLoop: CompiledLoop | undefined;
  readonly #levelTrigger: CompiledSegment | undefined;
  readonly #counts: number[];
  readonly #totals: Total[] = [];

  constructor(cursor: SegmentCursor, guide: Guide, problems: SegmentProblems) {
    this.#cursor = cursor;
    this.#problems = problems;
    this.#meanings = guide.hasMeanings ? new MeaningCounts(guide.root.expectations, problems) : null;
    this.#presence = guide.hasPresence ? new Presence(problems) : null;
    this.#levels = guide.hierarchy && new Levels(guide.hierarchy, problems);
    this.#levelLoop = guide.hierarchy?.loop;
    this.#levelTrigger = this.#levelLoop?.trigger;
    this.#counts = Array.from({ length: guide.counters }, () => 0);
  }

  enterLoop(loop: CompiledLoop): void {
    this.#meanings?.enterLoop(loop);
    this.#presence?.enterLoop();
    if (loop.counter >= 0) this.#add(loop.counter, 1);
  }

  leaveLoop(loop: Pick<CompiledLoop, 'children'>): void {
    if (loop === this.#levelLoop) this.#levels?.closes();
    this.#meanings?.leaveLoop();
    this.#presence?.leave();
  }

  /** @param depth number of open loops the segment lies in */
  segment(segment: CompiledSegment, depth: number): void {
    if (segment.meanings !== null) this.#meanings?.segment(this.#cursor, segment, depth);
    if (segment === this.#levelTrigger) this.#levels?.opens(this.#cursor);
    else this.#levels?.has(segment);
    if (segment.checks !== null) this.#check(segment.checks);
  }

  /** A segment that a run has just gone past; false if it takes a look at the segment itself. */
  segmentInRun(segment: CompiledSegment): boolean {
    return segment === this.#levelTrigger && segment.checks === null && this.#levels?.opensInRun() === true;
  }

  #check(checks: NonNullable<CompiledSegment['checks']>): void {
    const { rules, totals, sums } = checks;
    this.#presence?.segment(this.#cursor, checks);
    for (const rule of rules) {
      if (!rule.holds(this.#cursor)) this.#problems.rule(rule, this.#problems.here(rule.element));
    }
    for (const { counter, element } of sums) this.#add(counter, Number(this.#cursor.text(element)) || 0);
    for (const rule of totals) {
      if (!this.#cursor.has(rule.element)) continue;
      this.#totals.push({
        rule,
        said: this.#cursor.text(rule.element).trimEnd(),
        place: this.#problems.here(rule.element),
      });
    }
  }

  #add(counter: number, amount: number): void {
    this.#counts[counter] = (this.#counts[counter] ?? 0) + amount;
  }

  /** Compares totals with what was counted, and what the transaction set lacks. */
  end(): void {
    this.#meanings?.end();
    this.#presence?.leave();
    for (const { rule, said, place } of this.#totals) {
      const counted = this.#counts[rule.counter] ?? 0;
      if (Math.abs(Number(said) - counted) < tolerance) continue;
      this.#problems.rule(rule, place, `; ${said} was sent, ${Number(counted.toFixed(6))} counted`);
    }
  }
}
