import type { ErrorRecord } from '../../domain/errors.ts';
import type {
  Envelope,
  Json,
  NewDelivery,
  Operation,
  RetryPoint,
  StoredMessage,
} from '../../ledger/ledger.ts';
import type { FlowMessage } from '../../node-kit/host.ts';
import type { Effect } from '../face.ts';
import type { Snapshot } from '../traces/payload-digest.ts';
import { Tokens } from './tokens.ts';

/** Who did something: enough to show and to find it again. */
export interface NodeName {
  readonly id: string;
  readonly type: string;
  readonly name?: string | undefined;
  /** Ids of the tab and of the subflow instances it stands in, and its own there, with slashes between. */
  readonly _path?: string;
}

export const label = (node: NodeName): string => node.name || `${node.type} ${node.id}`;

/** What a node asked for; becomes ledger operations when the run commits, in this order. */
export type Staged =
  | {
      readonly kind: 'effect';
      readonly node: NodeName;
      readonly effect: Effect;
      /** Of an exception: where its document goes on. */
      readonly retry?: RetryPoint | undefined;
    }
  | { readonly kind: 'delivery'; readonly delivery: NewDelivery }
  /** Closes an exception and does what sends on what it holds back. */
  | {
      readonly kind: 'release';
      readonly node: NodeName;
      readonly id: string;
      readonly reason: string;
      readonly operations: readonly Operation[];
    };

export interface Failure {
  readonly error: ErrorRecord;
  readonly node: NodeName | null;
  /** The message as it was at the node. */
  readonly document?: Json;
}

/** One message at one node, as the trace will show it. Milliseconds of `RunTraceOptions.elapsedMs`. */
export interface RunHop {
  readonly node: NodeName;
  readonly started: number;
  durationMs: number | undefined;
  /** Messages sent by output; sparse. */
  outputs: number[] | undefined;
  error: ErrorRecord | undefined;
  payload: Snapshot | undefined;
}

/** One message at one of our nodes. */
export interface Visit {
  /** What messages carry that come from here: unique in this process. */
  readonly mark: string;
  readonly node: NodeName;
  /** The message as it reached the node, or as it left at `output`. */
  readonly message: FlowMessage;
  readonly output?: number;
  /** The visit that the message came from. */
  readonly before: Visit | undefined;
  /** The node has asked for a change in the ledger or for a delivery. */
  staged: boolean;
  point?: RetryPoint;
}

/** Ends runs that take too long: one for all that began in the same millisecond. */
export interface RunTimeout {
  readonly beganAt: number;
  readonly runs: Set<Run>;
  readonly callOff: () => void;
}

export type RunOutcome =
  | { readonly kind: 'completed' }
  | { readonly kind: 'failed'; readonly failure: Failure }
  /** A deploy or the end of the process cut it short: it runs again and the attempt does not count. */
  | { readonly kind: 'aborted' };

/** One attempt at one message: from the emission until every branch has finished. */
export class Run {
  /** Unique in this process; travels on messages, because cloning copies a number and not what it stands for. */
  readonly number: number;
  readonly message: StoredMessage;
  readonly attempt: number;
  /** Only to see what it would do: it is never committed, leaves no trace and goes to no node that reaches outside. */
  readonly dry: boolean;
  state: 'live' | 'ended' = 'live';
  /** It was idle, and ends at the turn of the event loop if it still is. */
  settling = false;
  readonly staged: Staged[] = [];
  /** Messages at nodes of ours, for exceptions that are raised in this run. */
  readonly visits: Visit[] = [];
  /** Of the message's body; computed when somebody asks. */
  bodyDigest: string | null = null;
  timeout: RunTimeout | null = null;
  readonly outcome: Promise<RunOutcome>;
  readonly settle: (outcome: RunOutcome) => void;

  /** In the order of arrival; filled by the trace. */
  readonly hops: RunHop[] = [];
  sampled = false;
  /** Why the attempt has failed. */
  failure: Failure | null = null;
  /** Milliseconds since the epoch. */
  startedAt = 0;
  /** As `RunHop.started`. */
  started = 0;

  /** Node-RED message ids seen in this run: mostly one. */
  private messageId: string | null = null;
  private moreIds: Set<string> | null = null;
  private frozen: Envelope | null = null;
  private readonly tokens = new Tokens<NodeName, RunHop>();
  /** Open tokens and holds; the run may end when it reaches 0. */
  private open = 0;

  constructor(number: number, message: StoredMessage, dry = false) {
    this.number = number;
    this.message = message;
    this.dry = dry;
    this.attempt = message.attempts + 1;
    const { promise, resolve } = Promise.withResolvers<RunOutcome>();
    this.outcome = promise;
    this.settle = resolve;
  }

  get envelope(): Envelope {
    return this.message.envelope;
  }

  /** The envelope as the run's messages carry it. */
  get view(): Envelope {
    this.frozen ??= Object.freeze({ ...this.message.envelope });
    return this.frozen;
  }

  get idle(): boolean {
    return this.open === 0;
  }

  /** Returns whether the id of a message was not known. */
  learn(messageId: string): boolean {
    if (messageId === this.messageId || this.moreIds?.has(messageId)) return false;
    if (this.messageId === null) this.messageId = messageId;
    else {
      this.moreIds ??= new Set();
      this.moreIds.add(messageId);
    }
    return true;
  }

  /** Node-RED message ids seen in this run. */
  messageIds(): readonly string[] {
    if (this.messageId === null) return [];
    return this.moreIds ? [this.messageId, ...this.moreIds] : [this.messageId];
  }

  lastHopAt(nodeId: string): RunHop | undefined {
    for (let at = this.hops.length - 1; at >= 0; at -= 1) {
      const hop = this.hops[at];
      if (hop?.node.id === nodeId) return hop;
    }
    return undefined;
  }

  visit(visit: Omit<Visit, 'mark'>): Visit {
    const marked = { ...visit, mark: `${this.number}/${this.visits.length}` };
    this.visits.push(marked);
    return marked;
  }

  hold(): void {
    this.open += 1;
  }

  release(): void {
    this.open -= 1;
  }

  /** The router has resolved the message's destination. */
  sent(message: FlowMessage, node: NodeName): void {
    const token = this.tokens.findOrAdd(message, node);
    token.coming += 1;
    token.count += 1;
    this.open += 1;
  }

  /**
   * The node is about to get the message; false when the router did not bring it: Catch, Complete and link call
   * targets get theirs from the node that works on it.
   */
  received(message: FlowMessage, node: NodeName, hop: RunHop | null): boolean {
    const token = this.tokens.findOrAdd(message, node);
    token.hop ??= hop;
    if (token.coming > 0) {
      token.coming -= 1;
      return true;
    }
    token.count += 1;
    this.open += 1;
    return false;
  }

  /** The node is done with the message; returns the hop that has ended. A second `done()` changes nothing. */
  finished(message: FlowMessage, node: NodeName): RunHop | null {
    const token = this.tokens.find(message, node);
    if (!token) return null;
    token.count -= 1;
    this.open -= 1;
    if (token.count === 0) this.tokens.remove(message, token);
    return token.hop;
  }

  /** The message at the node for which it still works, when it is not the same object. */
  heldBy(node: NodeName, messageId: string | undefined): FlowMessage | undefined {
    for (const message of this.tokens.messages()) {
      if (message._msgid !== messageId) continue;
      if (this.tokens.find(message, node)) return message;
    }
    return undefined;
  }

  /** The nodes that still have a message of this run, or are about to get one. */
  atWork(): NodeName[] {
    return [...new Set([...this.tokens].map(({ node }) => node))];
  }
}
