import { type MqttMessage, openMqtt } from '../../connect/mqtt/client.ts';
import { CrossdockError } from '../../domain/errors.ts';
import { nodeRuntime } from '../../node-kit/node-runtime.ts';
import type { Arrival, NodeContext } from '../../runtime/face.ts';
import { definition } from './definition.ts';
import { readEvent } from './read-event.ts';

export const runtime = nodeRuntime(definition, {
  open({ system, topic, documentType, key, idempotency, maxBytes }, context: NodeContext, node) {
    /** Waits while there is no room: the broker keeps what follows, and this event too, until its PUBACK. */
    const accept = async (arrival: Arrival): Promise<void> => {
      for (;;) {
        try {
          await context.accept(arrival);
          return;
        } catch (thrown) {
          if (!(thrown instanceof CrossdockError) || thrown.code !== 'CD_RUN_BACKPRESSURE') throw thrown;
        }
        await context.room();
      }
    };
    /** Resolves once the ledger holds the event; only then does the broker get its PUBACK. */
    const take = async ({ topic: name, payload: bytes }: MqttMessage): Promise<void> => {
      const read = readEvent(name, bytes, { key, idempotency, maxBytes });
      await accept({
        type: documentType,
        key: read.ok ? read.key : name,
        idempotencyKey: `event:${system}:${name}:${read.identity}`,
        source: { system, protocol: 'mqtt', reference: name },
        payload: read.payload,
        raw: bytes.subarray(0, maxBytes),
        properties: { topic: name, ...(!read.ok && { error: read.error.record() }) },
        ...(!read.ok && { output: 'refused' }),
      });
    };
    const client = openMqtt(context.system(system), {
      clientId: `crossdock-${context.site.id}-${context.node.id}`,
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
    return () => client.close();
  },
});
