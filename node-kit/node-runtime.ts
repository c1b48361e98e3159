import type { ConfigOf, NodeDefinition, OutputName } from './define-node.ts';
import type { Answer, FlowMessage, StageOptions } from './host.ts';

type Awaitable<T> = T | Promise<T>;
type Nothing = undefined;

/** Messages by output name; an array sends several in order, null and absent names send nothing. */
export type OutputsOf<D extends NodeDefinition> = {
  readonly [Name in OutputName<D>]?: FlowMessage | FlowMessage[] | null | undefined;
};

/** One outside call to make after the run has committed. */
export interface Delivery<Request> extends StageOptions {
  /** JSON; comes back to `deliver`, possibly in another process and after a restart. */
  readonly request: Request;
}

/** What a deployed node may tell its surroundings from `open`. */
export interface OpenNode {
  /** Shown under the node, for example "connected" or "next poll 14:30". */
  status(color: 'green' | 'yellow' | 'red' | 'blue' | 'grey', text: string): void;
}

export type Close = (removed: boolean) => Awaitable<void>;

/** What a node does. Returning sends; throwing fails the message. Nothing here sees `send` or `done`. */
export interface Handlers<D extends NodeDefinition, Context, State, Request> {
  /**
   * Once per deployed node, before anything else: compiles rules, reads pack files. What it returns is the
   * last argument of the others; what it throws refuses the start. Write it first: types follow from it.
   */
  prepare?(config: ConfigOf<D>, context: Context): Awaitable<State>;
  /** Entries and nodes that hold something open. Values that depend on a message are undefined in `config`. */
  open?(config: ConfigOf<D>, context: Context, node: OpenNode, state: State): Awaitable<Close | Nothing>;
  /** Steps: one message in, messages out by output name. */
  input?(
    message: FlowMessage,
    config: ConfigOf<D>,
    context: Context,
    state: State,
  ): Awaitable<OutputsOf<D> | Nothing>;
  /**
   * Delivery nodes: describes the outside call. Returns one or several deliveries, or `{ emit }` to answer
   * at once without calling anybody.
   */
  stage?(
    message: FlowMessage,
    config: ConfigOf<D>,
    context: Context,
    state: State,
  ): Awaitable<Delivery<Request> | readonly Delivery<Request>[] | { readonly emit: OutputsOf<D> } | Nothing>;
  /** Delivery nodes: makes the call. Throws retryable coded errors for technical failures. */
  deliver?(request: Request, config: ConfigOf<D>, context: Context, state: State): Promise<Answer>;
}

/** A definition with its behaviour, the form `load-node.ts` registers. */
export interface NodeRuntime {
  readonly definition: NodeDefinition;
  readonly handlers: Handlers<NodeDefinition, unknown, unknown, unknown>;
}

/**
 * Binds what a node does to its definition. Annotate the context parameter with the runtime's type; the
 * configuration's and the outputs' types follow from the definition.
 *
 * @example
 * export const runtime = nodeRuntime(definition, {
 *   async input(message, config, context: NodeContext) {
 *     return { valid: message };
 *   },
 * });
 */
export function nodeRuntime<const D extends NodeDefinition, Context, State = undefined, Request = unknown>(
  definition: D,
  handlers: Handlers<D, Context, State, Request>,
): NodeRuntime {
  const { role } = definition;
  const wrong = (reason: string): never => {
    throw new Error(`runtime of ${definition.type}: ${reason}`);
  };
  if (role === 'delivery' && !(handlers.stage && handlers.deliver))
    wrong('a delivery needs stage and deliver');
  if (role !== 'delivery' && (handlers.stage || handlers.deliver)) wrong(`a ${role} has no stage or deliver`);
  if (role === 'step' && !handlers.input) wrong('a step needs input');
  if (role === 'entry' && !handlers.open) wrong('an entry needs open');
  // The definition's types hold for what running-node passes in: it parsed the configuration by that definition.
  return { definition, handlers: handlers as unknown as NodeRuntime['handlers'] };
}
