import type { ErrorCode, ErrorParameters } from '../../domain/errors.ts';
import type { CommitResult, RetentionPolicy, RetentionReport } from '../ledger.ts';
import type { AheadBlock } from './ahead.ts';
import type { Packed, PackedOutcome } from './wire.ts';

/** An error as it crosses the thread border. */
export interface Failure {
  readonly code: ErrorCode;
  readonly parameters: ErrorParameters;
}

/** What came of a request that reached the file. */
export interface Settled {
  readonly result: CommitResult;
  /** Sequence of the first message that it took in, had it taken in one; its others follow. */
  readonly first: number;
}

export type Outcome = Settled | { readonly failure: Failure };

export type ToWriter =
  | { readonly kind: 'batch'; readonly requests: Packed; readonly blocks: readonly AheadBlock[] }
  | {
      readonly kind: 'retain';
      readonly policy: RetentionPolicy;
      readonly now: number;
      readonly limit: number;
    }
  | { readonly kind: 'close' };

export type FromWriter =
  | { readonly kind: 'ready' }
  | { readonly kind: 'refused'; readonly failure: Failure }
  | { readonly kind: 'outcomes'; readonly outcomes: readonly PackedOutcome[] }
  | { readonly kind: 'retained'; readonly report: RetentionReport }
  | { readonly kind: 'failed'; readonly failure: Failure };
