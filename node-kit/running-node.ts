import { setImmediate as turn } from 'node:timers/promises';
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
    status.started();
    answer(deployment, started, message, send).then(
      () => {
        status.finished();
        done();
      },
      (thrown: unknown) => {
        const error = coded(thrown);
        status.failed(error.code);
        done(error);
      },
    );
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
  opening().then(opened.resolve, opened.reject);
  return { label, attached, values, outputs, opened: opened.promise };
}

async function answer(
  deployment: Deployment,
  started: Started | CodedError,
  received: FlowMessage,
  send: (messages: Slots) => void,
): Promise<void> {
  const portions = await react(deployment, started, received);
  for (const [index, slots] of portions.entries()) {
    if (index > 0) await turn();
    send(slots);
  }
}

/** The messages to send, those of each portion in one turn of the event loop. */
async function react(
  { runtime, errors }: Deployment,
  started: Started | CodedError,
  received: FlowMessage,
): Promise<readonly Slots[]> {
  if (started instanceof Error) throw started;
  const { attached, values, outputs, label } = started;
  const { state } = await started.opened;
  const { message, context } = await attached.enter(received);
  const config = await values.for(message);
  const { input, stage } = runtime.handlers;
  const answers = stage
    ? await stageAll(attached, message, await stage(message, config, context, state))
    : await input?.(message, config, context, state);
  const portions: Slots[] = [];
  for (const [index, portion] of (answers ? portionsOf(answers) : []).entries()) {
    if (index > 0) await turn();
    const slots = outputSlots(portion, outputs, message, label, errors);
    attached.leave(message, slots);
    portions.push(slots);
  }
  return portions;
}

type Handler = Required<NodeRuntime['handlers']>;

async function stageAll(
  attached: AttachedNode<unknown>,
  message: FlowMessage,
  staged: Awaited<ReturnType<Handler['stage']>>,
): Promise<Awaited<ReturnType<Handler['input']>>> {
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
