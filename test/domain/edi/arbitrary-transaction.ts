import fc from 'fast-check';
import type {
  CompiledComposite,
  CompiledElement,
  CompiledLoop,
  CompiledSegment,
  Guide,
} from '../../../domain/edi/guides/compiled.ts';
import type { LoopValues, SegmentValues } from '../../../domain/edi/json-form.ts';
import { checkNote } from '../../../domain/edi/validate/syntax-notes.ts';

const plain = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 .,-()/=!"%&;';
/** Service characters and Latin-1, which EDIFACT can release and UNOC can carry. */
const released = `${plain}?+:'äéß`;

/** Makes documents a guide allows from a stream of random numbers, so that fast-check can replay them. */
class DocumentMaker {
  readonly #random: () => number;
  readonly #letters: string;

  constructor(random: () => number, letters: string) {
    this.#random = random;
    this.#letters = letters;
  }

  loop(loop: Omit<CompiledLoop, 'trigger'>, depth: number): LoopValues {
    const values: LoopValues = {};
    for (const [index, child] of loop.children.entries()) {
      const opens = depth > 0 && index === 0;
      if (!opens && !child.required && this.#random() > 0.35 / (depth + 1)) continue;
      const count = opens || child.max === 1 ? 1 : 1 + Math.floor(this.#random() * Math.min(child.max, 3));
      const times = Array.from({ length: Math.min(count, child.max) });
      if (child.kind === 'loop') values[child.key] = times.map(() => this.loop(child, depth + 1));
      else if (child.repeats) values[child.id] = times.map(() => this.segment(child));
      else values[child.id] = this.segment(child);
    }
    return values;
  }

  segment(segment: CompiledSegment): SegmentValues {
    const sent = this.#elementsOf(segment);
    const entries = [...sent].sort((a, b) => a - b).flatMap((position) => this.#entries(segment, position));
    const values = Object.fromEntries(entries);
    return { ...values, ...this.#periods(segment, sent), ...this.#dated(segment, values) };
  }

  /** The same in composites. */
  #dated({ elements, dated }: CompiledSegment, values: SegmentValues): SegmentValues {
    const pairs = (dated ?? []).flatMap(({ element, format, definition }): [string, string][] => {
      const formatKey = elements[element - 1]?.components?.[format - 1]?.key ?? '';
      if (!(formatKey in values) || !(definition.key in values)) return [];
      return [
        [formatKey, '102'],
        [definition.key, this.#date()],
      ];
    });
    return Object.fromEntries(pairs);
  }

  /** Values whose form another element names: dates. */
  #periods({ elements, periods }: CompiledSegment, sent: ReadonlySet<number>): SegmentValues {
    const keyOf = (position: number): string => elements[position - 1]?.key ?? '';
    const pairs = periods.filter(({ format, value }) => sent.has(format) && sent.has(value));
    return Object.fromEntries(
      pairs.flatMap(({ format, value }) => [
        [keyOf(format), 'D8'],
        [keyOf(value), this.#date()],
      ]),
    );
  }

  /** Positions of elements that keep all syntax notes; sparser from try to try, so that some set is found. */
  #elementsOf(segment: CompiledSegment): Set<number> {
    for (let attempt = 0; attempt < 5000; attempt += 1) {
      const share = 0.9 - (attempt % 9) * 0.1;
      const positions = segment.elements.map((_, index) => index + 1);
      const sent = new Set(
        positions.filter((position) => segment.elements[position - 1]?.required || this.#random() < share),
      );
      const kept = segment.notes.every(
        (note) => checkNote(note, (element) => sent.has(element)).length === 0,
      );
      if (kept && sent.size > 0) return sent;
    }
    throw new Error(`no elements of ${segment.id} keep its notes`);
  }

  #entries(segment: CompiledSegment, position: number): [string, string][] {
    const element = segment.elements[position - 1] as CompiledElement | CompiledComposite;
    if (!element.components) return [[element.key, this.#value(element)]];
    return element.components.flatMap((part, index): [string, string][] =>
      part.required || index === 0 || this.#random() < 0.5 ? [[part.key, this.#value(part)]] : [],
    );
  }

  #value(element: CompiledElement): string {
    const { type, min, max } = element;
    const length = min + Math.floor(this.#random() * Math.min(max - min + 1, 25));
    if (element.codes) return this.#code(element.codes);
    if (type === 'DT') return this.#date();
    if (type === 'TM') return `1${this.#digits(1)}3${this.#digits(1)}`;
    if (type.startsWith('N') || type === 'n') return this.#digits(Math.max(length, 1));
    if (type === 'R')
      return length > 2
        ? `${this.#digits(length - 1)}.${this.#digits(1)}`
        : this.#digits(Math.max(length, 1));
    const letters = type === 'a' ? 'ABCXYZ' : this.#letters;
    const text = Array.from({ length: Math.max(length, 1) }, () => this.#pick(letters)).join('');
    return `${text.slice(0, -1)}X`;
  }

  #code(codes: NonNullable<CompiledElement['codes']>): string {
    const packed = [...codes.packed];
    let rest = packed[Math.floor(this.#random() * packed.length)] ?? 0;
    let text = '';
    while (rest > 0) {
      text = String.fromCharCode(rest % 256) + text;
      rest = Math.floor(rest / 256);
    }
    return text;
  }

  #date(): string {
    return `20${this.#digits(1)}5021${this.#digits(1)}`;
  }

  #digits(length: number): string {
    return Array.from({ length }, () => this.#pick('123456789')).join('');
  }

  #pick(letters: string): string {
    return letters.charAt(Math.floor(this.#random() * letters.length));
  }
}

/** A small generator of uniform numbers in [0, 1) from a seed (mulberry32). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Bodies in the JSON form that a guide allows, syntax notes included. */
export const arbitraryBody = (guide: Guide): fc.Arbitrary<LoopValues> =>
  fc
    .integer()
    .map((seed) =>
      new DocumentMaker(numbers(seed), guide.standard === 'X12' ? plain : released).loop(guide.root, 0),
    );
