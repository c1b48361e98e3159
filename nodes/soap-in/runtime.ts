import type { Json as ConnectJson } from '../../connect/connection.ts';
import { type SoapService, soapService } from '../../connect/soap/server.ts';
import { CrossdockError } from '../../domain/errors.ts';
import { nodeRuntime } from '../../node-kit/node-runtime.ts';
import type { GatewayRequest, NodeContext } from '../../runtime/face.ts';
import { definition } from './definition.ts';

export const runtime = nodeRuntime(definition, {
  prepare: ({ wsdl, maxBytes }, context: NodeContext): SoapService =>
    soapService(context.packFile(wsdl).text, { maxBytes }),
  open({ path, callers, key, idempotency, mode, timeoutMs, maxBytes }, context, node, service) {
    const take = async (
      request: GatewayRequest,
      operation: string,
      input: ConnectJson,
    ): Promise<ConnectJson> => {
      const outcome = await context.accept({
        type: 'soap',
        key: textAt(input, key),
        idempotencyKey: `soap:${path}:${operation}:${textAt(input, idempotency)}`,
        source: { system: callers, protocol: 'soap', reference: `${operation} at ${path}` },
        payload: input,
        properties: { operation },
        ...(request.headers.traceparent !== undefined && { traceparent: request.headers.traceparent }),
        raw: request.body,
        // A caller's repeat has other headers (WS-Addressing, WS-Security time stamps) around the same request.
        sameBy: 'payload',
        ...(mode === 'reply' && { awaitReply: { timeoutMs } }),
      });
      if (outcome.outcome === 'conflict') throw new CrossdockError('CD_API_CONFLICT', { id: outcome.id });
      if (outcome.outcome !== 'replied') return mode === 'accept' ? {} : late(outcome.id);
      if (outcome.status >= 400)
        throw new CrossdockError('CD_SOAP_REFUSED', { reason: reasonOf(outcome.body) });
      return outcome.body as ConnectJson;
    };
    const closeDescription = context.serve({
      method: 'GET',
      path,
      maxBytes: 1,
      callers,
      handle: async ({ headers }) => {
        const scheme = headers['x-forwarded-proto']?.split(',')[0]?.trim() === 'https' ? 'https' : 'http';
        return service.wsdl(`${scheme}://${headers.host ?? 'localhost'}/api${path}`);
      },
    });
    const closeOperations = context.serve({
      method: 'POST',
      path,
      maxBytes,
      callers,
      admit({ headers }) {
        try {
          context.requireRoom();
          return null;
        } catch (thrown) {
          return service.refuse(thrown, headers['content-type'] ?? '');
        }
      },
      handle: (request) =>
        service.handle(request.body, (operation, input) => take(request, operation, input)),
    });
    node.status('green', service.operations.join(', '));
    return () => {
      closeDescription();
      closeOperations();
    };
  },
});

function textAt(document: unknown, path: string): string {
  const value = path
    .split('.')
    .reduce<unknown>(
      (at, name) =>
        typeof at === 'object' && at !== null && Object.hasOwn(at, name) ? Reflect.get(at, name) : undefined,
      document,
    );
  if ((typeof value === 'string' && value !== '' && value.length <= 200) || typeof value === 'number')
    return String(value);
  throw new CrossdockError('CD_API_FIELD_MISSING', { field: path });
}

function late(id: string): never {
  throw new CrossdockError('CD_SOAP_LATE', { id });
}

const reasonOf = (body: unknown): string =>
  (typeof body === 'string' ? body : JSON.stringify(body)).slice(0, 500);
