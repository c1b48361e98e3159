import { createHmac, timingSafeEqual } from 'node:crypto';

/** Signed, self-contained session tokens: no table to keep, ended by time or by a change of the password. */
export interface Sessions {
  issue(username: string, now: Date): string;
  /** The user of a token that is ours and not yet over. */
  verify(token: string, now: Date): string | null;
}

export const sessionHours = 12;

/** `secret` must change when sessions are to end: derive it from the password's hash. */
export function createSessions(secret: string): Sessions {
  const sign = (text: string) => createHmac('sha256', `crossdock-tower:${secret}`).update(text).digest();
  return {
    issue(username, now) {
      const body = Buffer.from(JSON.stringify([username, now.getTime() + sessionHours * 3_600_000])).toString(
        'base64url',
      );
      return `${body}.${sign(body).toString('base64url')}`;
    },
    verify(token, now) {
      const [body = '', signature = ''] = token.split('.');
      const given = Buffer.from(signature, 'base64url');
      const expected = sign(body);
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
      const [username, until] = JSON.parse(Buffer.from(body, 'base64url').toString('utf8'));
      return until > now.getTime() ? username : null;
    },
  };
}
