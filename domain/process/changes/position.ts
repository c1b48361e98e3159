import type { ProcessChange } from './types.ts';

type Placed = Pick<ProcessChange, 'sequence' | 'changedAt'>;

/** Below zero when the first was made before the second: by number where both have one, else by date. */
export function comparePosition(left: Placed, right: Placed): number {
  if (left.sequence !== undefined && right.sequence !== undefined) return left.sequence - right.sequence;
  return Date.parse(left.changedAt) - Date.parse(right.changedAt);
}

/** Changes as the customer made them; what cannot be told stays in the order of arrival. */
export const inOrder = (changes: readonly ProcessChange[]): readonly ProcessChange[] =>
  [...changes].sort(comparePosition);

/** Whether a change may still come that was made before this one: its number says so. */
export function isEarlierMissing({ sequence }: Placed, changes: readonly Placed[]): boolean {
  if (sequence === undefined) return false;
  const known = new Set(changes.map((each) => each.sequence));
  return Array.from({ length: sequence - 1 }, (_, index) => index + 1).some((number) => !known.has(number));
}
