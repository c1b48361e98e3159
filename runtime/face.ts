import type { ErrorRecord } from '../domain/errors.ts';
import type { MasterObject } from '../domain/master-data/objects.ts';
import type { Ownership, ownershipOfDocument } from '../domain/master-data/ownership.ts';
import type { ProcessTerms } from '../domain/process/terms.ts';
import type {
  Envelope,
  Hop,
  Instant,
  Json,
  LedgerCounts,
  Remembered,
  StoredProcess,
  WorkerView,
} from '../ledger/ledger.ts';
import type { FlowMessage } from '../node-kit/host.ts';
import type { ThreadJob } from '../node-kit/threads/protocol.ts';
import type {
  AnsweredReleaseChange,
  ClosedBillingPeriod,
  CorrectedInvoice,
  DecidedDispute,
  DecidedStockCorrections,
  PlacedHold,
  ReleasedHold,
} from './decided.ts';
import type { SystemView } from './deliveries/systems.ts';
import type { Effect } from './effect.ts';
import type { AtRisk, ExpectedStep } from './orders/at-risk.ts';
import type { Reconciliation } from './orders/reconciliation.ts';
import type { Change } from './replay/changes.ts';
import type { SystemConfig } from './site/site.ts';

export type { MasterObject } from '../domain/master-data/objects.ts';
export type { Envelope, Json, StoredProcess } from '../ledger/ledger.ts';
export type { FlowMessage } from '../node-kit/host.ts';
export type {
  AnsweredReleaseChange,
  ClosedBillingPeriod,
  CorrectedInvoice,
  DecidedDispute,
  DecidedStockCorrections,
  PlacedHold,
  ReleasedHold,
} from './decided.ts';
export type { SystemView } from './deliveries/systems.ts';
export type { Effect } from './effect.ts';
export type { Change } from './replay/changes.ts';
export type { SystemConfig } from './site/site.ts';

/** What an entry hands in. The envelope is completed by the runtime. */
export interface Arrival {
  readonly tenant?: string;
  readonly type: string;
  readonly schemaVersion?: string;
  readonly key: string;
  /** From the business contract: file name and digest, order number and change stamp, control number. */
  readonly idempotencyKey: string;
  readonly source: {
    readonly system: string;
    readonly partner?: string;
    readonly protocol: string;
    readonly reference: string;
  };
  readonly correlationId?: string;
  readonly traceparent?: string;
  /** Output of the entry at which the run starts; the first when absent. */
  readonly output?: string;
  /** Message properties besides the payload. */
  readonly properties?: Readonly<Record<string, unknown>>;
  /** Given away, as are the properties: nobody changes it after the call. */
  readonly payload: unknown;
  /** The exact bytes as received. */
  readonly raw?: Uint8Array;
  /** What must be equal for a repeat under the same idempotency key: the bytes when absent. */
  readonly sameBy?: 'payload';
  /** What must be equal besides: what says what is meant and stands outside the bytes, such as a request's query. */
  readonly sameWith?: Json;
  /** Durable state written in the same transaction (a poll's watermark). */
  readonly state?: { readonly name: string; readonly value: Json };
  /** Wait for the run's end and its `api-reply`. */
  readonly awaitReply?: { readonly timeoutMs: number };
}

export type AcceptOutcome =
  | { readonly outcome: 'accepted' | 'duplicate' | 'conflict'; readonly id: string }
  | {
      readonly outcome: 'replied';
      readonly id: string;
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: unknown;
    };

/** What a node of ours may do. Reads are snapshots; writes are effects of the run and appear when it commits. */
export interface NodeContext {
  readonly node: { readonly id: string; readonly type: string; readonly name: string; readonly pack: string };
  readonly site: {
    readonly id: string;
    readonly defaultTenant: string;
    /** Ids of all. */
    readonly tenants: readonly string[];
    readonly timeZone: string;
    /** Largest file taken in, in bytes. */
    readonly fileBytes?: number;
  };
  now(): Date;
  log(level: 'debug' | 'info' | 'warn' | 'error', text: string, details?: Record<string, unknown>): void;

  /**
   * Connection details with secrets resolved; in a run or delivery of a tenant that has a system of its own for the
   * name, that one. @throws CD_RUN_SYSTEM_UNKNOWN
   */
  system(name: string): SystemConfig;
  /** A parsed file of the node's own pack: `mappings/x.mapping.yaml`, `agreements/acme.yaml`, `guides/…`. @throws CD_RUN_PACK_FILE */
  packFile(path: string): { readonly path: string; readonly text: string; readonly data: unknown };
  /** What the site says of the process terms of the node's pack, before its file; null when nothing. */
  readonly siteTerms?: unknown;
  /** The terms of the pack that bills, with what the site says of them; the usual ones where no pack does. @throws CD_CONFIG_INVALID */
  billingTerms?(): ProcessTerms;
  /** Pack files whose path starts with `folder`. */
  packFiles(folder: string): string[];
  /** The mapping files of the node's pack and of those whose mappings its own may extend, by `pack/path`. */
  mappingFiles(): readonly { readonly path: string; readonly text: string }[];
  /**
   * Master data of the message's tenant by identifier, as it held when the message came in or was last retried, and
   * outside a run of the default tenant as it holds now; null when unknown.
   */
  lookup(object: MasterObject, scheme: string, value: string): Json | null;
  /** All master data of one object (rate agreements, tax rules), likewise. */
  list(object: MasterObject): readonly Json[];
  /** Who may change an object of the tenant, and who is told. */
  ownership(object: MasterObject): Ownership;
  /** Who owns what a document of this type writes; null when the site does not say. */
  ownershipOfDocument(type: string): ReturnType<typeof ownershipOfDocument>;
  /** What the site's files say of a record of the tenant, by its `recordId`; null when they do not know it. */
  fileRecord(object: MasterObject, id: string): Json | null;

  /** Entries only: durable when it resolves. @throws CD_RUN_BACKPRESSURE CD_RUN_STOPPING */
  accept(arrival: Arrival): Promise<AcceptOutcome>;
  /**
   * Entries only: what `accept` would throw, for an entry that can ask before it fetches anything.
   * @throws CD_RUN_BACKPRESSURE CD_RUN_STOPPING
   */
  requireRoom(): void;
  /**
   * Entries only: resolves when `accept` may take something in. @throws CD_RUN_STOPPING when the node closes meanwhile,
   * or `givenUp` is aborted
   */
  room(givenUp?: AbortSignal): Promise<void>;
  /** Entries only: durable state by name, for watermarks. */
  state(name: string): Promise<Json | null>;
  /** Entries only: HTTP and SOAP operations under the gateway; returns the function that closes them. */
  serve(route: GatewayRoute): () => void;
  /**
   * Schedules and polls that run once per site: calls `task` at the slots of a cron pattern, or of a schedule of the
   * site by its name, which brings its own zone; returns the function that stops it. While there is no room for the
   * entry the task is not called; a slot that was left out, or that threw CD_RUN_BACKPRESSURE, is made up for at once
   * when there is. @throws CD_RUN_SCHEDULE_UNKNOWN
   */
  schedule(pattern: string, timeZone: string, task: (slot: Date) => Promise<void>): () => void;
  /** Name of this process among those that share the ledger. */
  readonly worker: string;
  /**
   * Entries only: keeps something open on one of all workers, such as a subscription. `open` is called when the node's
   * turn comes to this process, and what it returned when the turn goes elsewhere; returns the function that ends it.
   */
  onOneWorker(open: () => () => Promise<void> | void): () => Promise<void>;

  /** The envelope of the run's or delivery's message. @throws CD_RUN_NONE in `open` */
  readonly envelope: Envelope;
  /** 1 at the first attempt of a message or delivery. */
  readonly attempt: number;
  /** In `deliver` only: what to send along so that the outside system recognises a repeat, and tells tenants apart. */
  readonly delivery?: { readonly id: string; readonly idempotencyKey: string };
  process(tenant: string, key: string): Promise<StoredProcess | null>;
  processByIdentifier(tenant: string, scheme: string | null, value: string): Promise<StoredProcess[]>;
  remembered(scope: string, key: string): Promise<Remembered | null>;
  /** What of a tenant one side knows and the other does not, at this instant. */
  reconciliation(tenant: string, agedDays?: number): Promise<Reconciliation>;
  /** Tenants that have an order with this number under any scheme; the only tenant of a site without looking. */
  tenantsOf(number: string): Promise<readonly string[]>;
  /**
   * Lets a module of the node work in a thread, and gives what comes of it as it is asked for; ends with the run.
   * For what takes the event loop for longer than 20 ms. @throws CD_NODE_THREAD codes, and those of the module
   */
  inThread(job: ThreadJob): AsyncIterable<unknown>;
  /**
   * Closes an exception that nobody has decided and sends on what it holds back, when the run commits. Gives false, and
   * does nothing, when it is decided or gone.
   */
  releaseException(id: string, reason: string): Promise<boolean>;
  /** A stable id for an effect of this message at this node: the same on every repeat of the run. */
  effectId(discriminator?: string): string;
  stage(effect: Effect): void;
}

export interface GatewayRequest {
  readonly method: string;
  readonly path: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly remote: string;
  /** Whose credentials were presented, and whom they speak for; absent on public routes. */
  readonly caller?: GatewayCaller;
}

export interface GatewayCaller {
  readonly system: string;
  readonly parties: readonly string[];
}

export interface GatewayResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

export interface GatewayRoute {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Express pattern below the gateway's root `/api`. */
  readonly path: string;
  readonly maxBytes: number;
  /** Asked before the body is read: what it returns or throws is the answer, null goes on. */
  admit?(request: Omit<GatewayRequest, 'body'>): GatewayResponse | null;
  /** Name of a system whose credentials callers must present; absent only for explicitly public routes. */
  readonly callers?: string;
  handle(request: GatewayRequest): Promise<GatewayResponse>;
}

/** Node outputs by name; an array sends several messages in order. */
export type Outputs = Readonly<Record<string, FlowMessage | FlowMessage[] | null | undefined>>;

/** What is going on right now, for the status page, health checks and logs. */
export interface RuntimeCounts {
  readonly state: 'starting' | 'running' | 'deploying' | 'flows-stopped' | 'draining' | 'stopped';
  /** Runs in the flow or committing. */
  readonly liveRuns: number;
  /** Accepted and not yet finished, waiting ones included. */
  readonly queued: number;
  readonly liveDeliveries: number;
  /** Systems whose circuit breaker is not closed. */
  readonly openCircuits: readonly { readonly system: string; readonly until: Instant }[];
  /** How each outside system that is called stands, in the order of the site file. */
  readonly systems: readonly SystemView[];
  readonly backPressure: readonly BackPressure[];
  /** Processes that share this ledger, this one included. */
  readonly workers: readonly WorkerView[];
  readonly ledger: LedgerCounts;
}

/** What somebody decided, by whom and why; written to the audit trail. */
export interface Decision {
  readonly by: string;
  readonly reason: string;
  /** Made up by whoever asks: the same decision sent twice under one id counts once. */
  readonly id?: string;
}

/** What a message would do if it were run now. Nothing was written and nothing left the house. */
export interface DryRun {
  readonly outcome: 'completed' | 'failed';
  readonly error?: ErrorRecord;
  readonly nodeName?: string;
  /** What the run would commit, in order. */
  readonly effects: readonly DryEffect[];
  /** The same against what the message's last run did; empty when it does the same again. */
  readonly difference: readonly {
    readonly change: 'added' | 'removed' | 'changed';
    readonly what: string;
    readonly before?: Json;
    readonly after?: Json;
  }[];
  /** Nodes at which a branch ended, because they reach outside or remember what they got. */
  readonly notFollowed: readonly { readonly nodeName: string; readonly why: string }[];
}

/** One change a dry run would make. */
export interface DryEffect {
  /** `delivery`, `channel`, `process`, `reply`, `exception`, `timer`, `journal`… */
  readonly kind: string;
  /** `delivery to erp for order 4711 by Post order`. */
  readonly what: string;
  readonly nodeName: string;
  readonly content: Json;
}

/** A limit of a queue that is reached: its entries take nothing in until it is below again. */
export interface BackPressure {
  readonly queue: string;
  /** Name of the channel or of the entry's node. */
  readonly name: string;
  readonly cause: 'count' | 'bytes' | 'age';
  readonly value: number;
  readonly limit: number;
  readonly since: Instant;
}

/** What people decide and look into, in the tower and on the command line. */
export interface Decisions {
  /**
   * Sends what the exception holds back on its way again; `document`, when given, in place of the one held back.
   * @throws CD_EXCEPTION_UNKNOWN CD_EXCEPTION_CLOSED CD_EXCEPTION_NO_WAY_BACK CD_EXCEPTION_NODE_GONE CD_EXCEPTION_DOCUMENT
   */
  retryException(id: string, by: string, reason: string, document?: Json): Promise<void>;
  /** The document that a retry of the exception would send on, for a person to mend. @throws as `retryException` */
  exceptionDocument(id: string): Promise<Json>;
  /** Where a mended document differs from the one that waits. @throws as `retryException` */
  compareDocument(id: string, document: Json): Promise<readonly Change[]>;
  /** Gives up what the exception holds back; what waited behind it goes on. @throws CD_EXCEPTION_UNKNOWN CD_EXCEPTION_CLOSED */
  discardException(id: string, by: string, reason: string): Promise<void>;
  /** Names who works on an exception; null gives it back. @throws CD_EXCEPTION_UNKNOWN CD_EXCEPTION_CLOSED */
  assignException(id: string, assignee: string | null, decision: Decision): Promise<void>;
  /** Runs a finished message again from its entry on today's flow, as a message caused by it. @throws CD_REPLAY_UNKNOWN CD_REPLAY_WAITING CD_REPLAY_NODE_GONE */
  replayMessage(id: string, decision: Decision): Promise<{ readonly messageId: string }>;
  /** Takes the content of a message in as a new document with its own correlation and idempotency. @throws as `replayMessage` */
  duplicateMessage(id: string, decision: Decision): Promise<{ readonly messageId: string }>;
  /** Sends a delivered delivery once more under the same idempotency key; its answer is recorded, not run. @throws CD_REPLAY_UNKNOWN CD_REPLAY_WAITING CD_REPLAY_NODE_GONE */
  resendDelivery(id: string, decision: Decision): Promise<{ readonly deliveryId: string }>;
  /** Runs a message through today's flow without any effect. @throws CD_REPLAY_UNKNOWN CD_REPLAY_NODE_GONE CD_REPLAY_BUSY */
  dryRun(id: string): Promise<DryRun>;
  /** Stops the billing of an order. @throws CD_PROCESS_UNKNOWN CD_PROCESS_BUSY */
  placeHold(hold: PlacedHold): Promise<void>;
  /**
   * Ends an open hold and has billing look at the order again.
   * @throws CD_PROCESS_UNKNOWN CD_PROCESS_HOLD_UNKNOWN CD_PROCESS_HOLD_BY_RULE CD_PROCESS_BUSY
   */
  releaseHold(hold: ReleasedHold): Promise<void>;
  /** What is open between the systems; made anew when the last look is a quarter of a minute old. */
  reconciliation(): Promise<Reconciliation>;
  /** Orders of which something expected has not come, or nearly so. */
  atRisk(): Promise<AtRisk>;
  /** What an order waits for, soonest first. */
  expected(order: StoredProcess): readonly ExpectedStep[];
  /**
   * Has billing take an invoice back by a credit memo and bill the order afresh.
   * @throws CD_PROCESS_UNKNOWN CD_BILLING_CORRECTION_UNKNOWN CD_BILLING_CORRECTION_UNREAD
   */
  correctInvoice(correction: CorrectedInvoice): Promise<void>;
  /**
   * Has billing close a period early: its orders are invoiced now.
   * @throws CD_BILLING_PERIOD_UNKNOWN CD_BILLING_PERIOD_UNREAD CD_PROCESS_BUSY
   */
  closeBillingPeriod(period: ClosedBillingPeriod): Promise<void>;
  /**
   * Has freight settlement pay a dispute with a carrier after all, or refuse it for good.
   * @throws CD_SETTLEMENT_DECISION CD_SETTLEMENT_DECISION_UNREAD CD_PROCESS_BUSY
   */
  decideDispute(decision: DecidedDispute): Promise<void>;
  /**
   * Has proposed corrections of stock carried out, or not.
   * @throws CD_STOCK_DECISION CD_STOCK_DECISION_UNREAD CD_PROCESS_BUSY
   */
  decideStockCorrections(decision: DecidedStockCorrections): Promise<void>;
  /**
   * Gives a warehouse's answer to a question about a release it has, where the warehouse cannot itself.
   * @throws CD_PROCESS_UNKNOWN CD_PROCESS_QUESTION_UNKNOWN CD_PROCESS_BUSY
   */
  answerReleaseChange(answer: AnsweredReleaseChange): Promise<void>;
  /** Keeps everything of an order from every retention. One that is there already stays as it is. */
  placeLegalHold(tenant: string, key: string, decision: Decision): Promise<void>;
  /** Ends a legal hold; one that is gone is no error. */
  liftLegalHold(tenant: string, key: string, decision: Decision): Promise<void>;
}

/** The running runtime, for the console, the command line and `main.ts`. */
export interface RuntimeFace extends Decisions {
  /** Loads what waits in the ledger; runs begin once the flows have started. Call before Node-RED starts. */
  start(): Promise<void>;
  /** Lets live runs finish and starts no others, before a deploy. Resolves at the deadline at the latest. */
  quiesce(deadlineMs: number): Promise<void>;
  /** Takes nothing in any more, finishes runs and deliveries until the deadline, abandons the rest to the next start. */
  drain(deadlineMs: number): Promise<void>;
  counts(): Promise<RuntimeCounts>;
  /** The hops of a message's runs, oldest first. */
  trace(messageId: string): Promise<Hop[]>;
  /** Tells listeners that something was committed; returns the function that stops it. */
  onChange(listener: () => void): () => void;
}
