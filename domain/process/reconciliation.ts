import { sum } from '../rating/money.ts';
import { type Gap, type GapKind, gapKinds } from './gaps.ts';
import type { Instant } from './types.ts';

const dayMs = 86_400_000;
/** Upper ends of the ages that are told apart, in days; the last has none. */
export const agesInDays = [1, 3, 7] as const;

/** A gap with the order it is of. */
export type OrderGap = Gap & {
  readonly tenant: string;
  readonly key: string;
  readonly orderNumber: string;
  readonly customer: string;
};

/** All gaps of one kind. */
export interface Reconciled {
  readonly kind: GapKind;
  readonly count: number;
  /** One sum for each currency. */
  readonly sums: readonly { readonly amount: string; readonly currency: string }[];
  /** Gaps for which no sum is known. */
  readonly unvalued: number;
  /** How many are up to a day old, up to three, up to seven, older. */
  readonly ages: readonly number[];
  /** How many are older than was asked for; absent where nobody asked. */
  readonly aged?: number;
  /** The oldest first. */
  readonly oldest: readonly OrderGap[];
}

/**
 * Gaps by kind, with their ages at an instant and their sums; of each kind the oldest `most` by name.
 *
 * @param agedDays counts those that are older, named or not
 */
export function reconcile(
  gaps: readonly OrderGap[],
  now: Instant,
  most: number,
  agedDays?: number,
): readonly Reconciled[] {
  return gapKinds.map((kind) => {
    const own = gaps
      .filter((gap) => gap.kind === kind)
      .sort((one, other) => Date.parse(one.since) - Date.parse(other.since));
    const valued = own.flatMap(({ money }) => money ?? []);
    const byCurrency = Map.groupBy(valued, ({ currency }) => currency);
    return {
      ...{ kind, count: own.length, unvalued: own.length - valued.length },
      sums: [...byCurrency].map(([currency, amounts]) => sum(currency, amounts)),
      ages: agesOf(own, now),
      ...(agedDays !== undefined && {
        aged: own.filter(({ since }) => daysSince(since, now) > agedDays).length,
      }),
      oldest: own.slice(0, most),
    };
  });
}

/** Of each kind how much is older than so many days at an instant, and what is named of it; kinds without are left out. */
export const agedOnly = (
  kinds: readonly Reconciled[],
  now: Instant,
  days: number,
): readonly Pick<Reconciled, 'kind' | 'count' | 'oldest'>[] =>
  kinds
    .map(({ kind, aged, oldest }) => {
      const old = oldest.filter(({ since }) => daysSince(since, now) > days);
      return { kind, count: aged ?? old.length, oldest: old };
    })
    .filter(({ oldest }) => oldest.length > 0);

const daysSince = (since: Instant, now: Instant): number => (Date.parse(now) - Date.parse(since)) / dayMs;

function agesOf(gaps: readonly Gap[], now: Instant): readonly number[] {
  const counts = Array.from({ length: agesInDays.length + 1 }, () => 0);
  for (const { since } of gaps) {
    const days = daysSince(since, now);
    const at = agesInDays.findIndex((most) => days <= most);
    const bucket = at === -1 ? agesInDays.length : at;
    counts[bucket] = (counts[bucket] ?? 0) + 1;
  }
  return counts;
}
