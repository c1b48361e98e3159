import { request } from '../../connect/http/request.ts';
import { nodeRuntime } from '../../node-kit/node-runtime.ts';
import type { Json, NodeContext } from '../../runtime/face.ts';
import { definition } from './definition.ts';

interface Call {
  readonly path: string;
  readonly body: Json | undefined;
}

export const runtime = nodeRuntime(definition, {
  stage(message, { system, method, path, idempotencyKey }, _context: NodeContext) {
    const call: Call = { path: String(path), body: method === 'GET' ? undefined : (message.payload as Json) };
    return { system, idempotencyKey: String(idempotencyKey), request: call };
  },
  async deliver({ path, body }: Call, { system, method }, context) {
    const {
      status,
      headers,
      body: payload,
    } = await request(context.system(system), {
      method,
      path,
      traceparent: context.envelope.traceparent,
      ...(body !== undefined && { body }),
      ...(context.delivery && { idempotencyKey: context.delivery.idempotencyKey }),
    });
    return { output: 'answer', payload, properties: { status, headers } };
  },
});
