import jsonata from 'jsonata';
import type { Answer, FlowMessage } from '../../node-kit/host.ts';
import type { CodedError } from '../../node-kit/node-errors.ts';
import type { Red, RedNode, Slots } from '../../node-kit/node-red.ts';
import type { NodeRuntime } from '../../node-kit/node-runtime.ts';
import { runNode } from '../../node-kit/running-node.ts';
import type { Upgrades } from '../../node-kit/upgrade-config.ts';
import { nodeErrors } from '../../nodes/node-errors.ts';
import type { NodeContext } from '../../runtime/face.ts';
import { type MemoryHost, memoryHost, type Surroundings } from './memory-host.ts';

export interface Reaction {
  /** Messages by output name, in order. */
  readonly outputs: Readonly<Record<string, readonly FlowMessage[]>>;
  readonly error?: CodedError;
}

export interface DeployedNode extends Omit<MemoryHost, 'host'> {
  /** Sends one message in and waits until the node has called done. */
  receive(message: FlowMessage): Promise<Reaction>;
  /** Makes the outside call of a delivery staged before. */
  deliver(request: unknown, delivery?: NodeContext['delivery']): Promise<Answer>;
  /** Texts shown under the node, oldest first. */
  readonly statuses: readonly string[];
  /** Errors logged without a message: why the node did not start. */
  readonly refusals: readonly CodedError[];
  close(removed?: boolean): Promise<void>;
}

export interface DeployOptions extends Surroundings {
  readonly upgrades?: Upgrades;
  /** False deploys on a Node-RED without `settings.crossdock`. */
  readonly hosted?: boolean;
  /** Called at every status, to wait for one. */
  readonly onStatus?: (text: string) => void;
}

/**
 * Deploys one node as Node-RED would, on an in-memory host, without starting Node-RED.
 *
 * @example
 * const node = deploy(runtime, { object: 'item' });
 * const { outputs } = await node.receive({ payload: item });
 */
export function deploy(
  runtime: NodeRuntime,
  config: Record<string, unknown>,
  { upgrades = {}, hosted = true, onStatus, ...around }: DeployOptions = {},
): DeployedNode {
  const memory = memoryHost(around);
  const statuses: string[] = [];
  const refusals: CodedError[] = [];
  let onInput:
    | ((message: FlowMessage, send: (slots: Slots) => void, done: (error?: unknown) => void) => void)
    | undefined;
  let onClose: ((removed: boolean, done: (error?: unknown) => void) => void) | undefined;
  const node: RedNode = {
    id: 'node-under-test',
    type: runtime.definition.type,
    name: typeof config.name === 'string' ? config.name : '',
    z: 'flow-under-test',
    send: () => undefined,
    status(status) {
      const text = 'text' in status ? String(status.text) : '';
      statuses.push(text);
      onStatus?.(text);
    },
    error: (error) => void refusals.push(error as CodedError),
    on(event: 'input' | 'close', listener: never) {
      if (event === 'input') onInput = listener;
      else onClose = listener;
    },
  };
  runNode({ red: fakeRed(hosted ? memory.host : undefined), runtime, upgrades, errors: nodeErrors }, node, {
    version: runtime.definition.version,
    ...config,
  });

  const { host: _, ...recorded } = memory;
  return {
    ...recorded,
    statuses,
    refusals,
    receive: (message) =>
      new Promise((resolve) => {
        const outputs: Record<string, FlowMessage[]> = {};
        const names = memory.instances[0]?.outputs ?? [];
        const send = (slots: Slots) => {
          for (const [port, slot] of slots.entries()) {
            const name = names[port] ?? String(port);
            if (slot) outputs[name] = [...(outputs[name] ?? []), ...[slot].flat()];
          }
        };
        const done = (error?: unknown) =>
          resolve(error ? { outputs, error: error as CodedError } : { outputs });
        onInput?.({ _msgid: 'message-under-test', ...message }, send, done);
      }),
    deliver: async (request, delivery) => {
      const [instance] = memory.instances;
      if (!instance?.deliver) throw new Error('the node delivers nothing');
      return instance.deliver(request, { ...memory.context(instance), ...(delivery && { delivery }) });
    },
    close: (removed = false) =>
      new Promise((resolve, reject) => {
        onClose?.(removed, (error) => (error ? reject(error) : resolve()));
      }),
  };
}

function fakeRed(host: MemoryHost['host'] | undefined): Red {
  const compiled = new WeakMap<object, jsonata.Expression>();
  return {
    settings: host ? { crossdock: host } : {},
    log: { error: () => undefined, warn: () => undefined },
    nodes: { registerType: () => undefined, createNode: () => undefined, getNode: () => null },
    util: {
      getMessageProperty: (message, path) =>
        path
          .replace(/^msg\./, '')
          .split('.')
          .reduce<unknown>((at, name) => (at as Record<string, unknown> | undefined)?.[name], message),
      prepareJSONataExpression(text) {
        const expression = { expression: text };
        compiled.set(expression, jsonata(text));
        return expression;
      },
      evaluateJSONataExpression(expression, message, callback) {
        const ready = compiled.get(expression);
        ready?.evaluate(message).then(
          (value) => callback(null, value),
          (error: unknown) => callback(error, undefined),
        );
      },
      evaluateNodeProperty: (value) => process.env[value],
    },
  };
}
