import type { ErrorCode, ErrorParameters } from '../../domain/errors.ts';
import type { CommitResult } from '../ledger.ts';

/** A message as columns; JSON is text already, so that the thread border copies strings and not object trees. */
export interface MessageRow {
  readonly id: string;
  readonly tenant: string;
  readonly queue: string;
  readonly key: string;
  readonly idempotencyKey: string;
  readonly digest: string;
  readonly output: number | null;
  readonly envelope: string;
  readonly body: string;
  readonly raw: Uint8Array | null;
  /** Of the exception that a conflict raises. */
  readonly owner?: string | null;
}

export interface DeliveryRow {
  readonly id: string;
  readonly messageId: string;
  readonly tenant: string;
  readonly nodeId: string;
  readonly nodeType: string;
  readonly system: string;
  readonly key: string;
  readonly idempotencyKey: string;
  readonly request: string;
  readonly envelope: string;
  readonly continuation: string;
}

export interface ExceptionRow {
  readonly id: string;
  readonly kind: string;
  readonly tenant: string;
  readonly key: string;
  readonly subjectId: string;
  readonly error: string;
  readonly nodeId: string | null;
  readonly nodeName: string | null;
  readonly owner: string | null;
  readonly deadline: number | null;
  readonly document: string | null;
  readonly retry: string | null;
}

export interface JournalRow {
  readonly tenant: string;
  readonly key: string;
  readonly at: number;
  readonly kind: string;
  readonly messageId: string | null;
  readonly text: string;
  readonly data: string | null;
}

/** An `Operation` as it crosses to the writer: one flat object, instants as milliseconds, JSON as text. */
export type Change =
  | { readonly op: 'accept'; readonly message: MessageRow }
  | { readonly op: 'done' | 'release' | 'discard'; readonly messageId: string }
  | {
      readonly op: 'retry';
      readonly messageId: string;
      readonly attempts: number;
      readonly availableAt: number;
      readonly error: string;
    }
  | {
      readonly op: 'park';
      readonly messageId: string;
      readonly attempts: number;
      readonly exception: ExceptionRow;
    }
  | { readonly op: 'deliver'; readonly delivery: DeliveryRow }
  | {
      readonly op: 'delivered';
      readonly deliveryId: string;
      readonly answer: string;
      readonly message: MessageRow | null;
    }
  | {
      readonly op: 'retryDelivery';
      readonly deliveryId: string;
      readonly attempts: number;
      readonly availableAt: number;
      readonly error: string;
    }
  | {
      readonly op: 'failDelivery';
      readonly deliveryId: string;
      readonly attempts: number;
      readonly exception: ExceptionRow;
    }
  | { readonly op: 'releaseDelivery' | 'discardDelivery'; readonly deliveryId: string }
  | {
      readonly op: 'process';
      readonly tenant: string;
      readonly key: string;
      readonly expectVersion: number;
      readonly state: string;
      readonly status: string;
      readonly customer: string;
      readonly held: number;
      readonly updatedAt: number;
      readonly identifiers: string;
    }
  | { readonly op: 'journal'; readonly entries: readonly JournalRow[] }
  | {
      readonly op: 'timer';
      readonly id: string;
      readonly tenant: string;
      readonly key: string;
      readonly dueAt: number;
      readonly message: MessageRow;
    }
  | { readonly op: 'cancelTimer' | 'fireTimer'; readonly id: string }
  | { readonly op: 'exception'; readonly exception: ExceptionRow }
  | {
      readonly op: 'closeException';
      readonly id: string;
      readonly state: 'resolved' | 'discarded';
      readonly by: string;
      readonly reason: string;
    }
  | {
      readonly op: 'remember';
      readonly scope: string;
      readonly key: string;
      readonly digest: string;
      readonly value: string | null;
      readonly at: number;
    }
  | { readonly op: 'state'; readonly name: string; readonly value: string }
  | { readonly op: 'allot'; readonly sequence: string; readonly token: string; readonly width: number }
  | {
      readonly op: 'reply';
      readonly id: string;
      readonly status: number;
      readonly headers: string;
      readonly body: string;
      readonly at: number;
    };

/** One caller's commit. */
export interface Request {
  readonly now: number;
  readonly changes: readonly Change[];
}

/** An error as it crosses the thread border. */
export interface Failure {
  readonly code: ErrorCode;
  readonly parameters: ErrorParameters;
}

export type Outcome = { readonly result: CommitResult } | { readonly failure: Failure };

export type ToWriter =
  | { readonly kind: 'batch'; readonly requests: readonly Request[] }
  | { readonly kind: 'close' };

export type FromWriter =
  | { readonly kind: 'ready' }
  | { readonly kind: 'refused'; readonly failure: Failure }
  | { readonly kind: 'outcomes'; readonly outcomes: readonly Outcome[] };
