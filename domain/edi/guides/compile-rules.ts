import type { Situation } from '../problem.ts';
import type { SegmentCursor } from '../segment-cursor.ts';
import { readAddress, under } from './address.ts';
import type { PresenceRule, SegmentChecks, SegmentRule } from './compiled.ts';
import type { Condition, PresenceRuleData, RuleData, SegmentRuleData, TotalRuleData } from './guide.ts';

type Holds = (cursor: SegmentCursor) => boolean;
type RuleHead = Omit<SegmentRule, 'holds' | 'situation'>;
type Fail = (problem: string) => Error;

interface SegmentPlace {
  readonly at: string;
  /** Address of the loop that the segment opens. */
  readonly opens?: string;
  readonly elements: number;
}

/** Whether a rule asks for a segment or loop, or rules one out. */
export const isPresence = (rule: RuleData): rule is PresenceRuleData =>
  'requires' in rule || 'excludes' in rule;

/** What a rule speaks of beside the segment that it stands at. */
export function namedBy(rule: RuleData): readonly string[] {
  if ('must' in rule) return [];
  return (isPresence(rule) ? [rule.requires, rule.excludes] : [rule.counts, rule.sums]).filter(
    (one) => one !== undefined,
  );
}

/** The rules of a guide, handed out to the segments and loops that they speak of. */
export class GuideRules {
  readonly #rules: readonly RuleData[];
  readonly #counters = new Map<string, number>();
  readonly #targets = new Map<string, { slot: number; segmentId: string }>();
  readonly #open: Set<string>;

  constructor(rules: readonly RuleData[]) {
    this.#rules = rules;
    for (const rule of rules) {
      if ('must' in rule) continue;
      for (const named of namedBy(rule)) this.#know(named, isPresence(rule));
    }
    this.#open = new Set(rules.flatMap((rule) => [rule.at, ...namedBy(rule)]));
  }

  #know(named: string, isTarget: boolean): void {
    if (!isTarget) {
      if (!this.#counters.has(named)) this.#counters.set(named, this.#counters.size);
    } else if (!this.#targets.has(named))
      this.#targets.set(named, { slot: this.#targets.size, segmentId: '' });
  }

  get counters(): number {
    return this.#counters.size;
  }

  /** Counter of a loop's occurrences; -1: none. */
  ofLoop(at: string): number {
    this.#open.delete(at);
    return this.#counters.get(at) ?? -1;
  }

  /** What is to be checked of a segment; throws `fail` for an element that it does not have. */
  ofSegment({ at, opens, elements }: SegmentPlace, fail: Fail): SegmentChecks | null {
    const place = (text: string): number => {
      const element = Number(text);
      if (element < 1 || element > elements) throw fail(`a rule names ${at}${text}, which does not exist`);
      return element;
    };
    const here = this.#rules.filter((rule) => rule.at === at);
    this.#open.delete(at);
    const rules: SegmentRule[] = [];
    const totals: SegmentChecks['totals'][number][] = [];
    const presence: PresenceRule[] = [];
    for (const data of here) {
      const { rule, says, severity = 'error' } = data;
      const head = {
        rule,
        says,
        severity,
        element: 'element' in data && data.element !== undefined ? place(data.element) : 0,
      };
      if ('must' in data) {
        const situation = situationOf(data, place);
        rules.push({ ...head, holds: holdsOf(data.if, data.must, place), situation });
      } else if (isPresence(data)) presence.push(...this.#presence(data, head, place, fail));
      else totals.push({ ...head, counter: this.#counters.get(counterOf(data)) ?? -1 });
    }
    const sums = [...this.#counters].flatMap(([counted, counter]) => {
      const address = readAddress(counted);
      if (!address?.position || under(address.loops.join('.'), address.key) !== at) return [];
      this.#open.delete(counted);
      return [{ counter, element: place(address.position) }];
    });
    const marks = [at, opens ?? ''].flatMap((named) => {
      const target = this.#targets.get(named);
      if (!target) return [];
      this.#open.delete(named);
      target.segmentId = at.slice(at.lastIndexOf('.') + 1);
      return [{ slot: target.slot, isTrigger: named === opens }];
    });
    const count = rules.length + totals.length + sums.length + presence.length + marks.length;
    return count === 0 ? null : { rules, totals, sums, presence, marks };
  }

  #presence(
    data: PresenceRuleData,
    head: RuleHead,
    place: (text: string) => number,
    fail: Fail,
  ): PresenceRule[] {
    return namedBy(data).flatMap((named) => {
      const target = this.#targets.get(named);
      if (!target) return [];
      if (loopOf(named) !== loopOf(data.at))
        throw fail(`the rule ${data.rule} names ${named}, which does not stand beside ${data.at}`);
      const trigger = data.if && elementOf(data.if);
      const demands = named === data.requires ? 'segment' : 'no-segment';
      const applies = data.if ? compileCondition(data.if, place) : () => true;
      return [{ ...head, demands, target, applies, element: trigger === undefined ? 0 : place(trigger) }];
    });
  }

  /** An address that no segment or loop of the guide has. */
  get dangling(): string | undefined {
    const [first] = this.#open;
    return first;
  }
}

const counterOf = ({ counts, sums = '' }: TotalRuleData): string => counts ?? sums;

const loopOf = (at: string): string => at.slice(0, Math.max(0, at.lastIndexOf('.')));

/** What a rule asks for, as far as one element can say it. */
function situationOf(
  { if: when, must, element }: SegmentRuleData,
  place: (text: string) => number,
): Situation {
  const asked = elementOf(must);
  const trigger = when && elementOf(when);
  const demands = 'sent' in must ? (must.sent ? 'sent' : 'absent') : 'value';
  return {
    ...{ demands, element: placed(asked ?? element, place) },
    ...(trigger !== undefined && { trigger: { element: place(trigger) } }),
  };
}

const placed = (text: string | undefined, place: (text: string) => number): number =>
  text === undefined ? 0 : place(text);

/** The first element that a condition looks at. */
function elementOf(condition: Condition): string | undefined {
  if ('all' in condition) return condition.all.map(elementOf).find((one) => one !== undefined);
  if ('any' in condition) return condition.any.map(elementOf).find((one) => one !== undefined);
  return 'not' in condition ? elementOf(condition.not) : condition.element;
}

function holdsOf(when: Condition | undefined, must: Condition, place: (text: string) => number): Holds {
  const holds = compileCondition(must, place);
  if (when === undefined) return holds;
  const concerns = compileCondition(when, place);
  return (cursor) => !concerns(cursor) || holds(cursor);
}

function compileCondition(condition: Condition, place: (text: string) => number): Holds {
  if ('all' in condition) {
    const parts = condition.all.map((part) => compileCondition(part, place));
    return (cursor) => parts.every((holds) => holds(cursor));
  }
  if ('any' in condition) {
    const parts = condition.any.map((part) => compileCondition(part, place));
    return (cursor) => parts.some((holds) => holds(cursor));
  }
  if ('not' in condition) {
    const holds = compileCondition(condition.not, place);
    return (cursor) => !holds(cursor);
  }
  const element = place(condition.element);
  if ('sent' in condition) return (cursor) => cursor.has(element) === condition.sent;
  if ('in' in condition) {
    const codes = new Set(condition.in);
    return (cursor) => codes.has(cursor.text(element).trimEnd());
  }
  return comparison(element, condition, place);
}

const comparisons = {
  '<': (left: number, right: number) => left < right,
  '<=': (left: number, right: number) => left <= right,
  '=': (left: number, right: number) => left === right,
  '>=': (left: number, right: number) => left >= right,
  '>': (left: number, right: number) => left > right,
} as const;

/** Holds if one of both was not sent: that it must be is another condition. */
function comparison(
  element: number,
  { compare, to }: Extract<Condition, { compare: string }>,
  place: (text: string) => number,
): Holds {
  const compares = comparisons[compare];
  if (typeof to === 'number') {
    return (cursor) => !cursor.has(element) || compares(Number(cursor.text(element)), to);
  }
  const other = place(to);
  return (cursor) =>
    !cursor.has(element) ||
    !cursor.has(other) ||
    compares(Number(cursor.text(element)), Number(cursor.text(other)));
}
