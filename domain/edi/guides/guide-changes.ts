import { isWithin, keyOf, type NodeUse, positionIn, under } from './address.ts';
import { elementFacts } from './element-facts.ts';
import type { DictionaryData, GuideData, Meaning, SegmentUse } from './guide.ts';
import { type Limits, relaxation } from './relaxation.ts';

/** One thing that differs between two forms of a guide. */
export interface GuideChange {
  /** Address of the loop, segment, meaning or element, or `rule <name>`, or `hierarchy`. */
  readonly at: string;
  /** `use`, `max`, `min`, `name`, `codes`, or `place` where the whole was added or removed. */
  readonly what: string;
  readonly before?: unknown;
  readonly after?: unknown;
  readonly effect: 'adds' | 'removes' | 'tightens' | 'relaxes' | 'renames' | 'changes';
}

type Facts = Readonly<Record<string, unknown>> & Limits;
type Places = ReadonlyMap<string, Facts>;
type ElementUses = SegmentUse['elements'] | undefined;

/** Differences from one form of a guide to another, in the order of the guide; empty if both say the same. */
export function guideChanges(
  before: GuideData,
  after: GuideData,
  dictionary: DictionaryData,
): readonly GuideChange[] {
  const elements = new Set([...mentioned(before), ...mentioned(after)].sort());
  const [left, right] = [before, after].map((guide) => placesOf(guide, dictionary, elements)) as [
    Places,
    Places,
  ];
  const removed = [...left.keys()]
    .filter((at) => !right.has(at) && !isInside(at, left, right))
    .map((at): GuideChange => ({ at, what: 'place', before: left.get(at), effect: 'removes' }));
  const others = [...right].flatMap(([at, facts]): readonly GuideChange[] => {
    const was = left.get(at);
    if (was) return differences(at, was, facts);
    return isInside(at, right, left) ? [] : [{ at, what: 'place', after: facts, effect: 'adds' }];
  });
  return [...removed, ...others];
}

/** Whether something around the place is itself missing on the other side, which says enough. */
const isInside = (at: string, here: Places, there: Places): boolean =>
  [...here.keys()].some((outer) => isWithin(at, outer) && !there.has(outer));

function differences(at: string, before: Facts, after: Facts): readonly GuideChange[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names
    .filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]))
    .map((name) => ({
      at,
      what: name,
      before: before[name],
      after: after[name],
      effect: effectOf(name, before, after),
    }));
}

function effectOf(name: string, before: Facts, after: Facts): GuideChange['effect'] {
  if (name === 'name') return 'renames';
  if (name === 'open') return after.open ? 'relaxes' : 'tightens';
  if (name === 'severity') return after[name] === 'warning' ? 'relaxes' : 'tightens';
  if (!['use', 'min', 'max', 'minRepetitions'].includes(name)) return 'changes';
  const only = { ...before, [name]: after[name] };
  return relaxation(before, only) === null ? 'tightens' : 'relaxes';
}

/** Places of a guide with what holds there, as a document of the guide meets them. */
function placesOf(guide: GuideData, dictionary: DictionaryData, elements: ReadonlySet<string>): Places {
  const visit = (nodes: readonly NodeUse[], loops: string): readonly [string, Facts][] =>
    nodes.flatMap((node) => {
      const at = under(loops, keyOf(node));
      const own: [string, Facts] = [at, { use: node.use, max: node.max }];
      return [
        own,
        ...('loop' in node ? visit(node.children, at) : inSegment(node, at, dictionary, elements)),
      ];
    });
  const rules = (guide.rules ?? []).map(({ rule, ...facts }): [string, Facts] => [
    `rule ${rule}`,
    { severity: 'error', ...facts },
  ]);
  const levels: [string, Facts][] = guide.hierarchy ? [['hierarchy', { ...guide.hierarchy }]] : [];
  return new Map([...visit(guide.structure, ''), ...rules, ...levels]);
}

/** Elements and meanings of a segment. */
function inSegment(
  use: SegmentUse,
  at: string,
  dictionary: DictionaryData,
  elements: ReadonlySet<string>,
): readonly [string, Facts][] {
  const factsAt = (place: string, over: ElementUses): readonly [string, Facts][] =>
    [...elements].flatMap((element): readonly [string, Facts][] => {
      const position = positionIn(element, place);
      if (position === null) return [];
      const facts = elementFacts(
        dictionary,
        use.segment,
        position,
        use.elements?.[position],
        over?.[position],
      );
      return facts ? [[element, { ...facts }]] : [];
    });
  const meanings = (use.meanings ?? []).flatMap(({ when, elements: over, ...facts }) => {
    const place = meaningAt(at, when);
    return [[place, { ...facts, codes: when.codes }] as [string, Facts], ...factsAt(place, over)];
  });
  return [...factsAt(at, undefined), ...meanings];
}

const meaningAt = (at: string, { codes }: Meaning['when']): string => `${at}[${codes[0] ?? ''}]`;

/** Addresses of all elements about which a guide says something beyond the dictionary. */
function mentioned(guide: GuideData): readonly string[] {
  const visit = (nodes: readonly NodeUse[], loops: string): readonly string[] =>
    nodes.flatMap((node) => {
      const at = under(loops, keyOf(node));
      if ('loop' in node) return visit(node.children, at);
      const own = Object.keys(node.elements ?? {}).map((position) => at + position);
      const meant = (node.meanings ?? []).flatMap((meaning) =>
        Object.keys(meaning.elements ?? {}).map((position) => meaningAt(at, meaning.when) + position),
      );
      return [...own, ...meant];
    });
  return visit(guide.structure, '');
}
