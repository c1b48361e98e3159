import { openMqtt } from '../../connect/mqtt/client.ts';
import type { CrossdockError } from '../../domain/errors.ts';
import { nodeRuntime } from '../../node-kit/node-runtime.ts';
import type { NodeContext } from '../../runtime/face.ts';
import { definition } from './definition.ts';
import { readEvent } from './read-event.ts';

export const runtime = nodeRuntime(definition, {
  open({ system, topic, documentType, key, idempotency, maxBytes }, context: NodeContext, node) {
    /** Resolves once the ledger holds the event; only then does the broker get its PUBACK. */
    const take = async (name: string, bytes: Buffer, refusal?: CrossdockError): Promise<void> => {
      const read = readEvent(name, bytes, { key, idempotency });
      const error = refusal ?? (read.ok ? null : read.error);
      await context.accept({
        type: documentType,
        key: read.ok ? read.key : name,
        idempotencyKey: `event:${system}:${name}:${read.identity}`,
        source: { system, protocol: 'mqtt', reference: name },
        payload: read.payload,
        raw: bytes,
        properties: { topic: name, ...(error && { error: error.record() }) },
        ...(error && { output: 'refused' }),
      });
    };
    const client = openMqtt(context.system(system), {
      clientId: `crossdock-${context.site.id}-${context.node.id}`,
      topics: [topic],
      maxPayloadBytes: maxBytes,
      handle: (message) => take(message.topic, message.payload),
      problem: async (error, name) => {
        context.log('warn', error.message, { code: error.code });
        node.status('yellow', error.code);
        if (error.code === 'CD_CONNECT_TOO_LARGE' && name !== null)
          await take(name, Buffer.from(error.message), error);
      },
    });
    client.ready().then(
      () => node.status('green', topic),
      () => undefined,
    );
    return () => client.close();
  },
});
