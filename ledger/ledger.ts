import type { ErrorRecord } from '../domain/errors.ts';
import type {
  AcceptResult,
  AuditEntry,
  AuditVerdict,
  ExceptionState,
  Hop,
  Instant,
  JournalEntry,
  Json,
  LedgerCounts,
  LegalHold,
  MessageState,
  NewDelivery,
  NewException,
  NewMessage,
  ProcessIdentifier,
  ProcessSummary,
  QueueLoad,
  Remembered,
  Reply,
  RetentionPolicy,
  RetentionReport,
  SearchHit,
  StoredAuditEntry,
  StoredDelivery,
  StoredException,
  StoredMessage,
  StoredProcess,
  Timer,
  Wake,
  WorkerView,
} from './types.ts';

export type * from './types.ts';

/** One change. A list of them is committed whole or not at all; the same list drives every store. */
export type Operation =
  /**
   * A hand-over inside a run. A duplicate key with the same digest is a no-op; another digest is kept as a
   * conflict (see `AcceptResult`) and does not stop the commit.
   */
  | { readonly op: 'accept'; readonly message: NewMessage }
  /** `done`, `retry` and `park` need the state 'accepted': a message that somebody else finished is a conflict. */
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
  /**
   * Parked → accepted, due now, attempts 0, at its old place in arrival order. Its exception is closed by `closeException`.
   * `body` takes the place of the message's; its digest stays that of what was received, so that a repeat is recognised.
   */
  | { readonly op: 'release'; readonly messageId: string; readonly body?: Json }
  /** Accepted or parked → discarded: what waited behind it may run. */
  | { readonly op: 'discard'; readonly messageId: string }
  | { readonly op: 'deliver'; readonly delivery: NewDelivery }
  /**
   * `delivered`, `retryDelivery` and `failDelivery` need the state 'pending', else they conflict.
   * The answer and the message that carries it into the flow are accepted in the same commit.
   */
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
  /** Failed → pending, due now, attempts 0, at its old place in staging order. `request` takes the place of the delivery's. */
  | { readonly op: 'releaseDelivery'; readonly deliveryId: string; readonly request?: Json }
  /** Pending or failed → discarded: what waited behind it may go. */
  | { readonly op: 'discardDelivery'; readonly deliveryId: string }
  /**
   * `expectVersion` 0 creates. Another version in the store is a conflict and commits nothing.
   * `identifiers` is the whole list: those left out can no longer be searched by.
   */
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
  /** A timer with the id of an earlier one replaces it. */
  | { readonly op: 'timer'; readonly timer: Timer }
  /** A timer that is gone is a no-op. */
  | { readonly op: 'cancelTimer'; readonly id: string }
  /** Accepts the timer's message and removes the timer; a timer that is gone is a no-op. */
  | { readonly op: 'fireTimer'; readonly id: string }
  | { readonly op: 'exception'; readonly exception: NewException }
  /** Open or assigned → assigned; null: back to open. Another state is a conflict. */
  | { readonly op: 'assign'; readonly id: string; readonly assignee: string | null }
  /** An exception that is neither open nor assigned is a conflict; with `ifOpen` it stays as it is. */
  | {
      readonly op: 'closeException';
      readonly id: string;
      readonly state: 'resolved' | 'discarded';
      readonly by: string;
      readonly reason: string;
      readonly ifOpen?: true;
    }
  /** Another digest under the same (scope, key) is a conflict; the same digest is a no-op. */
  | { readonly op: 'remember'; readonly entry: Remembered }
  | { readonly op: 'state'; readonly name: string; readonly value: Json }
  /**
   * Takes the next number of a gap-free sequence that starts at 1. In every string of every later operation of
   * the same commit the text of `token` is replaced by the number, zero-padded to `width` (0: unpadded); bytes
   * (`raw`) and digests stay as they are. A token must read the same inside a JSON string (no quotes,
   * backslashes or control characters).
   */
  | { readonly op: 'allot'; readonly sequence: string; readonly token: string; readonly width: number }
  /** The next number of the sequence is `last` + 1. One that is not above the last number given out is a conflict. */
  | { readonly op: 'raiseNumber'; readonly sequence: string; readonly last: number }
  /** The first reply under an id stays; a later one is a no-op. */
  | { readonly op: 'reply'; readonly reply: Reply }
  /** Appends to the audit trail, whose lines can neither be changed nor taken out without `verifyAudit` seeing it. */
  | { readonly op: 'audit'; readonly entry: AuditEntry }
  /** Everything of (tenant, key) outlives every retention until `lift`; a hold that is there, or gone, is a no-op. */
  | { readonly op: 'legalHold'; readonly hold: LegalHold }
  | { readonly op: 'liftLegalHold'; readonly tenant: string; readonly key: string };

/** Why nothing was committed. `operation` is the index in the list. */
export interface Conflict {
  readonly operation: number;
  /**
   * 'version': the process moved on, repeat the run. 'state': the message, delivery or exception is gone or no
   * longer in the needed state, drop the work. 'digest': other content is remembered under the key. 'lease': the
   * shard has gone to another worker, which does the work: drop it.
   */
  readonly cause: 'version' | 'state' | 'digest' | 'lease';
  readonly reason: string;
}

export type CommitResult =
  | {
      readonly committed: true;
      /** Token → the number that replaced it, padded. */
      readonly numbers: Readonly<Record<string, string>>;
      /** One for every message taken in ('accept', 'fireTimer', 'delivered' with a message), in order. */
      readonly accepted: readonly AcceptResult[];
    }
  | { readonly committed: false; readonly conflict: Conflict };

/** Places behind which nothing may go: the first parked, failed or later-due one of each pair. */
export interface Blocked {
  readonly messages: readonly { readonly queue: string; readonly key: string; readonly sequence: number }[];
  readonly deliveries: readonly {
    readonly system: string;
    readonly key: string;
    readonly sequence: number;
  }[];
}

export interface ProcessQuery {
  readonly tenant?: string;
  readonly status?: string;
  readonly held?: boolean;
  readonly limit: number;
  /** Keyset paging: only what comes after this process, the last one of the page before. */
  readonly after?: { readonly updatedAt: Instant; readonly tenant: string; readonly key: string };
}

/**
 * Which part of the work is this process's. Messages, deliveries and timers belong to `shardOf` their key; reads for
 * running them return only those of the shards held, and a commit about others is a conflict ('lease'). On SQLite
 * one process holds all shards for ever; on PostgreSQL workers share them out, and take over what a dead one held.
 */
export interface Cluster {
  /** Name of this process among the workers. */
  readonly worker: string;
  holds(shard: number): boolean;
  /**
   * Called when shards came or went, before anything of a lost one can be committed elsewhere if the process is
   * alive and on time; whatever is late is refused by its commit. Returns the function that stops it.
   */
  onChange(
    listener: (change: { readonly gained: readonly number[]; readonly lost: readonly number[] }) => void,
  ): () => void;
  /** All workers seen of late, this one included. */
  workers(): Promise<WorkerView[]>;
}

/**
 * The durable store. Every promise resolves after the change would survive a power cut.
 * Callers submit data, not closures; concurrent calls share one flush (group commit).
 * A read sees every commit that resolved before it was called.
 *
 * @throws CD_LEDGER_WRITE_FAILED when the disk refuses: nothing of the call is in the store, try again
 * @throws CD_LEDGER_REQUEST_INVALID for an operation no store can carry out (an id used twice, an unreadable instant)
 * @throws CD_LEDGER_CLOSED after `close`
 */
export interface Ledger {
  /** Writes messages durably, all or none. Idempotent by (tenant, idempotencyKey); one result per message, in order. */
  accept(messages: readonly NewMessage[]): Promise<AcceptResult[]>;
  /** Writes all operations or none. A conflict is a result, not an error, and leaves other commits untouched. */
  commit(operations: readonly Operation[]): Promise<CommitResult>;

  /**
   * Accepted messages in arrival order after `afterSequence`; parked and later-available ones are left out, those
   * behind them in the same (queue, key) are not: hold them back by `blocked`. Finding the next page costs the same
   * however much waits in other queues, in other keys when `key` is given, or under `exceptKeys`. With several workers
   * a message may come into sight after one of a higher sequence and another key: who keeps a place looks back.
   */
  pending(query: {
    readonly queue?: string;
    /** With `queue`: only this key. */
    readonly key?: string;
    /** With `queue`: keys left out, a few dozen at most. */
    readonly exceptKeys?: readonly string[];
    readonly afterSequence: number;
    readonly limit: number;
    readonly now: Instant;
  }): Promise<StoredMessage[]>;
  /** (queue, key) pairs with a parked message: nothing behind them may run. */
  parkedKeys(): Promise<{ readonly queue: string; readonly key: string }[]>;
  /** What `pending` and `dueDeliveries` must be held back behind; a message kept as a conflict blocks nothing. */
  blocked(now: Instant): Promise<Blocked>;
  /** Pending deliveries due at `now`, in staging order. */
  dueDeliveries(query: {
    readonly system?: string;
    /** With `system`: only this key. */
    readonly key?: string;
    /** With `system`: keys left out, a few dozen at most. */
    readonly exceptKeys?: readonly string[];
    readonly now: Instant;
    readonly afterSequence: number;
    readonly limit: number;
  }): Promise<StoredDelivery[]>;
  /** Systems with a pending delivery, at a cost that grows with their number alone. */
  pendingSystems(): Promise<string[]>;
  dueTimers(query: { readonly now: Instant; readonly limit: number }): Promise<Timer[]>;
  /** One that has neither been fired nor called off. */
  timer(id: string): Promise<Timer | null>;
  /** Earliest instant after `now` at which a waiting message, delivery or timer becomes due. */
  nextDueAt(now: Instant): Promise<Instant | null>;

  message(id: string): Promise<StoredMessage | null>;
  /** The exact bytes by the hex SHA-256 that is a message's `rawDigest`. */
  raw(digest: string): Promise<Uint8Array | null>;
  delivery(id: string): Promise<StoredDelivery | null>;
  /** Newest first. */
  deliveries(query: {
    readonly state?: string;
    readonly key?: string;
    readonly limit: number;
  }): Promise<StoredDelivery[]>;
  /** Newest first. */
  exceptions(query: {
    /** 'undecided': open or assigned; 'decided': resolved or discarded. */
    readonly state?: ExceptionState | 'undecided' | 'decided';
    readonly key?: string;
    /** How the key begins, at a cost that grows with the exceptions of the state: for undecided ones. */
    readonly keyPrefix?: string;
    readonly assignee?: string;
    /** The id of an exception: only those raised before it, for the next page. */
    readonly before?: string;
    readonly limit: number;
  }): Promise<StoredException[]>;
  exception(id: string): Promise<StoredException | null>;
  process(tenant: string, key: string): Promise<StoredProcess | null>;
  /** Processes that carry the identifier; `scheme` null: under any scheme. */
  processByIdentifier(tenant: string, scheme: string | null, value: string): Promise<StoredProcess[]>;
  /** Last updated first. */
  processes(query: ProcessQuery): Promise<StoredProcess[]>;
  /** The last `limit` journal lines of a key, oldest first. */
  history(tenant: string, key: string, limit: number): Promise<JournalEntry[]>;
  remembered(scope: string, key: string): Promise<Remembered | null>;
  state(name: string): Promise<Json | null>;
  /** Sequences by name, with the last number given out. */
  numbers(): Promise<{ readonly sequence: string; readonly last: number }[]>;
  reply(id: string): Promise<Reply | null>;
  counts(): Promise<LedgerCounts>;
  /** What a claim stands for. */
  content(digest: string): Promise<Json | null>;
  /** Messages, or those of a key, newest first; large bodies as claims. */
  messages(query: {
    readonly tenant?: string;
    readonly key?: string;
    readonly state?: MessageState;
    /** The id of a message: only those accepted before it, for the next page. */
    readonly before?: string;
    readonly limit: number;
  }): Promise<StoredMessage[]>;
  /** Processes by the beginning of any identifier or of their key, in the order of the values found. */
  search(query: {
    readonly tenant?: string;
    readonly prefix: string;
    readonly limit: number;
  }): Promise<SearchHit[]>;
  /** Queues with something in them, over all workers. */
  load(): Promise<QueueLoad[]>;

  /**
   * Writes hops along with a later commit and waits for nothing: a kill may lose the last ones, a full buffer drops
   * them. `payloads` by digest are kept with them, as contents.
   */
  trace(hops: readonly Hop[], payloads?: ReadonlyMap<string, Json>): void;
  /** By message, or by trace over all its messages; oldest first. */
  hops(query: {
    readonly messageId?: string;
    readonly traceId?: string;
    readonly limit: number;
  }): Promise<Hop[]>;

  readonly cluster: Cluster;
  /** Tells what other processes changed; a process that is alone is never told anything. Returns the function that stops it. */
  onWake(listener: (wake: Wake) => void): () => void;
  /**
   * Notes that messages are being run, or deliveries made, and that one no longer is. Survives the process but not the machine, costs no
   * flush, and never fails: it only helps to find what brings a process down.
   */
  began(...ids: readonly string[]): void;
  ended(id: string): void;
  /** Messages and deliveries that were under way in a process that ended without saying so, of the shards held; each is told once. */
  interrupted(): Promise<string[]>;

  audit(query: { readonly afterNumber?: number; readonly limit: number }): Promise<StoredAuditEntry[]>;
  /** Recomputes the chain of the whole trail. */
  verifyAudit(): Promise<AuditVerdict>;
  legalHolds(): Promise<LegalHold[]>;
  /** Deletes what the policy gives up at `now`, at most `limit` rows in one short transaction; call until not `more`. */
  retain(policy: RetentionPolicy, now: Instant, limit: number): Promise<RetentionReport>;
  /** Writes a consistent copy, while work goes on, that `restore` of the same or the other store reads. @throws CD_LEDGER_BACKUP_FAILED */
  backup(file: string): Promise<{ readonly bytes: number; readonly rows: number }>;

  /** Resolves when everything submitted before is durable and the files are closed. */
  close(): Promise<void>;
}
