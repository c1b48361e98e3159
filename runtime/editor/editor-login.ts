import { AsyncLocalStorage } from 'node:async_hooks';
import type { RequestHandler } from 'express';
import type { Login } from '../auth/login.ts';
import type { SignIn } from '../auth/sign-in.ts';

/** Node-RED's `adminAuth`, as far as this uses it. */
export interface AdminAuth {
  readonly type: 'credentials';
  readonly sessionExpiryTime: number;
  users(username: string): Promise<EditorUser | null>;
  authenticate(username: string, password: string): Promise<EditorUser | null>;
}

interface EditorUser {
  readonly username: string;
  readonly permissions: '*' | 'read';
}

/** Where Node-RED's editor posts name and password, below its root. */
export const tokenPath = '/auth/token';

const sessionSeconds = 86_400;

/**
 * Signs in to the editor with the limits of `signIn`. `guard` goes before Node-RED's own handler of `tokenPath`:
 * Node-RED gives a check neither the request nor a way to say "later", so the guard keeps the address for it and
 * answers 429 itself.
 */
export function editorLogin(
  { username }: Pick<Login, 'username'>,
  signIn: SignIn,
  { readOnly }: { readonly readOnly: boolean },
) {
  const addresses = new AsyncLocalStorage<string>();
  const user: EditorUser = { username, permissions: readOnly ? 'read' : '*' };
  const guard: RequestHandler = (request, response, next) => {
    const address = request.socket.remoteAddress ?? '';
    if (signIn.isBlocked(address)) {
      response.status(429).json({ error: 'too many attempts: wait ten minutes' });
      return;
    }
    addresses.run(address, next);
  };
  const adminAuth: AdminAuth = {
    type: 'credentials',
    sessionExpiryTime: sessionSeconds,
    users: async (name) => (name === username ? user : null),
    async authenticate(name, password) {
      const result = await signIn.try('editor', String(name), String(password), addresses.getStore() ?? '');
      return result === 'right' ? user : null;
    },
  };
  return { guard, adminAuth };
}
