import { openSoap, type SoapClient } from '../../connect/soap/client.ts';
import { nodeRuntime } from '../../node-kit/node-runtime.ts';
import type { Json, NodeContext } from '../../runtime/face.ts';
import { definition } from './definition.ts';

/** The client is made from the service's WSDL at the first call, since the service may be down at deploy. */
function lazyClient(system: string, context: NodeContext): () => Promise<SoapClient> {
  let client: Promise<SoapClient> | null = null;
  return () => {
    client ??= openSoap(context.system(system)).catch((error: unknown) => {
      client = null;
      throw error;
    });
    return client;
  };
}

export const runtime = nodeRuntime(definition, {
  prepare: ({ system }, context: NodeContext) => lazyClient(system, context),
  stage: (message, { system, idempotencyKey }) => ({
    system,
    idempotencyKey: String(idempotencyKey),
    request: message.payload as Json,
  }),
  async deliver(body: Json, { operation }, _context, client) {
    return { output: 'answer', payload: await (await client()).call(operation, body) };
  },
});
