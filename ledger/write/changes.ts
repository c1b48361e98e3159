import type { CommitResult } from '../ledger.ts';
import type { Kept } from './sink.ts';

/** A message as columns; JSON is text already, so that a thread border copies strings and not object trees. */
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
  /** Envelope and body as the store has put them away before planning; the body is not at hand then. */
  readonly kept?: Kept;
  readonly raw: Uint8Array | null;
  /** Of the exception that a conflict raises. */
  readonly owner: string | null;
  /** Milliseconds; null: at once. */
  readonly availableAt: number | null;
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
  readonly envelope: string;
  /** JSON text of `{ request, continuation }`. */
  readonly content: string;
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

export interface TimerRow {
  readonly id: string;
  readonly tenant: string;
  readonly key: string;
  readonly dueAt: number;
  readonly message: MessageRow;
}

export interface AuditRow {
  readonly at: number;
  readonly by: string;
  readonly action: string;
  readonly subject: string;
  readonly tenant: string | null;
  readonly key: string | null;
  readonly reason: string | null;
  readonly data: string | null;
}

export interface HopRow {
  readonly messageId: string;
  readonly tenant: string;
  readonly key: string;
  readonly traceId: string;
  readonly attempt: number;
  readonly step: number;
  readonly nodeId: string;
  readonly nodeName: string;
  readonly nodeType: string;
  readonly at: number;
  readonly durationMs: number | null;
  readonly event: string;
  /** JSON text, as is `error`. */
  readonly outputs: string | null;
  readonly error: string | null;
  readonly payloadDigest: string | null;
  readonly payloadBytes: number | null;
  /** 1: the payload is among the contents. */
  readonly payloadKept: number;
}

/**
 * An `Operation` in the form that planning takes: one flat object, instants as milliseconds, JSON as text.
 * 'trace' is no operation of the port: hops that ride along with whatever is committed next.
 */
export type Change =
  | { readonly op: 'accept'; readonly message: MessageRow }
  | { readonly op: 'done' | 'discard'; readonly messageId: string }
  | { readonly op: 'release'; readonly messageId: string; readonly body: string | null }
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
  | { readonly op: 'releaseDelivery'; readonly deliveryId: string; readonly request: string | null }
  | { readonly op: 'discardDelivery'; readonly deliveryId: string }
  | {
      readonly op: 'process';
      readonly tenant: string;
      readonly key: string;
      readonly expectVersion: number;
      readonly state: string;
      readonly status: string;
      readonly customer: string;
      readonly held: number;
      readonly kind: number;
      readonly updatedAt: number;
      readonly identifiers: string;
    }
  | { readonly op: 'journal'; readonly entries: readonly JournalRow[] }
  | ({ readonly op: 'timer' } & TimerRow)
  | { readonly op: 'cancelTimer' | 'fireTimer'; readonly id: string }
  | { readonly op: 'exception'; readonly exception: ExceptionRow }
  | { readonly op: 'assign'; readonly id: string; readonly assignee: string | null }
  | {
      readonly op: 'closeException';
      readonly id: string;
      readonly state: 'resolved' | 'discarded';
      readonly by: string;
      readonly reason: string;
      readonly ifOpen?: true;
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
  | { readonly op: 'raiseNumber'; readonly sequence: string; readonly last: number }
  | {
      readonly op: 'reply';
      readonly id: string;
      readonly status: number;
      readonly headers: string;
      readonly body: string;
      readonly at: number;
    }
  | { readonly op: 'audit'; readonly entry: AuditRow }
  | {
      readonly op: 'legalHold';
      readonly tenant: string;
      readonly key: string;
      readonly by: string;
      readonly reason: string;
      readonly at: number;
    }
  | { readonly op: 'liftLegalHold'; readonly tenant: string; readonly key: string }
  | {
      readonly op: 'trace';
      readonly hops: readonly HopRow[];
      /** Digest and JSON text of the payloads to keep. */
      readonly payloads: readonly (readonly [digest: string, text: string])[];
    };

/** One caller's commit; `now` in milliseconds. */
export interface Request {
  readonly now: number;
  readonly changes: readonly Change[];
}

export type { CommitResult };
