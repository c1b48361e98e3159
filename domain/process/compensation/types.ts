import type { Instant } from '../types.ts';

/** What was done for an order in another system and can be taken back there. */
export const stepKinds = ['erp-order', 'release', 'shipment'] as const;
export type StepKind = (typeof stepKinds)[number];

export interface PostedStep {
  /** `release/4711-1`. */
  readonly id: string;
  readonly kind: StepKind;
  /** What the other system calls it. */
  readonly number: string;
  readonly at: Instant;
}

/** The taking back of one step. */
export interface Reversal {
  readonly step: string;
  readonly kind: StepKind;
  readonly number: string;
  readonly state: 'asked' | 'reversed' | 'failed';
  readonly askedAt: Instant;
  readonly endedAt?: Instant;
  /** Why it failed. */
  readonly reason?: string;
}

/** The taking back of all that was done for an order, the last step first. */
export interface Compensation {
  readonly startedAt: Instant;
  readonly because: string;
  readonly by: string;
  readonly messageId: string;
  /** In the order in which they were asked for. */
  readonly reversals: readonly Reversal[];
}
