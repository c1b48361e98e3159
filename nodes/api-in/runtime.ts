import { CrossdockError } from '../../domain/errors.ts';
import { nodeRuntime } from '../../node-kit/node-runtime.ts';
import type { AcceptOutcome, GatewayRequest, GatewayResponse, NodeContext } from '../../runtime/face.ts';
import { definition } from './definition.ts';
import { documentOf, required, requireParty } from './request-body.ts';

export const runtime = nodeRuntime(definition, {
  open(config, context: NodeContext, node) {
    const { method, path, access, callers, tenant, documentType } = config;
    const { key, idempotency, mode, timeoutMs, maxBytes, party } = config;
    const credentialHeader = (caller: string): string | null => {
      const auth = access === 'callers' ? context.system(caller).auth : null;
      return auth?.kind === 'header' ? auth.name.toLowerCase() : null;
    };
    const close = context.serve({
      method,
      path,
      maxBytes,
      ...(access === 'callers' && { callers }),
      admit() {
        context.requireRoom();
        return null;
      },
      handle: async (request) => {
        const { parameters, query } = request;
        const caller = request.caller?.system ?? callers;
        // Each login names its documents itself: two may use one number.
        const login = caller === callers ? '' : `${caller}:`;
        try {
          const payload = documentOf(request);
          if (access === 'callers' && party !== '') requireParty(party, payload, request);
          const outcome = await context.accept({
            ...(tenant !== '' && { tenant }),
            type: documentType,
            key: required(key, payload, request),
            idempotencyKey: `api:${login}${method} ${path}:${required(idempotency, payload, request)}`,
            source: { system: caller || 'public', protocol: 'http', reference: `${method} ${request.path}` },
            properties: { request: described(request, credentialHeader(caller)) },
            payload,
            raw: request.body,
            sameWith: { method, path, parameters, query },
            ...(request.headers.traceparent !== undefined && { traceparent: request.headers.traceparent }),
            ...(mode === 'reply' && { awaitReply: { timeoutMs } }),
          });
          return answer(outcome);
        } catch (thrown) {
          if (thrown instanceof CrossdockError && thrown.fault === 'business')
            return problem(thrown.code === 'CD_API_PARTY_REFUSED' ? 403 : 400, thrown);
          throw thrown;
        }
      },
    });
    node.status('green', `${method} /api${path}`);
    return () => close();
  },
});

/** Harmless to keep in the ledger and to show; any other header may be a credential. */
const keptHeaders: ReadonlySet<string> = new Set([
  ...['accept', 'accept-language', 'content-encoding', 'content-language', 'content-length', 'content-type'],
  ...['date', 'host', 'idempotency-key', 'if-match', 'if-none-match', 'prefer', 'user-agent'],
  ...['traceparent', 'tracestate', 'x-correlation-id', 'x-request-id'],
  ...['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto'],
]);

/** What a flow may know of the request; never the caller's credentials. */
function described(
  { method, path, parameters, query, headers, remote }: GatewayRequest,
  credentialHeader: string | null,
): Record<string, unknown> {
  const kept = Object.entries(headers).filter(([name]) => keptHeaders.has(name) && name !== credentialHeader);
  return { method, path, parameters, query, headers: Object.fromEntries(kept), remote };
}

function answer(outcome: AcceptOutcome): GatewayResponse {
  const { id } = outcome;
  const location = `/api/replies/${id}`;
  switch (outcome.outcome) {
    case 'replied':
      return body(outcome.status, outcome.body, outcome.headers);
    case 'duplicate':
      return body(200, { id, outcome: 'duplicate' }, { location });
    case 'conflict':
      return problem(409, new CrossdockError('CD_API_CONFLICT', { id }));
    default:
      return body(202, { id, outcome: 'accepted' }, { location });
  }
}

function body(status: number, content: unknown, headers: Readonly<Record<string, string>>): GatewayResponse {
  if (typeof content === 'string')
    return { status, headers: { 'content-type': 'text/plain; charset=utf-8', ...headers }, body: content };
  return {
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(content ?? null),
  };
}

/** RFC 9457. */
function problem(status: number, error: CrossdockError): GatewayResponse {
  const { code, message, remedy } = error;
  const content = { type: 'about:blank', title: code, status, detail: message, remedy };
  return { status, headers: { 'content-type': 'application/problem+json' }, body: JSON.stringify(content) };
}
