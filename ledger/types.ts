import type { ErrorRecord } from '../domain/errors.ts';
import type { ProcessSummary } from '../domain/process/write.ts';

/** RFC 3339 instant in UTC with milliseconds, as `Date.prototype.toISOString` writes it. */
export type Instant = string;
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** Where a message came from, down to the byte range or control numbers that identify it there. */
export interface MessageSource {
  readonly system: string;
  readonly partner?: string;
  readonly protocol: string;
  readonly reference: string;
}

/** `msg.crossdock`: read-only for flow authors. */
export interface Envelope {
  /** UUIDv7. */
  readonly id: string;
  readonly correlationId: string;
  readonly causationId: string | null;
  readonly tenant: string;
  readonly site: string;
  /** Canonical type (`sales-order`), or the wire form before mapping (`file`, `x12.850`). */
  readonly type: string;
  readonly schemaVersion: string;
  /** Ordering key: normally the order or shipment number. */
  readonly key: string;
  readonly source: MessageSource;
  readonly receivedAt: Instant;
  readonly traceparent: string;
  /** Present while a caller waits for `api-reply`. */
  readonly replyTo?: string;
}

export interface NewMessage {
  readonly envelope: Envelope;
  /**
   * Queue: `entry:<nodeId>`, `channel:<name>/<pack>`, `answer:<nodeId>`, `input:<nodeId>` (a stock node's message
   * that got its run at this node and is handed to it again, or a retried document). In order per (queue, key).
   */
  readonly queue: string;
  /** From the business contract; unique per tenant within the idempotency retention. */
  readonly idempotencyKey: string;
  /** Hex SHA-256 of the content: tells "again" from "other content under the same key". */
  readonly digest: string;
  /** The rest of the Node-RED message: payload, topic and whatever travels with it. Buffers as `{ $buffer: base64 }`. */
  readonly body: Json;
  /** Which output of the node the run starts from; on an `input` queue absent when the node itself gets the message. */
  readonly output?: number;
  /** Exact bytes as received, kept for inspection and replay. */
  readonly raw?: Uint8Array;
  /** Who decides when it turns out to be a conflict. */
  readonly owner?: string;
  /** Not to be run earlier; what comes after it in (queue, key) waits with it. */
  readonly availableAt?: Instant;
}

/** Content above 64 KB: it lives outside the hot tables, compressed, once per digest; `Ledger.content` reads it. */
export interface Claim {
  /** Hex SHA-256 of the JSON text. */
  readonly digest: string;
  readonly bytes: number;
}

export type MessageState = 'accepted' | 'parked' | 'done' | 'discarded';

export interface StoredMessage extends Omit<NewMessage, 'raw' | 'owner' | 'availableAt'> {
  /** Position in arrival order. */
  readonly sequence: number;
  readonly state: MessageState;
  readonly attempts: number;
  readonly availableAt: Instant;
  readonly acceptedAt: Instant;
  readonly lastError?: ErrorRecord;
  /** Hex SHA-256 of the raw bytes, for `raw`. */
  readonly rawDigest?: string;
  /** Only from reads of many: `body` is null and its content under this claim. */
  readonly claim?: Claim;
  /** Why its row cannot be read. `body` is null, and an envelope that is lost says no more than its key. */
  readonly damaged?: string;
}

export type AcceptResult =
  | { readonly outcome: 'accepted'; readonly id: string }
  /** Same key, same content: acknowledged and counted, not run. `id` is the first message's. */
  | { readonly outcome: 'duplicate'; readonly id: string }
  /**
   * Same key, other content: kept as a message of its own, parked with an open `CD_LEDGER_CONFLICT` exception. It
   * blocks nobody; a release lets it run. The same content again is a duplicate of it. Further content, while the
   * exception is open, takes its place under the same ids, without raw bytes, and is counted in `parameters.count`.
   */
  | { readonly outcome: 'conflict'; readonly id: string; readonly exceptionId: string };

export type DeliveryState = 'pending' | 'delivered' | 'failed' | 'discarded';

export interface NewDelivery {
  /** UUIDv7; stable over retries. */
  readonly id: string;
  readonly messageId: string;
  readonly tenant: string;
  /** Node that staged it and will emit the answer. */
  readonly nodeId: string;
  readonly nodeType: string;
  readonly system: string;
  /** One delivery at a time, in order, per (system, key). */
  readonly key: string;
  /** What the partner deduplicates by: the same for every retry and for every repeat of the run. */
  readonly idempotencyKey: string;
  readonly request: Json;
  /** Envelope and message properties restored when the answer is emitted. */
  readonly envelope: Envelope;
  /** Null for what a person sends once more: its answer is recorded and goes no further. */
  readonly continuation: Json;
}

export interface StoredDelivery extends NewDelivery {
  readonly sequence: number;
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly availableAt: Instant;
  readonly stagedAt: Instant;
  readonly lastError?: ErrorRecord;
  readonly answer?: Json;
  /** Only from reads of many: `request` and `continuation` are null; the content is `{ request, continuation }`. */
  readonly claim?: Claim;
  /** Why its row cannot be read. `request` and `continuation` are null, as `StoredMessage.damaged`. */
  readonly damaged?: string;
}

/** `open` and `assigned` wait for a decision. */
export type ExceptionState = 'open' | 'assigned' | 'resolved' | 'discarded';
export type ExceptionKind = 'message' | 'delivery' | 'document' | 'process';

/** Where the document of an exception goes on when it is retried, instead of at the entry of its message. */
export interface RetryPoint {
  /** The node that gets the message again, or at whose output it goes on. */
  readonly nodeId: string;
  readonly nodeName: string;
  /** Number of the output at which the message goes on; absent when the node itself gets it. */
  readonly output?: number;
  /** The message there; absent when it is the one that was accepted. */
  readonly body?: Json;
}

export interface NewException {
  readonly id: string;
  readonly kind: ExceptionKind;
  readonly tenant: string;
  readonly key: string;
  /** The message or delivery that cannot go on; a retry releases it. */
  readonly subjectId: string;
  readonly error: ErrorRecord;
  readonly nodeId?: string;
  readonly nodeName?: string;
  readonly owner?: string;
  readonly deadline?: Instant;
  /** The document as it was at the failing node. */
  readonly document?: Json;
  /** Absent when the message itself waits, or when it can only be sent in again at its entry. */
  readonly retry?: RetryPoint;
}

export interface StoredException extends NewException {
  readonly state: ExceptionState;
  readonly raisedAt: Instant;
  /** Who works on it; present when `assigned`, kept when closed. */
  readonly assignee?: string;
  readonly closedAt?: Instant;
  readonly closedBy?: string;
  readonly reason?: string;
}

export interface ProcessIdentifier {
  /** `customer-order`, `erp-order`, `release`, `shipment`, `pro`, `bol`, `sscc`, `invoice`. */
  readonly scheme: string;
  readonly value: string;
}

export type { ProcessSummary };

export interface StoredProcess {
  readonly tenant: string;
  readonly key: string;
  readonly version: number;
  readonly state: Json;
  readonly summary: ProcessSummary;
  readonly identifiers: readonly ProcessIdentifier[];
}

export interface JournalEntry {
  readonly tenant: string;
  /** Process or message key this line belongs to. */
  readonly key: string;
  readonly at: Instant;
  readonly kind: string;
  readonly messageId?: string;
  readonly text: string;
  readonly data?: Json;
}

export interface Timer {
  readonly id: string;
  readonly tenant: string;
  readonly key: string;
  readonly dueAt: Instant;
  /** The message accepted when it is due. */
  readonly message: NewMessage;
}

export interface Remembered {
  readonly scope: string;
  readonly key: string;
  readonly digest: string;
  readonly value?: Json;
  readonly at: Instant;
}

export interface Reply {
  readonly id: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Json;
  readonly at: Instant;
}

export interface LedgerCounts {
  readonly messages: Readonly<Record<MessageState, number>>;
  readonly deliveries: Readonly<Record<DeliveryState, number>>;
  readonly openExceptions: number;
  readonly processes: Readonly<Record<string, number>>;
  readonly held: number;
  readonly duplicates: number;
}

/** One line of the audit trail: what a person or an administrative task decided. */
export interface AuditEntry {
  readonly at: Instant;
  readonly by: string;
  /** `exception.retried`, `message.replayed`, `hold.released`, `retention.ran`, `backup.taken`. */
  readonly action: string;
  /** Id of what it was done to. */
  readonly subject: string;
  readonly tenant?: string;
  readonly key?: string;
  readonly reason?: string;
  readonly data?: Json;
}

export interface StoredAuditEntry extends AuditEntry {
  /** 1, 2, 3 … without a gap. */
  readonly number: number;
  /** Hex SHA-256 over the previous line's hash and this line as canonical JSON (RFC 8785). */
  readonly hash: string;
}

export type AuditVerdict =
  | { readonly intact: true; readonly entries: number }
  | { readonly intact: false; readonly entries: number; readonly brokenAt: number; readonly reason: string };

/** A place where a searched text was found. */
export interface SearchHit {
  readonly tenant: string;
  /** Of the identifier; `key` when it is the process's own key. */
  readonly scheme: string;
  readonly value: string;
  readonly processKey: string;
  readonly summary: ProcessSummary;
}

/** What waits in one queue: accepted and not finished. */
export interface QueueLoad {
  readonly queue: string;
  readonly count: number;
  /** Of envelopes and bodies as JSON text. */
  readonly bytes: number;
  readonly oldestAt: Instant | null;
}

/** How long what is finished is kept. A legal hold on an order keeps everything of it. */
export interface RetentionPolicy {
  /** Finished messages, deliveries, replies and closed exceptions, with their content and raw bytes. */
  readonly contentDays: number;
  /** Journal lines and processes that are closed, counted from their last update. */
  readonly processDays: number;
  /** How long duplicates are recognised. */
  readonly idempotencyDays: number;
  /** Hops and the payloads kept for them. */
  readonly traceDays: number;
}

/** Rows deleted by one call, at most the asked for; `more` when there is more to delete. */
export interface RetentionReport {
  readonly deleted: Readonly<Record<string, number>>;
  readonly more: boolean;
}

export interface LegalHold {
  readonly tenant: string;
  readonly key: string;
  readonly by: string;
  readonly reason: string;
  readonly at: Instant;
}

/** Something that another process did, or that this one now has to look after: look again. */
export interface Wake {
  readonly queues: readonly string[];
  readonly deliveries: boolean;
  readonly timers: boolean;
  /** An exception was closed: what stood behind it may go. */
  readonly blocks: boolean;
  /** Replies that were written. */
  readonly replies: readonly string[];
}

/** Another process on the same ledger. */
export interface WorkerView {
  readonly worker: string;
  readonly shards: number;
  readonly seenAt: Instant;
}

/** A message at one node of a run: what came in, what went out, how long it took. */
export interface Hop {
  readonly messageId: string;
  readonly tenant: string;
  readonly key: string;
  /** W3C trace id, 32 hex digits: what one document caused, over all its messages. */
  readonly traceId: string;
  /** 1 at the first attempt. */
  readonly attempt: number;
  /** Order within the attempt, from 1; 0: the end of the attempt as a whole. */
  readonly step: number;
  readonly nodeId: string;
  readonly nodeName: string;
  readonly nodeType: string;
  readonly at: Instant;
  /** From the arrival at the node until it was done; absent when it never said so. */
  readonly durationMs?: number;
  readonly event: 'passed' | 'failed' | 'committed' | 'parked' | 'retried' | 'aborted';
  /** How many messages left at each output; absent when none did. */
  readonly outputs?: readonly number[];
  readonly error?: ErrorRecord;
  /** Of the payload on arrival; `kept` when `Ledger.content` has it. */
  readonly payload?: Claim & { readonly kept: boolean };
}
