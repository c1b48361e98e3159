/** What a run leaves behind for the judge. */

/** A message of the sender: the `number`-th of its key. */
export interface MessageName {
  readonly key: string;
  /** 1, 2, 3 … within the key. */
  readonly number: number;
}

/** Something a partner did because of us, once per idempotency key. */
export interface Effect extends MessageName {
  /** The idempotency key, or the CloudEvents id. */
  readonly id: string;
  /** The gap-free number that the order was booked under, where the partner is told. */
  readonly allotted?: string;
}

/** State of the process of one key. */
export interface Tally {
  /** Number of the message and the number it was booked under, in the order of booking. */
  readonly booked: readonly (readonly [number: number, allotted: string])[];
  readonly confirmed: readonly number[];
}

export interface Recording {
  /** In the order of acknowledgement. */
  readonly acknowledged: readonly MessageName[];
  /** By partner, in the order in which they happened there. */
  readonly effects: Readonly<Record<string, readonly Effect[]>>;
  /** Repeats under a known idempotency key with other content. */
  readonly contradictions: readonly string[];
  readonly processes: readonly (Tally & { readonly key: string; readonly version: number })[];
  /** What the ledger still has to do, in words. */
  readonly waiting: readonly string[];
  /** Undecided exceptions that the faults do not explain, in words. */
  readonly exceptions: readonly string[];
}

export const nameOf = ({ key, number }: MessageName): string => `${key}/${number}`;
