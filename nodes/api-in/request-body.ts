import { CrossdockError } from '../../domain/errors.ts';
import type { GatewayRequest } from '../../runtime/face.ts';

/** Levels a JSON body may nest; more is hostile or a mistake, and slow for everything that follows. */
const deepest = 64;

/**
 * The document of a request: JSON parsed, text as text, anything else as bytes; the query when there is no body.
 * @throws CD_API_BODY_INVALID
 */
export function documentOf({ body, headers, query }: GatewayRequest): unknown {
  if (body.length === 0) return { ...query };
  const type = (headers['content-type'] ?? 'application/json').split(';')[0]?.trim().toLowerCase() ?? '';
  if (type.startsWith('text/') || type.endsWith('xml')) return body.toString('utf8');
  if (type !== 'application/json' && !type.endsWith('+json')) return body;
  try {
    const parsed: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
    requireShallow(parsed, 0);
    return parsed;
  } catch (cause) {
    if (cause instanceof CrossdockError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CrossdockError('CD_API_BODY_INVALID', { reason }, { cause });
  }
}

function requireShallow(value: unknown, depth: number): void {
  if (depth > deepest)
    throw new CrossdockError('CD_API_BODY_INVALID', { reason: `nested deeper than ${deepest} levels` });
  if (typeof value !== 'object' || value === null) return;
  for (const inner of Object.values(value)) requireShallow(inner, depth + 1);
}

/** A text or number by dotted path, or by header with `header:name`. @throws CD_API_FIELD_MISSING */
export function required(from: string, document: unknown, request: GatewayRequest): string {
  const value = from.startsWith('header:')
    ? request.headers[from.slice(7).toLowerCase()]
    : byPath(from, document);
  if ((typeof value === 'string' && value !== '' && value.length <= 200) || typeof value === 'number')
    return String(value);
  throw new CrossdockError('CD_API_FIELD_MISSING', { field: from });
}

/** Lets a document pass that is from whom the caller's login speaks for. @throws CD_API_PARTY_REFUSED CD_API_FIELD_MISSING */
export function requireParty(from: string, document: unknown, request: GatewayRequest): void {
  const party = required(from, document, request);
  if (!request.caller?.parties.includes(party)) throw new CrossdockError('CD_API_PARTY_REFUSED', { party });
}

const byPath = (path: string, document: unknown): unknown =>
  path
    .split('.')
    .reduce<unknown>(
      (at, name) =>
        typeof at === 'object' && at !== null && Object.hasOwn(at, name) ? Reflect.get(at, name) : undefined,
      document,
    );
