import { fingerprint } from '../process/fingerprint.ts';
import type { BillingGroup, BillingPeriod, Span } from './types.ts';

const prefix = 'consolidated/';

/** Under which a period is kept; the same for everybody who asks. */
export const periodKey = (group: BillingGroup, { name }: Pick<Span, 'name'>): string =>
  `${prefix}${group.customer}/${name}/${fingerprint(group)}`;

/** True of the key of a billing period, which is no order's. */
export const isPeriodKey = (key: string): boolean => key.startsWith(prefix);

export interface FoundPeriod {
  readonly version: number;
  readonly period: BillingPeriod;
}

/** Typed: states under the keys of periods are only ever written by `periodWrites`. */
export const foundPeriod = ({
  version,
  state,
}: {
  readonly version: number;
  readonly state: unknown;
}): FoundPeriod => ({ version, period: state as BillingPeriod });
