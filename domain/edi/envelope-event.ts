import type { Group, Interchange, TransactionRange } from './envelope.ts';
import type { LoopValues } from './json-form.ts';
import type { Problem } from './problem.ts';
import type { SegmentCursor } from './segment-cursor.ts';
import type { SetHeader } from './sound/series.ts';

export type EnvelopeEvent =
  | { readonly kind: 'interchange-start'; readonly interchange: Interchange }
  | { readonly kind: 'group-start'; readonly group: Group; readonly interchange: Interchange }
  | {
      readonly kind: 'transaction';
      readonly transaction: TransactionRange;
      readonly group: Group;
      readonly interchange: Interchange;
      /** `null`: nothing read its body. */
      readonly read: ReadTransaction | null;
    }
  | { readonly kind: 'group-end'; readonly group: Group; readonly interchange: Interchange }
  | { readonly kind: 'interchange-end'; readonly interchange: Interchange }
  /** Something outside of any interchange. */
  | { readonly kind: 'problem'; readonly problem: Problem };

/** The body of a transaction set. */
export interface ReadTransaction {
  readonly segments: LoopValues;
  /** All problems of the body, in file order; `withEnvelope` adds those of header and trailer. */
  readonly problems: Problem[];
}

/** Reads transaction sets in which nothing is wrong in one go. */
export interface WholeReader {
  /** Goes past those with a header from where the cursor is; how many. `memory.sets` says where they are. */
  pass(cursor: SegmentCursor, header: SetHeader): number;
  /** One of those gone past; each is asked for once, one after the other. */
  read(cursor: SegmentCursor, set: number): ReadTransaction;
}

/** Reads the body of a transaction set while its envelope is read. */
export interface BodyReader {
  /** The cursor is at a segment between header and trailer, which is the one with that position. */
  segment(position: number): void;
  /** Reads on, after the segment with that position, while nothing takes a closer look. Returns the last one's position. */
  run(position: number): number;
  /** No more segments come; the last, or the trailer if there is one, is the one with that position. */
  end(position: number): ReadTransaction;
  /** What reads whole transaction sets of the same kind; `null`: each is read by itself. */
  whole(): WholeReader | null;
}

export interface EnvelopeOptions {
  /** False: groups and transaction sets are not kept in what they belong to, so that a file may be of any length. */
  readonly keep: boolean;
  /** What reads the body of a transaction set as it comes; `null`: nothing does. */
  readonly openBody?: (
    transaction: TransactionRange,
    group: Group,
    interchange: Interchange,
    cursor: SegmentCursor,
  ) => BodyReader | null;
}
