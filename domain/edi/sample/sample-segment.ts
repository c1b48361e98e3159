import type { CompiledMeaning, CompiledSegment } from '../guides/compiled.ts';
import type { SegmentValues } from '../json-form.ts';
import { checkNote } from '../validate/syntax-notes.ts';
import type { Random } from './random.ts';
import { codesOf, sampleComponents, sampleRepetitions } from './sample-value.ts';

/** How a segment is to be made: its elements by position that are already decided. */
export interface Decided {
  readonly values: ReadonlyMap<number, string>;
  readonly meaning?: CompiledMeaning | undefined;
}

/** Tries to find elements that keep the syntax notes of a segment, sparser from try to try. */
const tries = 200;

/** A code that means this use of a segment, and the meaning that the code gives it. */
export function decide(
  segment: CompiledSegment,
  wanted: CompiledMeaning | undefined,
  random: Random,
): Decided {
  const { when, meanings } = segment;
  const values = new Map<number, string>();
  if (when) values.set(when.element, random.pick([...when.codes]) ?? '');
  if (!meanings) return { values };
  const own = (code: string): boolean => when?.element !== meanings.element || when.codes.has(code);
  const codes = wanted ? [...wanted.codes] : codesAt(segment, meanings.element);
  const code = random.pick(codes.filter(own));
  if (code !== undefined) values.set(meanings.element, code);
  const meant = values.get(meanings.element);
  const meaning = meanings.list.find((one) => meant !== undefined && one.codes.has(meant));
  return { values, meaning };
}

/** Codes without a meaning of their own first: what has one may be limited. */
function codesAt({ elements, meanings }: CompiledSegment, position: number): readonly string[] {
  const element = elements[position - 1];
  const codes = element && !element.components ? codesOf(element) : [];
  const plain = codes.filter((code) => !meanings?.list.some((one) => one.codes.has(code)));
  return plain.length > 0 ? plain : codes;
}

/** A segment that its guide allows; `null` when no choice of elements keeps its syntax notes. */
export function sampleSegment(
  plain: CompiledSegment,
  { values, meaning }: Decided,
  density: number,
  random: Random,
): SegmentValues | null {
  const segment = meaning?.segment ?? plain;
  const sent = positionsOf(segment, values, density, random);
  if (!sent) return null;
  const entries = sent.flatMap((position): [string, string | string[]][] => {
    const element = segment.elements[position - 1];
    if (!element) return [];
    const decided = values.get(position);
    if (decided === undefined) {
      return element.components
        ? sampleComponents(element, density, random)
        : [[element.key, sampleRepetitions(element, random)]];
    }
    const [first, ...others] = element.components ? sampleComponents(element, density, random) : [];
    return first ? [[first[0], decided], ...others] : [[element.key, decided]];
  });
  return Object.fromEntries(entries);
}

function positionsOf(
  { elements, notes }: CompiledSegment,
  values: ReadonlyMap<number, string>,
  density: number,
  random: Random,
): readonly number[] | null {
  const allowed = elements.flatMap((element, index) => (element.notUsed ? [] : [index + 1]));
  for (let attempt = 0; attempt < tries; attempt += 1) {
    const share = density + ((1 - density) * (attempt % 8)) / 8;
    const sent = new Set(
      allowed.filter(
        (position) => elements[position - 1]?.required || values.has(position) || random.chance(share),
      ),
    );
    const kept = notes.every((note) => checkNote(note, (position) => sent.has(position)).length === 0);
    if (kept && sent.size > 0) return [...sent];
  }
  return null;
}
