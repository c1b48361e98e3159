import { setImmediate as turn } from 'node:timers/promises';
import { after, isPromise } from './after.ts';
import { rememberConfig, resolveNodeFields } from './config-nodes.ts';
import { outputNames } from './define-node.ts';
import type { AttachedNode, FlowMessage, NodeInstance } from './host.ts';
import type { CodedError, NodeErrors } from './node-errors.ts';
import type { Red, RedNode, Slots } from './node-red.ts';
import type { Close, NodeRuntime } from './node-runtime.ts';
import { type NodeStatus, nodeStatus } from './node-status.ts';
import { outputSlots } from './output-slots.ts';
import { parseConfig } from './parse-config.ts';
import { portionsOf } from './portions.ts';
import { type TypedValues, typedValues } from './typed-values.ts';
import { type StoredConfig, type Upgrades, upgradeConfig } from './upgrade-config.ts';

export interface Deployment {
  readonly red: Red;
  readonly runtime: NodeRuntime;
  readonly upgrades: Upgrades;
  readonly errors: NodeErrors;
}

interface Opened {
  /** What `prepare` returned. */
  readonly state: unknown;
  readonly close: Close | undefined;
}

/** A node whose configuration is valid and that is attached to the host. */
interface Started {
  readonly label: string;
  readonly attached: AttachedNode<unknown>;
  readonly values: TypedValues;
  readonly outputs: readonly string[];
  /** Settles when `prepare` and `open` have; rejects with what they threw. */
  readonly opened: Promise<Opened>;
  /** What `opened` has resolved with; null before. */
  readonly ready: () => Opened | null;
}

/**
 * Runs one deployed node: the only code that touches `send` and `done`. A node that cannot start stays in
 * the flow, red, and fails every message that reaches it with the same code, so that nothing vanishes.
 */
export function runNode(deployment: Deployment, node: RedNode, stored: StoredConfig): void {
  const where = `${node.type} ${node.name || node.id}`;
  const coded = (thrown: unknown) => deployment.errors.from(thrown, where);
  const status = nodeStatus(node);
  let started: Started | CodedError;
  const refuse = (thrown: unknown): CodedError => {
    const error = coded(thrown);
    status.refused(`${error.code}: ${error.message}`);
    node.error(error);
    return error;
  };
  try {
    const running = start(deployment, node, stored, status);
    started = running;
    running.opened.then(status.opened, (thrown: unknown) => {
      started = refuse(thrown);
      // The host hands no work to a node that did not start: it waits for the next deploy.
      return running.attached.detach(false).catch(refuse);
    });
  } catch (thrown) {
    started = refuse(thrown);
  }

  node.on('input', (message, send, done) => {
    const finished = (): void => {
      status.finished();
      done();
    };
    const failed = (thrown: unknown): void => {
      const error = coded(thrown);
      status.failed(error.code);
      done(error);
    };
    status.started();
    let answered: void | PromiseLike<void>;
    try {
      answered = answer(deployment, started, message, send);
    } catch (thrown) {
      return failed(thrown);
    }
    if (isPromise(answered)) answered.then(finished, failed);
    else finished();
  });

  node.on('close', (removed, done) => {
    status.stop();
    stop(started, removed).then(
      () => done(),
      (thrown: unknown) => done(coded(thrown)),
    );
  });
}

function start(
  { red, runtime, upgrades, errors }: Deployment,
  node: RedNode,
  stored: StoredConfig,
  status: NodeStatus,
): Started {
  const { definition, handlers } = runtime;
  const label = node.name || node.id;
  const { config, from, to } = upgradeConfig(stored, definition.version, upgrades);
  if (from > to) {
    throw errors.make('CD_NODE_CONFIG_NEWER', { node: label, found: String(from), known: String(to) });
  }
  const jsonata = (text: string) => {
    red.util.prepareJSONataExpression(text, node);
  };
  const parsed = resolveNodeFields(
    red,
    definition.fields,
    parseConfig(definition.fields, config, { jsonata }),
  );
  const [problem] = parsed.problems;
  if (problem) throw errors.make('CD_NODE_CONFIG_INVALID', { node: label, ...problem });

  const host = red.settings.crossdock;
  if (!host) throw errors.make('CD_NODE_HOST_MISSING', { node: label });
  const values = typedValues(red, node, definition.fields, parsed.values, errors);
  const outputs = outputNames(definition, parsed.values);
  const { prepare, open, deliver } = handlers;
  const opened = Promise.withResolvers<Opened>();
  const instance: NodeInstance = {
    id: node.id,
    type: node.type,
    name: node.name ?? '',
    flowId: node.z ?? '',
    role: definition.role,
    outputs,
    config: parsed.values,
    emit: (messages) => node.send(messages),
    status: status.show,
    ...(definition.role === 'entry' && { pause: status.pause }),
    ...(deliver && {
      deliver: async (request, context) =>
        deliver(request, values.constant, context, (await opened.promise).state),
    }),
  };
  const attached = host.attach(instance);
  rememberConfig(node, values.constant);
  const { constant } = values;
  const opening = async (): Promise<Opened> => {
    const state = await prepare?.(constant, attached.context);
    return { state, close: await open?.(constant, attached.context, { status: status.show }, state) };
  };
  let ready: Opened | null = null;
  opening().then((done) => {
    ready = done;
    opened.resolve(done);
  }, opened.reject);
  return { label, attached, values, outputs, opened: opened.promise, ready: () => ready };
}

/** Reacts and sends, in the turn of the event loop in which the message came if nothing has to be waited for. */
function answer(
  deployment: Deployment,
  started: Started | CodedError,
  received: FlowMessage,
  send: (messages: Slots) => void,
): void | PromiseLike<void> {
  if (started instanceof Error) throw started;
  const { attached, values } = started;
  const { stage, input } = deployment.runtime.handlers;
  return after(started.ready() ?? started.opened, ({ state }) =>
    after(attached.enter(received), ({ message, context }) =>
      after(values.for(message), (config) => {
        const answers: Awaitable<Answers> = stage
          ? after(stage(message, config, context, state), (staged) => stageAll(attached, message, staged))
          : input?.(message, config, context, state);
        return after(answers, (given) => sendAll(deployment, started, message, given, send));
      }),
    ),
  );
}

/** Sends what a node answered, each portion in one turn of the event loop. */
function sendAll(
  { errors }: Deployment,
  { attached, outputs, label }: Started,
  message: FlowMessage,
  answers: Answers,
  send: (messages: Slots) => void,
): void | Promise<void> {
  if (!answers) return;
  const slotsOf = (portion: NonNullable<Answers>): Slots => {
    const slots = outputSlots(portion, outputs, message, label, errors);
    attached.leave(message, slots);
    return slots;
  };
  const portions = portionsOf(answers);
  const [only] = portions;
  if (portions.length > 1) return sendInTurns(portions, slotsOf, send);
  if (only) send(slotsOf(only));
}

/** Everything is made before the first is sent: of a node that fails, nothing has gone. */
async function sendInTurns<Portion>(
  portions: readonly Portion[],
  slotsOf: (portion: Portion) => Slots,
  send: (messages: Slots) => void,
): Promise<void> {
  const made: Slots[] = [];
  for (const portion of portions) {
    if (made.length > 0) await turn();
    made.push(slotsOf(portion));
  }
  for (const [index, slots] of made.entries()) {
    if (index > 0) await turn();
    send(slots);
  }
}

type Awaitable<T> = T | PromiseLike<T>;
type Handler = Required<NodeRuntime['handlers']>;
type Answers = Awaited<ReturnType<Handler['input']>>;

async function stageAll(
  attached: AttachedNode<unknown>,
  message: FlowMessage,
  staged: Awaited<ReturnType<Handler['stage']>>,
): Promise<Answers> {
  if (!staged) return undefined;
  if ('emit' in staged) return staged.emit;
  for (const { request, ...options } of 'request' in staged ? [staged] : staged) {
    await attached.stage(message, request, options);
  }
  return undefined;
}

async function stop(started: Started | CodedError, removed: boolean): Promise<void> {
  if (started instanceof Error) return;
  try {
    const opened = await started.opened.catch(() => undefined);
    await opened?.close?.(removed);
  } finally {
    await started.attached.detach(removed);
  }
}
