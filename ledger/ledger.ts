import type { ErrorRecord } from '../domain/errors.ts';
import type {
  AcceptResult,
  Instant,
  JournalEntry,
  Json,
  LedgerCounts,
  NewDelivery,
  NewException,
  NewMessage,
  ProcessIdentifier,
  ProcessSummary,
  Remembered,
  Reply,
  StoredDelivery,
  StoredException,
  StoredMessage,
  StoredProcess,
  Timer,
} from './types.ts';

export type * from './types.ts';

/** One change. A list of them is committed whole or not at all; the same list drives every store. */
export type Operation =
  /** A hand-over inside a run; a duplicate key with the same digest is a no-op. */
  | { readonly op: 'accept'; readonly message: NewMessage }
  | { readonly op: 'done'; readonly messageId: string }
  | {
      readonly op: 'retry';
      readonly messageId: string;
      readonly attempts: number;
      readonly availableAt: Instant;
      readonly error: ErrorRecord;
    }
  /** Out of the queue with an open exception; everything behind it in (queue, key) waits. */
  | {
      readonly op: 'park';
      readonly messageId: string;
      readonly attempts: number;
      readonly exception: NewException;
    }
  | { readonly op: 'release'; readonly messageId: string }
  | { readonly op: 'discard'; readonly messageId: string }
  | { readonly op: 'deliver'; readonly delivery: NewDelivery }
  | {
      readonly op: 'delivered';
      readonly deliveryId: string;
      readonly answer: Json;
      readonly message?: NewMessage;
    }
  | {
      readonly op: 'retryDelivery';
      readonly deliveryId: string;
      readonly attempts: number;
      readonly availableAt: Instant;
      readonly error: ErrorRecord;
    }
  | {
      readonly op: 'failDelivery';
      readonly deliveryId: string;
      readonly attempts: number;
      readonly exception: NewException;
    }
  | { readonly op: 'releaseDelivery'; readonly deliveryId: string }
  | { readonly op: 'discardDelivery'; readonly deliveryId: string }
  /** `expectVersion` 0 creates. Another version in the store is a conflict and commits nothing. */
  | {
      readonly op: 'process';
      readonly tenant: string;
      readonly key: string;
      readonly expectVersion: number;
      readonly state: Json;
      readonly summary: ProcessSummary;
      readonly identifiers: readonly ProcessIdentifier[];
    }
  | { readonly op: 'journal'; readonly entries: readonly JournalEntry[] }
  | { readonly op: 'timer'; readonly timer: Timer }
  | { readonly op: 'cancelTimer'; readonly id: string }
  /** Accepts the timer's message and removes the timer. */
  | { readonly op: 'fireTimer'; readonly id: string }
  | { readonly op: 'exception'; readonly exception: NewException }
  | {
      readonly op: 'closeException';
      readonly id: string;
      readonly state: 'resolved' | 'discarded';
      readonly by: string;
      readonly reason: string;
    }
  /** Another digest under the same (scope, key) is a conflict; the same digest is a no-op. */
  | { readonly op: 'remember'; readonly entry: Remembered }
  | { readonly op: 'state'; readonly name: string; readonly value: Json }
  /**
   * Takes the next number of a gap-free sequence. In every later operation of the same commit the text of
   * `token` is replaced by the number, zero-padded to `width` (0: unpadded).
   */
  | { readonly op: 'allot'; readonly sequence: string; readonly token: string; readonly width: number }
  | { readonly op: 'reply'; readonly reply: Reply };

export type CommitResult =
  | { readonly committed: true; readonly numbers: Readonly<Record<string, string>> }
  | { readonly committed: false; readonly conflict: { readonly operation: number; readonly reason: string } };

export interface ProcessQuery {
  readonly tenant?: string;
  readonly status?: string;
  readonly held?: boolean;
  readonly limit: number;
  /** Keyset paging: only processes updated before this instant. */
  readonly before?: Instant;
}

/**
 * The durable store. Every promise resolves after the change would survive a power cut.
 * Callers submit data, not closures; concurrent calls share one flush (group commit).
 */
export interface Ledger {
  /** Writes messages durably. Idempotent by (tenant, idempotencyKey). */
  accept(messages: readonly NewMessage[]): Promise<AcceptResult[]>;
  commit(operations: readonly Operation[]): Promise<CommitResult>;

  /** Accepted messages in arrival order after `afterSequence`, parked and later-available ones included in neither. */
  pending(query: {
    readonly queue?: string;
    readonly afterSequence: number;
    readonly limit: number;
    readonly now: Instant;
  }): Promise<StoredMessage[]>;
  /** (queue, key) pairs with a parked message: nothing behind them may run. */
  parkedKeys(): Promise<{ readonly queue: string; readonly key: string }[]>;
  /** Pending deliveries due at `now`, in staging order. */
  dueDeliveries(query: {
    readonly now: Instant;
    readonly afterSequence: number;
    readonly limit: number;
  }): Promise<StoredDelivery[]>;
  dueTimers(query: { readonly now: Instant; readonly limit: number }): Promise<Timer[]>;
  /** Earliest instant at which a waiting message, delivery or timer becomes due. */
  nextDueAt(now: Instant): Promise<Instant | null>;

  message(id: string): Promise<StoredMessage | null>;
  raw(digest: string): Promise<Uint8Array | null>;
  delivery(id: string): Promise<StoredDelivery | null>;
  deliveries(query: {
    readonly state?: string;
    readonly key?: string;
    readonly limit: number;
  }): Promise<StoredDelivery[]>;
  exceptions(query: {
    readonly state?: string;
    readonly key?: string;
    readonly limit: number;
  }): Promise<StoredException[]>;
  exception(id: string): Promise<StoredException | null>;
  process(tenant: string, key: string): Promise<StoredProcess | null>;
  processByIdentifier(tenant: string, scheme: string | null, value: string): Promise<StoredProcess[]>;
  processes(query: ProcessQuery): Promise<StoredProcess[]>;
  history(tenant: string, key: string, limit: number): Promise<JournalEntry[]>;
  remembered(scope: string, key: string): Promise<Remembered | null>;
  state(name: string): Promise<Json | null>;
  reply(id: string): Promise<Reply | null>;
  counts(): Promise<LedgerCounts>;

  close(): Promise<void>;
}
