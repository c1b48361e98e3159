import { CrossdockError } from '../../errors.ts';
import { SegmentPlan } from '../sound/segment-plan.ts';
import { tagOf } from '../tag.ts';
import { under } from './address.ts';
import { GuideRules, isPresence } from './compile-rules.ts';
import {
  type CompiledComposite,
  type CompiledElement,
  type CompiledHierarchy,
  type CompiledLoop,
  type CompiledMeaning,
  type CompiledSegment,
  type Dated,
  type Expectation,
  type Guide,
  type Period,
  packCode,
  type SyntaxNote,
  type ValueKind,
} from './compiled.ts';
import type {
  DictionaryData,
  ElementType,
  ElementUse,
  GuideData,
  HierarchyData,
  LoopUse,
  Meaning,
  SegmentUse,
} from './guide.ts';
import { syntaxNote } from './syntax-note.ts';
import { TagTable } from './tag-table.ts';

const unbounded = Number.MAX_SAFE_INTEGER;
const often = (max: number | '>1'): number => (max === '>1' ? unbounded : max);

/**
 * A guide with its dictionary as look-up tables.
 *
 * @throws CD_EDI_GUIDE_INVALID naming the segment, composite or element that does not exist
 */
export function compileGuide(guide: GuideData, dictionary: DictionaryData): Guide {
  const compiler = new GuideCompiler(guide, dictionary);
  const expectations: Expectation[] = [];
  const children = compiler.nodes(guide.structure, '', expectations);
  const hierarchy = compiler.hierarchy(guide.hierarchy);
  const counters = compiler.finish();
  const root = {
    kind: 'loop',
    id: guide.type,
    key: '',
    required: true,
    max: 1,
    counter: -1,
    children,
  } as const;
  const { standard, version, type, name, functionalGroup = '' } = guide;
  return {
    ref: guide.guide,
    standard,
    version,
    type,
    name,
    functionalGroup,
    root: { ...root, expectations, ...lookUps(children) },
    tags: compiler.tags,
    counters,
    hierarchy,
    hasMeanings: compiler.hasMeanings,
    hasPresence: (guide.rules ?? []).some(isPresence),
    isConditional: compiler.hasMeanings || hierarchy !== null || (guide.rules ?? []).length > 0,
  };
}

/** What the structure walk finds its way by. */
function lookUps(children: readonly (CompiledSegment | CompiledLoop)[]) {
  const byTag = new Map<number, number[]>();
  const requiredBefore = new Int32Array(children.length + 1);
  for (const [index, child] of children.entries()) {
    const tag = child.kind === 'segment' ? child.tag : child.trigger.tag;
    byTag.set(tag, [...(byTag.get(tag) ?? []), index]);
    requiredBefore[index + 1] = (requiredBefore[index] as number) + (child.required ? 1 : 0);
  }
  return { byTag: new TagTable(byTag), requiredBefore };
}

class GuideCompiler {
  readonly tags = new Set<number>();
  hasMeanings = false;
  readonly #guide: GuideData;
  readonly #dictionary: DictionaryData;
  readonly #rules: GuideRules;
  readonly #loops = new Map<string, CompiledLoop>();

  constructor(guide: GuideData, dictionary: DictionaryData) {
    this.#guide = guide;
    this.#dictionary = dictionary;
    this.#rules = new GuideRules(guide.rules ?? []);
  }

  /** Number of counters, once every rule has found its place. */
  finish(): number {
    const { dangling, counters } = this.#rules;
    if (dangling !== undefined) throw this.#invalid(`a rule speaks of ${dangling}, which does not exist`);
    return counters;
  }

  hierarchy(data: HierarchyData | undefined): CompiledHierarchy | null {
    if (!data) return null;
    const loop = this.#loops.get(data.loop);
    if (!loop || loop.trigger.elements.length < 3) {
      throw this.#invalid(
        `the levels are those of ${data.loop}, which is no loop with number, parent and level`,
      );
    }
    const needed = (ids: readonly string[]) => ids.map((id) => ({ id, tag: tagOf(id) }));
    const requires = Object.entries(data.requires ?? {}).map(([level, ids]) => [level, needed(ids)] as const);
    return { loop, levels: data.levels, requires: new Map(requires) };
  }

  /**
   * Siblings; each needs a JSON property of its own.
   *
   * @param around expectations of the loop that they are in, which their meanings add to
   */
  nodes(
    uses: readonly (SegmentUse | LoopUse)[],
    loops: string,
    around: Expectation[],
  ): (CompiledSegment | CompiledLoop)[] {
    const names = uses.map((use) => ('loop' in use ? `${use.loop}Loop` : use.segment));
    const twice = names.find((name, index) => names.indexOf(name) < index);
    if (twice)
      throw this.#invalid(`${twice} stands twice among the same siblings; give one loop another name`);
    return uses
      .filter(({ use }) => use !== 'N')
      .map((use) => ('loop' in use ? this.#loop(use, loops, around) : this.#segment(use, loops, around)));
  }

  #loop(use: LoopUse, loops: string, around: Expectation[]): CompiledLoop {
    const [first, ...rest] = use.children;
    const key = `${use.loop}Loop`;
    const at = under(loops, key);
    const expectations: Expectation[] = [];
    const trigger = { ...this.#segment(first, at, around, at), required: true, max: 1, repeats: false };
    const children = [trigger, ...this.nodes(rest, at, expectations)];
    const loop: CompiledLoop = {
      kind: 'loop',
      id: use.loop,
      key,
      required: use.use === 'M',
      max: often(use.max),
      trigger,
      counter: this.#rules.ofLoop(at),
      expectations,
      children,
      ...lookUps(children),
    };
    this.#loops.set(at, loop);
    return loop;
  }

  /**
   * A segment use with its meanings and rules.
   *
   * @param opens address of the loop that it opens
   */
  #segment(use: SegmentUse, loops: string, around: Expectation[], opens?: string): CompiledSegment {
    const segment = this.#plainSegment(use);
    const at = under(loops, use.segment);
    const place = { at, ...(opens !== undefined && { opens }), elements: segment.elements.length };
    const checks = this.#rules.ofSegment(place, (problem) => this.#invalid(problem));
    const [first] = use.meanings ?? [];
    if (!first) return { ...segment, checks };
    this.hasMeanings = true;
    const element = Number(first.when.element);
    if (
      use.meanings?.some(({ when }) => Number(when.element) !== element) ||
      element > segment.elements.length
    ) {
      throw this.#invalid(`the meanings of ${at} must be told apart by one element that exists`);
    }
    const list = (use.meanings ?? []).map((meaning) => this.#meaning(use, meaning, checks, around));
    return { ...segment, checks, meanings: { element, list } };
  }

  #meaning(
    use: SegmentUse,
    meaning: Meaning,
    checks: CompiledSegment['checks'],
    around: Expectation[],
  ): CompiledMeaning {
    const { when, name, use: needed, max = '>1', elements } = meaning;
    const plain = this.#plainSegment({ ...use, elements: { ...use.elements, ...elements } });
    const segment = { ...plain, checks, name: name ?? plain.name };
    const limit = needed === 'N' ? 0 : often(max);
    const expects = needed === 'M' || limit < unbounded;
    const words = `${segment.name}, ${use.segment}${when.element} ${when.codes.join(' or ')}`;
    if (expects) around.push({ segment, words, required: needed === 'M', max: limit });
    return { codes: new Set(when.codes), segment, expectation: expects ? around.length - 1 : -1 };
  }

  #plainSegment(use: SegmentUse): CompiledSegment {
    const id = use.segment;
    const data = this.#dictionary.segments[id];
    if (!data) throw this.#invalid(`segment ${id} is not in the dictionary ${this.#dictionary.dictionary}`);
    const elements = data.elements.map((text, index) => this.#element(id, text, index + 1, use));
    const keys = new Set(elements.flatMap((element) => [element.key, ...keysOf(element)]));
    for (const position of Object.keys(use.elements ?? {})) {
      if (!keys.has(id + position)) throw this.#invalid(`${id} has no element ${position}`);
    }
    this.tags.add(tagOf(id));
    const max = often(use.max);
    const periods = periodsOf(elements);
    const notes = (data.notes ?? []).map((note) => this.#note(id, note, elements.length));
    return {
      kind: 'segment',
      id,
      tag: tagOf(id),
      name: data.name,
      required: use.use === 'M',
      max,
      repeats: max > 1,
      when: use.when ? { element: Number(use.when.element), codes: new Set(use.when.codes) } : null,
      elements,
      lastRequired: elements.findLastIndex((element) => element.required) + 1,
      notes,
      plan: new SegmentPlan({ elements, notes, periods }),
      periods,
      dated: datedOf(elements),
      meanings: null,
      checks: null,
    };
  }

  #note(id: string, text: string, count: number): SyntaxNote {
    const note = syntaxNote(id, text);
    if (note.elements.some((element) => element < 1 || element > count)) {
      throw this.#invalid(`note ${text} of ${id} names an element that does not exist`);
    }
    return note;
  }

  #element(id: string, text: string, position: number, use: SegmentUse): CompiledElement | CompiledComposite {
    const [number = '', requirement = '', repeat = 'x1'] = text.split(' ');
    const short = String(position).padStart(2, '0');
    const over = use.elements?.[short] ?? {};
    const repeats = repeat === 'x>1' ? unbounded : Number(repeat.slice(1));
    const composite = this.#dictionary.composites?.[number];
    if (!composite) return this.#simple(id + short, number, over.use ?? requirement, repeats, over);
    const components = composite.components.map((component, index) => {
      const [part = '', needed = ''] = component.split(' ');
      const partOver = use.elements?.[`${short}_${index + 1}`] ?? {};
      if (partOver.minRepetitions !== undefined)
        throw this.#invalid(`${id}${short}_${index + 1} is a component and does not repeat`);
      return this.#simple(`${id}${short}_${index + 1}`, part, partOver.use ?? needed, 1, partOver);
    });
    return {
      key: id + short,
      number,
      name: over.name ?? composite.name,
      required: (over.use ?? requirement) === 'M',
      notUsed: (over.use ?? requirement) === 'N',
      repeats,
      minRepetitions: this.#minRepetitions(id + short, repeats, over),
      components,
    };
  }

  #simple(key: string, number: string, use: string, repeats: number, over: ElementUse): CompiledElement {
    const data = this.#dictionary.elements[number];
    if (!data) throw this.#invalid(`element ${number} of ${key} is not in the dictionary`);
    const { name, type, min, max, codes } = { ...data, ...over };
    const open = over.codes ? over.open : data.open;
    if (min > max) throw this.#invalid(`${key} has a minimum above its maximum`);
    const list = codes ? codeList(codes) : null;
    if (list && (list.shortest < min || list.longest > max)) {
      const misfit = Object.keys(codes ?? {}).find((code) => code.length < min || code.length > max);
      throw this.#invalid(`code ${misfit} of ${key} has not ${min} to ${max} characters`);
    }
    return {
      key,
      number: number.startsWith('X') ? '' : number,
      name,
      type,
      kind: kindOf(type),
      min,
      max,
      required: use === 'M',
      notUsed: use === 'N',
      repeats,
      minRepetitions: this.#minRepetitions(key, repeats, over),
      codes: open ? null : list,
      components: null,
    };
  }

  #minRepetitions(key: string, most: number, { minRepetitions = 1 }: ElementUse): number {
    if (minRepetitions > most) throw this.#invalid(`${key} repeats at most ${most} times`);
    return minRepetitions;
  }

  #invalid(problem: string): CrossdockError {
    return new CrossdockError('CD_EDI_GUIDE_INVALID', { guide: this.#guide.guide, problem });
  }
}

function kindOf(type: ElementType): ValueKind {
  if (type === 'DT') return 'date';
  if (type === 'TM') return 'time';
  if (type === 'R') return 'decimal';
  if (type === 'n') return 'number';
  if (type === 'a') return 'letters';
  return type.startsWith('N') ? 'whole' : 'text';
}

const keysOf = (element: CompiledElement | CompiledComposite): string[] =>
  (element.components ?? []).map((component) => component.key);

/** Each 1251 with the 1250 before it. */
const periodsOf = (elements: readonly (CompiledElement | CompiledComposite)[]): Period[] =>
  elements.flatMap(({ number }, index) =>
    number === '1251' && elements[index - 1]?.number === '1250' ? [{ format: index, value: index + 1 }] : [],
  );

/** Each composite with 2380 and 2379. */
function datedOf(elements: readonly (CompiledElement | CompiledComposite)[]): readonly Dated[] | null {
  const found = elements.flatMap(({ components }, index): Dated[] => {
    const value = components?.findIndex(({ number }) => number === '2380') ?? -1;
    const format = components?.findIndex(({ number }) => number === '2379') ?? -1;
    const definition = components?.[value];
    return definition && format >= 0
      ? [{ element: index + 1, value: value + 1, format: format + 1, definition }]
      : [];
  });
  return found.length > 0 ? found : null;
}

interface CodeList {
  readonly packed: ReadonlySet<number>;
  readonly short: readonly string[];
  readonly long: ReadonlySet<string>;
  readonly shortest: number;
  readonly longest: number;
}

/** The elements of a message share the lists of their dictionary: some of them have hundreds of codes. */
const codeLists = new WeakMap<object, CodeList>();

/** Codes are compared as bytes of one character each. */
const isLatin1 = (code: string): boolean => [...code].every((character) => character <= '\xff');

function codeList(data: Readonly<Record<string, string>>): CodeList {
  const before = codeLists.get(data);
  if (before) return before;
  const codes = Object.keys(data);
  const lengths = codes.map((code) => code.length);
  const short = codes.filter((code) => code.length <= 4 && isLatin1(code));
  const list = {
    packed: new Set(short.map((code) => packCode(Buffer.from(code, 'latin1'), 0, code.length))),
    short,
    long: new Set(codes.filter((code) => code.length > 4)),
    shortest: lengths.reduce((least, length) => Math.min(least, length), Number.POSITIVE_INFINITY),
    longest: lengths.reduce((most, length) => Math.max(most, length), Number.NEGATIVE_INFINITY),
  };
  codeLists.set(data, list);
  return list;
}
