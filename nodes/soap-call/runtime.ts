import type { Connection } from '../../connect/connection.ts';
import { perSystem } from '../../connect/per-system.ts';
import { openSoap, type SoapClient } from '../../connect/soap/client.ts';
import { nodeRuntime } from '../../node-kit/node-runtime.ts';
import type { Json, NodeContext } from '../../runtime/face.ts';
import { definition } from './definition.ts';

/** The client is made from the service's WSDL at the first call, since the service may be down at deploy. */
function lazyClient(connection: Connection): () => Promise<SoapClient> {
  let client: Promise<SoapClient> | null = null;
  return () => {
    client ??= openSoap(connection).catch((error: unknown) => {
      client = null;
      throw error;
    });
    return client;
  };
}

export const runtime = nodeRuntime(definition, {
  prepare({ system }, context: NodeContext) {
    const services = perSystem(lazyClient);
    services.to(context.system(system));
    return services;
  },
  stage: (message, { system, idempotencyKey }) => ({
    system,
    idempotencyKey: String(idempotencyKey),
    request: message.payload as Json,
  }),
  async deliver(body: Json, { system, operation }, context, services) {
    const service = await services.to(context.system(system))();
    const headers = {
      traceparent: context.envelope.traceparent,
      ...(context.delivery && { 'idempotency-key': context.delivery.idempotencyKey }),
    };
    return { output: 'answer', payload: await service.call(operation, body, headers) };
  },
});
