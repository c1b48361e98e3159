/** A Node-RED message: JSON plus buffers, with the read-only envelope under `crossdock`. */
export interface FlowMessage {
  _msgid?: string;
  payload?: unknown;
  topic?: string;
  [property: string]: unknown;
}

export type Role = 'entry' | 'step' | 'delivery' | 'config';
export type StatusColor = 'green' | 'yellow' | 'red' | 'blue' | 'grey';

/** One deployed node, as node-kit shows it to the host. */
export interface NodeInstance {
  readonly id: string;
  readonly type: string;
  readonly name: string;
  /** Id of the tab or subflow instance it stands on. */
  readonly flowId: string;
  readonly role: Role;
  readonly outputs: readonly string[];
  readonly config: Readonly<Record<string, unknown>>;
  /** Emits messages, one slot per output. */
  emit(messages: readonly (FlowMessage | FlowMessage[] | null)[]): void;
  status(color: StatusColor, text: string): void;
  /** Entries: says that the host lets nothing in, and why; null: that it does again. */
  pause?(why: string | null): void;
  /** Delivery nodes: makes the outside call. Resolves with the answer or a business rejection; throws coded errors. */
  deliver?(request: unknown, context: unknown): Promise<Answer>;
}

/** What an outside system said: `output` names the port at which the answer leaves the node. */
export interface Answer {
  readonly output: string;
  readonly payload: unknown;
  /** Extra message properties set on the answer. */
  readonly properties?: Readonly<Record<string, unknown>>;
}

export interface Entered<Context> {
  readonly message: FlowMessage;
  readonly context: Context;
}

/** The host's side of one deployed node. `Context` is what the node's own code receives. */
export interface AttachedNode<Context> {
  /** For `open` of an entry: accepting messages, timers, secrets. */
  readonly context: Context;
  /**
   * Called for every message that reaches the node. Finds the message's run, or gives it one, resolves a
   * claim-checked payload, and returns the message to work on with the context bound to that run.
   */
  enter(message: FlowMessage): Entered<Context> | PromiseLike<Entered<Context>>;
  /** Called with what the node sends on, one slot per output, before it is sent. */
  leave(message: FlowMessage, slots: readonly (FlowMessage | FlowMessage[] | null)[]): void;
  /** Delivery nodes: stages the request with the rest of the message; nothing leaves before the run commits. */
  stage(message: FlowMessage, request: unknown, options: StageOptions): Promise<void>;
  /** Called when the node stops; `removed` is true when it is gone from the flow. */
  detach(removed: boolean): Promise<void>;
}

export interface StageOptions {
  readonly system: string;
  /** Ordering key; the message's own when absent. */
  readonly key?: string;
  /** What the partner deduplicates by. */
  readonly idempotencyKey: string;
}

/** Set as `settings.crossdock` in Node-RED; node-kit finds it there and knows nothing else of the runtime. */
export interface NodeHost {
  attach(instance: NodeInstance): AttachedNode<unknown>;
}
