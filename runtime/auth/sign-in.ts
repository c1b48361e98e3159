import type { Log } from '../log.ts';
import { createAttempts } from './attempts.ts';
import { isLogin, type Login } from './login.ts';

/** The one way to sign in, to the tower and to the editor: both share its limits. */
export interface SignIn {
  /** True while no further try from this address is looked at. */
  isBlocked(address: string): boolean;
  /** `where` names the page in the log. Never rejects for what was typed. */
  try(where: string, username: string, password: string, address: string): Promise<SignInResult>;
}

export type SignInResult = 'right' | 'wrong' | 'blocked';

export interface SignInOptions {
  readonly login: Login;
  readonly log: Log;
  readonly now: () => Date;
  readonly compare?: typeof isLogin;
}

/** Longer names and passwords are cut: nobody has them, and they go into the log and through a hash. */
const longest = 200;

export function createSignIn({ login, log, now, compare = isLogin }: SignInOptions): SignIn {
  const attempts = createAttempts();
  // A comparison keeps the processor busy for a tenth of a second: one at a time leaves room for everything else.
  let last: Promise<unknown> = Promise.resolve();
  return {
    isBlocked: (address) => attempts.isBlocked(address, now()),
    async try(where, username, password, address) {
      const user = username.slice(0, longest);
      if (!attempts.begin(address, now())) return 'blocked';
      const compared = last.then(() => compare(login, user, password.slice(0, longest)));
      last = compared.catch(() => undefined);
      const right = await compared.catch((thrown: unknown) => {
        log('error', `${where}: the password could not be compared`, { reason: String(thrown) });
        return false;
      });
      if (!right) {
        log('warn', `${where}: a sign-in failed`, { user, from: address });
        return 'wrong';
      }
      attempts.succeeded(address);
      log('info', `${where}: signed in`, { user });
      return 'right';
    },
  };
}
