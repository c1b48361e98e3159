import type { MessageState, ProcessIdentifier } from '../ledger.ts';
import type {
  AuditRow,
  DeliveryRow,
  ExceptionRow,
  HopRow,
  JournalRow,
  MessageRow,
  TimerRow,
} from './changes.ts';
import type { DeliveryRef, MessageRef } from './source.ts';

/** JSON that a store has put away before planning: by this its sink finds it again. */
export interface Kept {
  readonly bytes: number;
  /** Not at hand: ask only when it is needed. */
  readonly text: string;
}

/**
 * JSON as a row keeps it: its text, what the store has put away, or, above 64 KB, the digest under which
 * `Sink.keepContent` was given it.
 */
export type Content =
  | { readonly kept?: undefined; readonly text: string; readonly digest: null; readonly bytes: number }
  | { readonly kept: Kept; readonly text: string; readonly digest: null; readonly bytes: number }
  | { readonly kept?: undefined; readonly text: null; readonly digest: string; readonly bytes: number };

export interface NewMessageRow extends Omit<MessageRow, 'body' | 'kept' | 'raw' | 'owner' | 'availableAt'> {
  readonly body: Content;
  /** `keepRaw` was given the bytes. */
  readonly rawDigest: string | null;
  /** 'parked': kept aside as a conflict, blocks nobody. */
  readonly state: Extract<MessageState, 'accepted' | 'parked'>;
  readonly availableAt: number;
  /** `availableAt` lies ahead: what comes after it in (queue, key) waits. */
  readonly waiting: boolean;
  readonly acceptedAt: number;
  /** Of envelope and body. */
  readonly bytes: number;
  readonly shard: number;
}

export interface NewDeliveryRow extends Omit<DeliveryRow, 'envelope' | 'content'> {
  /** Null: that of `message`, which is kept as long as the delivery. */
  readonly envelope: string | null;
  /** The one it was staged for, when it is at hand and of the same (tenant, key). */
  readonly message: MessageRef | null;
  readonly content: Content;
  readonly stagedAt: number;
  readonly shard: number;
}

export interface NewExceptionRow extends Omit<ExceptionRow, 'document' | 'retry'> {
  readonly document: Content | null;
  readonly retry: Content | null;
  readonly raisedAt: number;
}

export interface ProcessRow {
  readonly tenant: string;
  readonly key: string;
  readonly version: number;
  readonly status: string;
  readonly customer: string;
  readonly held: number;
  /** Its place in `processKinds`. */
  readonly kind: number;
  readonly updatedAt: number;
  /** JSON text of `identifierList`. */
  readonly identifiers: string;
  readonly identifierList: readonly ProcessIdentifier[];
  readonly state: Content;
}

/**
 * Takes what planning has decided, row by row. SQLite runs a prepared statement per call; PostgreSQL collects rows
 * by table, the last state per id, and flushes them as arrays in one round trip. Calls come in an order that is
 * right row by row; within one flush only what is said of the same row depends on it.
 * A throw is an unforeseen failure (a constraint, the disk): the store undoes the transaction, calls
 * `WriteCore.forget` and repeats the requests one by one.
 */
export interface Sink {
  /** Once per digest; again is a no-op. Hex SHA-256 of the bytes. */
  keepRaw(digest: string, bytes: Uint8Array): void;
  /** Once per digest; again is a no-op. Hex SHA-256 of the JSON text. */
  keepContent(digest: string, bytes: number, text: string): void;

  /** Returns what `MessageRef.handle` is to be. */
  insertMessage(row: NewMessageRow): number;
  insertKnown(tenant: string, idempotencyKey: string, digest: string, message: MessageRef, at: number): void;
  finishMessage(message: MessageRef, state: 'done' | 'discarded', at: number): void;
  /** Still accepted, not before `availableAt`; blocks its (queue, key) until then. */
  putOffMessage(message: MessageRef, attempts: number, availableAt: number, error: string): void;
  /** Parked in the way of its (queue, key). */
  parkMessage(message: MessageRef, attempts: number, error: string): void;
  /** Accepted, attempts 0. A body takes the place of the message's. */
  releaseMessage(message: MessageRef, availableAt: number, body: Content | null): void;
  /** Other content in the place of a message kept aside; its raw bytes are no longer referred to. */
  replaceMessage(message: MessageRef, row: NewMessageRow): void;
  replaceKnown(tenant: string, idempotencyKey: string, before: string, digest: string, at: number): void;

  insertDelivery(row: NewDeliveryRow): number;
  finishDelivery(delivery: DeliveryRef, answer: string, at: number): void;
  discardDelivery(delivery: DeliveryRef, at: number): void;
  putOffDelivery(delivery: DeliveryRef, attempts: number, availableAt: number, error: string): void;
  failDelivery(delivery: DeliveryRef, attempts: number, error: string): void;
  /** Pending, attempts 0. A request, as JSON text, takes the place of the delivery's. */
  releaseDelivery(delivery: DeliveryRef, availableAt: number, request: string | null): void;

  /** Open. */
  insertException(row: NewExceptionRow): void;
  /** Null: open again, and nobody's. */
  assignException(id: string, assignee: string | null): void;
  closeException(id: string, state: 'resolved' | 'discarded', at: number, by: string, reason: string): void;
  replaceException(
    id: string,
    row: {
      readonly key: string;
      readonly owner: string | null;
      readonly error: string;
      readonly document: Content;
    },
  ): void;

  /** Creates it or takes its place. */
  saveProcess(row: ProcessRow): void;
  /** One that is there is a no-op. */
  addIdentifier(tenant: string, value: string, scheme: string, processKey: string): void;
  dropIdentifier(tenant: string, value: string, scheme: string, processKey: string): void;
  addJournal(row: JournalRow): void;

  /** Creates it or takes its place. `message.raw` is null: the bytes are under `rawDigest`. */
  saveTimer(row: TimerRow, rawDigest: string | null, shard: number): void;
  removeTimer(id: string): void;

  insertRemembered(scope: string, key: string, digest: string, value: string | null, at: number): void;
  saveState(name: string, value: string): void;
  saveNumber(sequence: string, last: number): void;
  /** The first under an id stays. */
  insertReply(id: string, status: number, headers: string, body: string, at: number): void;
  insertAudit(number: number, hash: string, row: AuditRow): void;
  /** One that is there stays. */
  insertHold(tenant: string, key: string, by: string, reason: string, at: number): void;
  removeHold(tenant: string, key: string): void;
  insertHop(row: HopRow): void;

  /** Adds to a count: `message.done`, `delivery.pending`, `exception.open`, `process.<status>`, `held`, `duplicates`. */
  addTally(name: string, by: number): void;
  /** Adds to what waits in a queue. */
  addLoad(queue: string, count: number, bytes: number): void;
}
