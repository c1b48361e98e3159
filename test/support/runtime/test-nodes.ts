import { appendFileSync, closeSync } from 'node:fs';
import { CrossdockError } from '../../../domain/errors.ts';
import { defineNode } from '../../../node-kit/define-node.ts';
import { field } from '../../../node-kit/field.ts';
import type { FlowMessage } from '../../../node-kit/host.ts';
import { type NodeRuntime, nodeRuntime } from '../../../node-kit/node-runtime.ts';
import { runtime as channelIn } from '../../../nodes/channel-in/runtime.ts';
import { runtime as schedule } from '../../../nodes/schedule/runtime.ts';
import type { NodeContext } from '../../../runtime/face.ts';

/** What the test nodes and the test agree on outside of Node-RED. */
export interface Surroundings {
  readonly entries: Map<string, NodeContext>;
  /** Every outside call, one JSON line each; survives the process. */
  readonly callsFile: string;
  /** Resolves when the test opens the gate. */
  gate(name: string, messageId: string): Promise<void>;
}

const common = { category: 'crossdock control', version: 1 } as const;

const actions = [
  'pass',
  'note',
  'fail',
  'reject',
  'gate',
  'never',
  'publish',
  'count',
  'write',
  'reply',
  'deadline',
  'judge',
  'judge-part',
  'wake',
  'raise-known',
  'close-known',
  'raise',
  'crash',
] as const;

type Payload = { readonly failures?: number; readonly [name: string]: unknown };

const payloadOf = (message: FlowMessage) => (message.payload ?? {}) as Payload;

/** Of an exception that its node names. */
const knownId = '01890000-0000-8000-8000-00000000000e';

const wrong = (where: string): CrossdockError =>
  new CrossdockError('CD_CONFIG_INVALID', { where, reason: 'the document is wrong' });

async function act(
  action: string,
  name: string,
  message: FlowMessage,
  context: NodeContext,
  { gate }: Surroundings,
): Promise<FlowMessage | null> {
  const { envelope } = context;
  const { tenant, key } = envelope;
  switch (action) {
    case 'note':
      context.stage({
        kind: 'journal',
        tenant,
        key,
        entry: 'note',
        text: name,
        data: JSON.parse(JSON.stringify(message.payload ?? null)),
      });
      return message;
    case 'fail':
      if (context.attempt <= (payloadOf(message).failures ?? 0)) {
        throw new CrossdockError('CD_CONNECT_REFUSED', { system: name, reason: 'it is down' });
      }
      return message;
    case 'reject':
      throw wrong(name);
    case 'crash':
      if (payloadOf(message).crash !== true) return message;
      return crash();
    case 'gate':
      await gate(name, envelope.id);
      return message;
    case 'never':
      return new Promise(() => {});
    case 'judge':
      return { ...message, payload: { judged: message.payload }, error: wrong(name).record() };
    case 'judge-part': {
      const { part } = payloadOf(message);
      if (part === undefined) return message;
      return { ...message, error: wrong(name).record(), retryWith: { payload: { mended: part } } };
    }
    case 'wake':
      context.stage({
        kind: 'timer',
        id: `wake ${key}`,
        dueAt: new Date(context.now().getTime() + 60_000).toISOString(),
        type: 'woken',
        key,
        payload: { woken: true },
      });
      return message;
    case 'raise-known':
      context.stage({
        kind: 'exception',
        exception: { id: knownId, kind: 'document', key, error: wrong(name).record() },
      });
      return null;
    case 'close-known':
      context.stage({ kind: 'close-exception', id: knownId, reason: 'it came' });
      return message;
    case 'raise':
      context.stage({
        kind: 'exception',
        exception: { kind: 'document', key, error: wrong(name).record() },
      });
      return null;
    case 'publish':
      context.stage({ kind: 'channel', channel: name, type: 'order', key, payload: message.payload });
      return message;
    case 'count': {
      const before = await context.process(tenant, 'shared');
      await gate(name, envelope.id);
      context.stage({
        kind: 'process',
        tenant,
        key: 'shared',
        expectVersion: before?.version ?? 0,
        state: { count: Number((before?.state as { count?: number } | undefined)?.count ?? 0) + 1 },
        summary: { status: 'open', customer: 'C-1', held: false, updatedAt: envelope.receivedAt },
        identifiers: [],
      });
      return message;
    }
    case 'reply':
      context.stage({ kind: 'reply', status: 201, headers: { 'x-by': name }, body: message.payload });
      return message;
    case 'deadline':
      context.stage({
        kind: 'timer',
        id: `deadline ${key}`,
        dueAt: new Date(context.now().getTime() + 60_000).toISOString(),
        channel: name,
        type: 'deadline',
        key,
        payload: { due: true },
      });
      return message;
    default:
      return message;
  }
}

function crash(): never {
  // Its native stack trace would only hide what the tests say.
  closeSync(process.stderr.fd);
  process.abort();
}

/** Nodes with just enough behaviour to tell what a run did. */
export function testNodes(around: Surroundings): NodeRuntime[] {
  const entry = defineNode({
    ...common,
    type: 'crossdock-test-entry',
    role: 'entry',
    inputs: 0,
    outputs: ['first', 'second'],
    fields: {},
  });
  const step = defineNode({
    ...common,
    type: 'crossdock-test-step',
    role: 'step',
    inputs: 1,
    outputs: ['out'],
    fields: { action: field.choice({ options: actions, default: 'pass' }), label: field.text({}) },
  });
  const delivery = defineNode({
    ...common,
    type: 'crossdock-test-delivery',
    role: 'delivery',
    inputs: 1,
    outputs: ['answer', 'rejection'],
    fields: { system: field.text({ default: 'erp' }) },
  });
  return [
    channelIn,
    schedule,
    nodeRuntime(entry, {
      open(_config, context: NodeContext) {
        around.entries.set(context.node.id, context);
        return undefined;
      },
    }),
    nodeRuntime(step, {
      async input(message, { action, label }, context: NodeContext) {
        return { out: await act(action, label, message, context, around) };
      },
    }),
    nodeRuntime(delivery, {
      stage: async (message, { system }, context: NodeContext) => ({
        system,
        idempotencyKey: context.effectId('call'),
        request: message.payload,
      }),
      async deliver(request, _config, context) {
        const { outcome = 'answer', failures = 0, ...rest } = request as Payload;
        const { delivery: sent, attempt, envelope } = context;
        const line = {
          key: envelope.key,
          idempotencyKey: sent?.idempotencyKey,
          attempt,
          traceparent: envelope.traceparent,
        };
        appendFileSync(around.callsFile, `${JSON.stringify(line)}\n`);
        if (outcome === 'crash') crash();
        if (outcome === 'gate') await around.gate('deliver', envelope.id);
        if (attempt <= failures) {
          throw new CrossdockError('CD_CONNECT_UNAVAILABLE', { system: 'erp', status: 503, reason: 'down' });
        }
        if (outcome === 'throttle' && attempt === 1) {
          throw new CrossdockError('CD_CONNECT_THROTTLED', { system: 'erp', retryAfterMs: 90_000 });
        }
        if (outcome === 'wait a century' && attempt === 1) {
          throw new CrossdockError('CD_CONNECT_THROTTLED', { system: 'erp', retryAfterMs: 1e20 });
        }
        if (outcome === 'refuse') {
          throw new CrossdockError('CD_CONNECT_UNAUTHORIZED', { system: 'erp', reason: 'no such user' });
        }
        const output = outcome === 'rejection' ? 'rejection' : 'answer';
        return { output, payload: { ...rest, answered: true }, properties: { erp: 'S4' } };
      },
    }),
  ];
}
