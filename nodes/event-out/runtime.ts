import { type MqttConnection, openMqtt } from '../../connect/mqtt/client.ts';
import { perSystem } from '../../connect/per-system.ts';
import { CrossdockError } from '../../domain/errors.ts';
import { nodeRuntime } from '../../node-kit/node-runtime.ts';
import type { Json, NodeContext } from '../../runtime/face.ts';
import { definition } from './definition.ts';

interface Publication {
  readonly topic: string;
  readonly body: Json;
}

/** Connects at the first publication and stays connected until the node closes. */
class Publisher {
  private client: MqttConnection | null = null;
  private readonly connect: () => MqttConnection;

  constructor(connect: () => MqttConnection) {
    this.connect = connect;
  }

  async publish(topic: string, text: string): Promise<void> {
    this.client ??= this.connect();
    if (!this.client.connected) await this.client.ready();
    await this.client.publish(topic, text);
  }

  close(): Promise<void> {
    return this.client?.close() ?? Promise.resolve();
  }
}

export const runtime = nodeRuntime(definition, {
  prepare({ system }, context: NodeContext) {
    const clientId = `crossdock-${context.site.id}-${context.node.id}`;
    const problem = (error: CrossdockError): void => context.log('warn', error.message, { code: error.code });
    const brokers = perSystem(
      (connection) => new Publisher(() => openMqtt(connection, { clientId, problem })),
    );
    brokers.to(context.system(system));
    return brokers;
  },
  open: (_config, _context, _node, brokers) => async () => {
    await Promise.all(brokers.all().map((publisher) => publisher.close()));
  },
  stage(message, { system, topic, cloudEvents, eventType }, context) {
    const name = String(topic);
    // MQTT 3.1.1, 3.3.2.1: a topic that is published to has no wildcards.
    if (!/^[^+#\0]{1,500}$/.test(name)) throw new CrossdockError('CD_EVENT_TOPIC_INVALID', { topic: name });
    const id = context.effectId();
    const request: Publication = {
      topic: name,
      body: cloudEvents
        ? cloudEvent(id, eventType, message.payload as Json, context)
        : (message.payload as Json),
    };
    return { system, idempotencyKey: id, request };
  },
  async deliver({ topic, body: staged }: Publication, { system, cloudEvents }, context, brokers) {
    const publisher = brokers.to(context.system(system));
    const { traceparent } = context.envelope;
    const body = cloudEvents ? { ...(staged as object), traceparent } : staged;
    await publisher.publish(topic, typeof body === 'string' ? body : JSON.stringify(body));
    return { output: 'published', payload: body, properties: { topic } };
  },
});

/** CloudEvents 1.0, structured mode; the delivery adds the distributed tracing extension. `id` is the same on every repeat. */
function cloudEvent(id: string, type: string, data: Json, { envelope, site }: NodeContext): Json {
  return {
    specversion: '1.0',
    id,
    source: `/crossdock/${site.id}/${envelope.tenant}`,
    type,
    subject: envelope.key,
    time: envelope.receivedAt,
    datacontenttype: 'application/json',
    data,
  };
}
