import { type MqttMessage, openMqtt } from '../../connect/mqtt/client.ts';
import { CrossdockError } from '../../domain/errors.ts';
import { nodeRuntime } from '../../node-kit/node-runtime.ts';
import type { Arrival, NodeContext } from '../../runtime/face.ts';
import { definition } from './definition.ts';
import { readEvent } from './read-event.ts';

export const runtime = nodeRuntime(definition, {
  open({ system, topic, documentType, key, idempotency, maxBytes }, context: NodeContext, node) {
    /** Waits while there is no room: the broker keeps what follows, and this event too, until its PUBACK. */
    const accept = async (arrival: Arrival, gone: AbortSignal): Promise<void> => {
      for (;;) {
        try {
          await context.accept(arrival);
          return;
        } catch (thrown) {
          if (!(thrown instanceof CrossdockError) || thrown.code !== 'CD_RUN_BACKPRESSURE') throw thrown;
        }
        await context.room(gone);
      }
    };
    /** Resolves once the ledger holds the event; only then does the broker get its PUBACK. */
    const take = async ({ topic: name, payload: bytes, gone }: MqttMessage): Promise<void> => {
      const read = readEvent(name, bytes, { key, idempotency, maxBytes });
      const arrival = {
        type: documentType,
        key: read.ok ? read.key : name,
        idempotencyKey: `event:${system}:${name}:${read.identity}`,
        source: { system, protocol: 'mqtt', reference: name },
        payload: read.payload,
        ...(read.ok && read.traceparent !== undefined && { traceparent: read.traceparent }),
        raw: bytes.subarray(0, maxBytes),
        properties: { topic: name, ...(!read.ok && { error: read.error.record() }) },
        ...(!read.ok && { output: 'refused' }),
      };
      await accept(arrival, gone);
    };
    // MQTT 5, 4.8.2: the broker spreads the events of a shared subscription over all who hold it.
    const shared = topic.startsWith('$share/');
    const session = `crossdock-${context.site.id}-${context.node.id}`;
    const connect = () => {
      const client = openMqtt(context.system(system), {
        clientId: shared ? `${session}-${context.worker}` : session,
        topics: [topic],
        // A larger event is refused by its content, not by the connection, which would tell no more of it than its size.
        maxPayloadBytes: Number.POSITIVE_INFINITY,
        handle: take,
        connected: () => node.status('green', topic),
        problem: (error) => {
          context.log('warn', error.message, { code: error.code });
          node.status('yellow', error.code);
        },
      });
      return async () => {
        await client.close();
        node.status('grey', 'another worker reads it');
      };
    };
    node.status('grey', 'waits for its turn');
    return shared ? connect() : context.onOneWorker(connect);
  },
});
