import type { CompiledLoop, CompiledMeaning, CompiledSegment, Guide } from '../guides/compiled.ts';
import type { LoopValues, SegmentValues } from '../json-form.ts';
import type { Random } from './random.ts';
import { decide, sampleSegment } from './sample-segment.ts';

/** Share of the levels of a tree that are not there. */
const leftOut = 0.4;

type Loop = Omit<CompiledLoop, 'trigger'>;

/** A part of the document cannot be made with these random numbers. */
export class Unlucky extends Error {}

/** Makes the body of a transaction set from a guide, in the order of the guide. */
export class SampleBody {
  readonly #guide: Guide;
  readonly #random: Random;
  /** How much of what may be left out is there. */
  readonly #density: number;
  readonly #counters: number[];

  constructor(guide: Guide, random: Random, density: number) {
    this.#guide = guide;
    this.#random = random;
    this.#density = density;
    this.#counters = Array.from({ length: guide.counters }, () => 0);
  }

  /** @throws Unlucky */
  make(): LoopValues {
    return this.#loop(this.#guide.root, null, []);
  }

  #loop(loop: Loop, trigger: SegmentValues | null, needed: readonly string[]): LoopValues {
    if (loop.counter >= 0) this.#count(loop.counter, 1);
    const values: LoopValues = {};
    for (const [index, child] of loop.children.entries()) {
      if (index === 0 && trigger && child.kind === 'segment')
        values[child.id] = child.repeats ? [trigger] : trigger;
      else if (child.kind === 'loop') this.#addLoops(child, loop, values);
      else this.#addSegments(child, loop, needed.includes(child.id), values);
    }
    return values;
  }

  #addLoops(child: CompiledLoop, around: Loop, values: LoopValues): void {
    const { hierarchy } = this.#guide;
    if (hierarchy?.loop === child) {
      values[child.key] = this.#tree(child);
      return;
    }
    const made = this.#meaningsFor(child, child.trigger, around).map((meaning) => {
      const trigger = this.#segment(child.trigger, meaning);
      return this.#loop(child, trigger, []);
    });
    if (made.length > 0) values[child.key] = made;
  }

  #addSegments(child: CompiledSegment, around: Loop, isNeeded: boolean, values: LoopValues): void {
    const meanings = this.#meaningsFor(child, child, around);
    const wanted = meanings.length === 0 && isNeeded ? [undefined] : meanings;
    const made = wanted.map((meaning) => this.#segment(child, meaning));
    const [first] = made;
    if (!first) return;
    // Uses of one segment that only their codes tell apart share a property.
    const before = values[child.id];
    if (!child.repeats) values[child.id] = first;
    else values[child.id] = [...(Array.isArray(before) ? (before as SegmentValues[]) : []), ...made];
  }

  /** One entry for each occurrence to be made: the meaning it must have, or undefined for any. */
  #meaningsFor(
    child: CompiledSegment | CompiledLoop,
    segment: CompiledSegment,
    around: Loop,
  ): (CompiledMeaning | undefined)[] {
    const required = (segment.meanings?.list ?? []).filter(
      ({ expectation }) => around.expectations[expectation]?.required,
    );
    const optional = child.required ? required.length === 0 : this.#random.chance(this.#density);
    const more = optional ? 1 + (this.#random.chance(this.#density) ? this.#random.below(2) : 0) : 0;
    const room = Math.max(0, Math.min(more, child.max - required.length));
    return [...required, ...Array.from({ length: room }, () => undefined)];
  }

  #segment(segment: CompiledSegment, meaning: CompiledMeaning | undefined): SegmentValues {
    const decided = decide(segment, meaning, this.#random);
    const use = decided.meaning?.segment ?? segment;
    const values = new Map(decided.values);
    for (const { counter, element } of use.checks?.totals ?? []) {
      values.set(element, decimal(this.#counters[counter] ?? 0));
    }
    const made = sampleSegment(segment, { ...decided, values }, this.#density, this.#random);
    if (!made) throw new Unlucky(`no elements of ${segment.id} keep its notes`);
    for (const { counter, element } of use.checks?.sums ?? []) {
      const key = use.elements[element - 1]?.key ?? '';
      this.#count(counter, Number(made[key] ?? 0));
    }
    return made;
  }

  #count(counter: number, more: number): void {
    this.#counters[counter] = (this.#counters[counter] ?? 0) + more;
  }

  /** One occurrence for each level that finds a level to stand under, numbered in their order. */
  #tree(child: CompiledLoop): LoopValues[] {
    const { levels = {}, requires } = this.#guide.hierarchy ?? {};
    const made: { readonly level: string; readonly values: LoopValues }[] = [];
    for (const [level, parents] of Object.entries(levels)) {
      const parent = made.findLastIndex((one) => parents.includes(one.level)) + 1;
      if (parent === 0 && !parents.includes('')) continue;
      if (made.length > 0 && this.#random.chance(leftOut)) continue;
      const trigger: SegmentValues = {
        [`${child.trigger.id}01`]: String(made.length + 1),
        ...(parent > 0 && { [`${child.trigger.id}02`]: String(parent) }),
        [`${child.trigger.id}03`]: level,
      };
      const needed = (requires?.get(level) ?? []).map(({ id }) => id);
      made.push({ level, values: this.#loop(child, trigger, needed) });
    }
    return made.map(({ values }) => values);
  }
}

const decimal = (number: number): string => String(Math.round(number * 1000) / 1000);
