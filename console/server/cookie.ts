import { sessionHours } from '../../runtime/auth/sessions.ts';

const name = 'crossdock_tower';
const scope = 'Path=/tower; HttpOnly; SameSite=Strict';

/** The session token in a `Cookie` header; empty when there is none. */
export function cookieOf(header: string | undefined): string {
  const pairs = (header ?? '').split(';').map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1) ?? '';
}

/** `secure` keeps the cookie off plain HTTP. */
export function sessionCookie(token: string, secure: boolean): string {
  return `${name}=${token}; Max-Age=${sessionHours * 3600}; ${scope}${secure ? '; Secure' : ''}`;
}

export function clearCookie(): string {
  return `${name}=; Max-Age=0; ${scope}`;
}
