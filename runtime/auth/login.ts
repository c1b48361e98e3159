import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import bcrypt from 'bcryptjs';
import { CrossdockError } from '../../domain/errors.ts';
import { writeFileAtomic } from '../packs/write-files.ts';
import type { LoadedSite } from '../site/site.ts';

/** The one account of editor and tower. */
export interface Login {
  readonly username: string;
  readonly passwordHash: string;
  /** The password, only when it was made up just now: shown once, stored nowhere. */
  readonly generatedPassword: string | null;
}

const hashForm = /^\$2[aby]\$\d\d\$[./A-Za-z0-9]{53}$/;
/** 2^11 rounds: about 150 ms a try with bcryptjs, slow for a guesser and bearable for a login. */
const rounds = 11;

/**
 * The login the site names, else the one generated on an earlier start, else a new one.
 * `folder` keeps the hash of a generated password.
 * @throws CD_START_LOGIN_MISSING in production, CD_START_LOGIN_HASH
 */
export async function prepareLogin(
  site: Pick<LoadedSite, 'file' | 'environment' | 'admin'>,
  folder: string,
  randomBytes: (size: number) => Buffer,
): Promise<Login> {
  const { username, passwordHash } = site.admin;
  if (passwordHash !== null) {
    if (!hashForm.test(passwordHash)) throw new CrossdockError('CD_START_LOGIN_HASH', { where: site.file });
    return { username, passwordHash, generatedPassword: null };
  }
  if (site.environment === 'production')
    throw new CrossdockError('CD_START_LOGIN_MISSING', { where: site.file, kind: 'a production site' });
  const file = generatedLoginFile(folder);
  if (existsSync(file)) {
    return {
      username,
      passwordHash: JSON.parse(readFileSync(file, 'utf8')).passwordHash,
      generatedPassword: null,
    };
  }
  const generatedPassword = randomBytes(12).toString('base64url');
  const hash = await hashPassword(generatedPassword);
  writeFileAtomic(file, `${JSON.stringify({ passwordHash: hash })}\n`, 0o600);
  return { username, passwordHash: hash, generatedPassword };
}

/** Removing this file makes the next start generate a new password. */
export function generatedLoginFile(folder: string): string {
  return join(folder, 'login.json');
}

export function hashPassword(password: string): Promise<string> {
  return bcrypt.hash(password, rounds);
}

/** True for the right pair; takes as long for an unknown name as for a wrong password. */
export async function isLogin(login: Login, username: string, password: string): Promise<boolean> {
  const matches = await bcrypt.compare(password, login.passwordHash);
  return matches && username === login.username;
}
