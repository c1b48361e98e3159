import type { DeliveryState, ExceptionState, MessageState } from '../ledger.ts';
import type { TimerRow } from './changes.ts';

/** By which a sink finds a row again. */
export interface MessageRef {
  readonly id: string;
  /** What `Sink.insertMessage` returned, or the source: a row number, or 0 for a store that goes by the id. */
  handle: number;
  readonly tenant: string;
  readonly queue: string;
  readonly key: string;
  /** Of envelope and body as JSON text, as accepted: a mended body leaves what the queue is charged with. */
  readonly bytes: number;
  /** JSON text, when it is at hand: spares the deliveries of the message a copy. */
  readonly envelope?: string;
}

export interface DeliveryRef {
  readonly id: string;
  handle: number;
  readonly key: string;
  /** When it is at hand. */
  readonly system?: string;
}

/** What is known under an idempotency key. */
export interface Known {
  readonly digest: string;
  readonly id: string;
  readonly at: number;
}

export interface HeldException {
  readonly state: ExceptionState;
  /** JSON text of its error. */
  readonly error: string;
}

export interface HeldProcess {
  readonly version: number;
  readonly status: string;
  readonly held: number;
  /** JSON text of the list. */
  readonly identifiers: string;
}

export interface HeldTimer extends TimerRow {
  /** Of the message's raw bytes, which are in the store already; `message.raw` is null then. */
  readonly rawDigest: string | null;
}

/**
 * What the store holds, looked up while a commit is planned: synchronously, so that planning is plain TypeScript.
 * SQLite answers from prepared statements. PostgreSQL loads what `namedBy` lists before it plans and answers from
 * memory; for something else it throws, and repeats the request once that is loaded too: nothing of a request
 * reaches the sink before all of it is planned.
 *
 * A row that the sink has been given need not be found here before the flush: projections remember it.
 */
export interface Source {
  message(id: string): { readonly ref: MessageRef; readonly state: MessageState } | null;
  /**
   * Oldest first. Of a contradicted key planning asks on: `message(known.id)` and `exception(conflictId(known.id))`
   * for each of them.
   */
  known(tenant: string, idempotencyKey: string): readonly Known[];
  delivery(id: string): { readonly ref: DeliveryRef; readonly state: DeliveryState } | null;
  exception(id: string): HeldException | null;
  process(tenant: string, key: string): HeldProcess | null;
  timer(id: string): HeldTimer | null;
  /** Digest remembered under the key. */
  remembered(scope: string, key: string): string | null;
  /** Last number given of a sequence; 0: none. */
  lastNumber(sequence: string): number;
  /** Last line of the audit trail; number 0 and `firstHash` when there is none. */
  lastAudit(): { readonly number: number; readonly hash: string };
}
