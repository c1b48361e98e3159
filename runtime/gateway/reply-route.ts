import { CrossdockError } from '../../domain/errors.ts';
import type { Json } from '../../ledger/ledger.ts';
import type { GatewayRequest, GatewayResponse, GatewayRoute } from '../face.ts';
import { decodeValue } from '../runs/body.ts';
import { isCaller } from './callers.ts';
import type { GatewayOptions } from './create-gateway.ts';

/** Path of the status URL below the gateway's root. */
export const replyPath = (messageId: string): string => `/replies/${messageId}`;

const retryAfterSeconds = 2;

/**
 * The status URL of an operation that was answered with 202: pending, or the stored reply. Whoever may call the
 * system that the message came from may read it.
 */
export function replyRoute({ ledger, site }: GatewayOptions): GatewayRoute {
  return {
    method: 'GET',
    path: replyPath(':id'),
    maxBytes: 0,
    async handle(request: GatewayRequest): Promise<GatewayResponse> {
      const { id = '' } = request.parameters;
      const message = await ledger.message(id);
      const { method, path } = request;
      if (!message?.envelope.replyTo) throw new CrossdockError('CD_GATEWAY_NOT_FOUND', { method, path });
      const caller = site.systems[message.envelope.source.system];
      if (caller && caller.auth.kind !== 'none' && !isCaller(request.headers, caller)) {
        throw new CrossdockError('CD_GATEWAY_UNAUTHORIZED');
      }
      const reply = await ledger.reply(message.envelope.replyTo);
      if (reply) return { status: reply.status, ...replyContent(reply.headers, reply.body) };
      // The message may be done while a later run, after a delivery, still owes the reply.
      const pending = message.state === 'accepted' || message.state === 'done';
      return {
        status: 202,
        headers: { 'content-type': 'application/json', 'retry-after': String(retryAfterSeconds) },
        body: JSON.stringify({ id, status: pending ? 'pending' : message.state }),
      };
    },
  };
}

/** Texts and buffers go out as they are; anything else as JSON. */
function replyContent(headers: Readonly<Record<string, string>>, stored: Json) {
  const body = decodeValue(stored);
  if (typeof body === 'string' || Buffer.isBuffer(body)) return { headers, body };
  return { headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) };
}
