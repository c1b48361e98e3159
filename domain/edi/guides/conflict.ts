import { isWithin, keyOf } from './address.ts';
import type { Change, Overlay, SetChange } from './guide.ts';

/** What a change decides: a thing in words and the value it is given. */
type Decision = readonly [thing: string, value: string];

const removed = 'removed';

/** What two overlays of one level decide differently, in words; `null` if they go together. */
export function conflictOf(first: Overlay, second: Overlay): string | null {
  if (first.overlay === second.overlay) return 'two versions of it are in force';
  const decided = new Map(first.changes.flatMap(decisions));
  for (const [thing, value] of second.changes.flatMap(decisions)) {
    const before = decided.get(thing);
    if (before !== undefined && before !== value) return `${thing}: ${before} and ${value}`;
  }
  return removedBy(first, second) ?? removedBy(second, first);
}

/** A place that one overlay removes and the other one changes. */
function removedBy(remover: Overlay, other: Overlay): string | null {
  for (const change of remover.changes) {
    if (!('at' in change && 'remove' in change)) continue;
    const touched = other.changes.find(
      (touching) => 'at' in touching && !('remove' in touching) && concerns(touching.at, change.at),
    );
    if (touched) return `${change.at}: ${removed} and changed`;
  }
  return null;
}

const concerns = (at: string, place: string): boolean => at === place || isWithin(at, place);

function decisions(change: Change): readonly Decision[] {
  if ('hierarchy' in change) return [['the levels', JSON.stringify(change.hierarchy)]];
  if ('addRule' in change) return [[`rule ${change.addRule.rule}`, JSON.stringify(change.addRule)]];
  if ('rule' in change)
    return [[`severity of rule ${change.rule}`, change.remove ? removed : `${change.severity}`]];
  const { at } = change;
  if ('remove' in change) return [[at, removed]];
  if ('add' in change) return [[`${keyOf(change.add)} beside ${at}`, JSON.stringify(change.add)]];
  if ('addMeaning' in change) {
    const meaning = JSON.stringify(change.addMeaning);
    return change.addMeaning.when.codes.map((code): Decision => [`meaning of ${at} ${code}`, meaning]);
  }
  return setDecisions(change);
}

function setDecisions(change: SetChange): readonly Decision[] {
  const { at, why: _why, relax: _relax, addCodes = {}, removeCodes = [], codes, ...limits } = change;
  const plain = Object.entries(limits).map(([name, value]): Decision => [`${name} of ${at}`, `${value}`]);
  const code = (text: string): string => `code ${text} of ${at}`;
  return [
    ...plain,
    ...(codes ? [[`codes of ${at}`, JSON.stringify(codes)] as const] : []),
    ...Object.entries(addCodes).map(([text, meaning]): Decision => [code(text), meaning]),
    ...removeCodes.map((text): Decision => [code(text), removed]),
  ];
}
