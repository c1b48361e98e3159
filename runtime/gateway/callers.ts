import { createHash, timingSafeEqual } from 'node:crypto';
import type { SystemConfig } from '../site/site.ts';

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/**
 * True when the request carries the system's credentials. A system without credentials a caller could present
 * lets nobody in. Takes the same time whatever is wrong.
 */
export function isCaller(headers: Headers, { auth }: Pick<SystemConfig, 'auth'>): boolean {
  switch (auth.kind) {
    case 'basic': {
      const expected = Buffer.from(`${auth.username}:${auth.password}`).toString('base64');
      return sameSecret(credentials(headers.authorization, 'basic'), expected);
    }
    case 'bearer':
      return sameSecret(credentials(headers.authorization, 'bearer'), auth.token);
    case 'header':
      return sameSecret(headers[auth.name.toLowerCase()], auth.value);
    default:
      return false;
  }
}

/** The system among `callers` and those that are a login of it whose credentials the request carries. */
export const callerOf = (
  headers: Headers,
  callers: string,
  systems: Readonly<Record<string, SystemConfig>>,
): SystemConfig | undefined =>
  Object.values(systems).find(
    (system) => (system.name === callers || system.loginOf === callers) && isCaller(headers, system),
  );

/** RFC 9110, 11.1: the scheme is case-insensitive. */
function credentials(authorization: string | string[] | undefined, scheme: string): string | undefined {
  if (typeof authorization !== 'string') return undefined;
  const space = authorization.indexOf(' ');
  return authorization.slice(0, space).toLowerCase() === scheme
    ? authorization.slice(space + 1).trim()
    : undefined;
}

function sameSecret(given: string | string[] | undefined, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  const present = typeof given === 'string' && expected !== '';
  return timingSafeEqual(digest(present ? String(given) : ''), digest(expected)) && present;
}
