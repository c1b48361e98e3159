import type { DryRun } from '../../face.ts';
import { changes, type SameText } from '../changes.ts';
import type { Comparable } from './comparable.ts';

type Difference = DryRun['difference'];

/** A difference longer than this is no help: the rest is one line that says so. */
const mostDifferences = 500;

/**
 * What a run would do otherwise than an earlier one: the changes are paired by kind and target, in their order, and
 * each pair is compared place by place.
 */
export function compare(
  before: readonly Comparable[],
  after: readonly Comparable[],
  same: SameText,
): Difference {
  const left = [...before];
  const found = after.flatMap((effect): Difference => {
    const { what, content } = effect;
    const at = left.findIndex(({ kind, target }) => kind === effect.kind && target === effect.target);
    const [match] = at < 0 ? [] : left.splice(at, 1);
    if (!match) return [{ change: 'added', what, after: content }];
    return changes(match.content, content, same).map(({ path, ...values }) => ({
      change: 'changed',
      what: path === '' ? what : `${what}: ${path}`,
      ...values,
    }));
  });
  const gone = left.map(({ what, content }) => ({ change: 'removed', what, before: content }) as const);
  const all = [...found, ...gone];
  if (all.length <= mostDifferences) return all;
  const more = `${all.length - mostDifferences} more differences`;
  return [...all.slice(0, mostDifferences), { change: 'changed', what: more }];
}
