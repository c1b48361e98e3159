import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { prepareCredentialSecret } from '../../../runtime/auth/credential-secret.ts';
import { hashPassword, isLogin, prepareLogin } from '../../../runtime/auth/login.ts';
import { createSessions, sessionHours } from '../../../runtime/auth/sessions.ts';

const site = (environment: 'demo' | 'production', passwordHash: string | null = null) => ({
  file: 'sites/x.yaml',
  environment,
  admin: { username: 'admin', passwordHash },
});
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => 'accepted',
    (error: { code: string }) => error.code,
  );

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'crossdock-auth-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('prepareLogin', () => {
  it('makes up a password once and keeps only its hash, for the owner alone', async () => {
    const first = await prepareLogin(site('demo'), folder, randomBytes);
    const second = await prepareLogin(site('demo'), folder, randomBytes);
    const kept = readFileSync(join(folder, 'login.json'), 'utf8');
    expect(kept).not.to.include(first.generatedPassword ?? '?');
    expect(statSync(join(folder, 'login.json')).mode & 0o777).to.equal(0o600);
    expect(second.generatedPassword).to.equal(null);
    expect(await isLogin(second, 'admin', first.generatedPassword ?? '')).to.equal(true);
    expect(await isLogin(second, 'root', first.generatedPassword ?? '')).to.equal(false);
    expect(await isLogin(second, 'admin', 'guess')).to.equal(false);
  });

  it('refuses a production site without a hash, and a password in place of a hash', async () => {
    expect(await refusal(prepareLogin(site('production'), folder, randomBytes))).to.equal(
      'CD_START_LOGIN_MISSING',
    );
    expect(await refusal(prepareLogin(site('production', 'hunter2'), folder, randomBytes))).to.equal(
      'CD_START_LOGIN_HASH',
    );
  });

  it('takes the hash of the site', async () => {
    const login = await prepareLogin(
      site('production', await hashPassword('correct horse')),
      folder,
      randomBytes,
    );
    expect(await isLogin(login, 'admin', 'correct horse')).to.equal(true);
  });
});

describe('prepareCredentialSecret', () => {
  const own = { credentialSecret: null };

  it('generates a key once, for the owner alone', () => {
    const key = prepareCredentialSecret(own, folder, randomBytes);
    expect(prepareCredentialSecret(own, folder, randomBytes)).to.equal(key);
    expect(statSync(join(folder, 'credential-secret')).mode & 0o777).to.equal(0o600);
  });

  it('refuses a key that does not open the stored credentials', () => {
    prepareCredentialSecret(own, folder, randomBytes);
    expect(() => prepareCredentialSecret({ credentialSecret: 'another' }, folder, randomBytes)).to.throw(
      /does not open/,
    );
    writeFileSync(join(folder, 'credential-secret'), 'spoiled');
    expect(() => prepareCredentialSecret(own, folder, randomBytes)).to.throw(/does not open/);
    rmSync(join(folder, 'credential-secret'));
    expect(() => prepareCredentialSecret(own, folder, randomBytes)).to.throw(/does not open/);
  });
});

describe('createSessions', () => {
  const now = new Date('2026-03-02T08:00:00Z');
  const later = (hours: number) => new Date(now.getTime() + hours * 3_600_000);

  it('knows its own token until it is over', () => {
    const sessions = createSessions('s');
    const token = sessions.issue('admin', now);
    expect(sessions.verify(token, later(sessionHours - 1))).to.equal('admin');
    expect(sessions.verify(token, later(sessionHours + 1))).to.equal(null);
  });

  it('refuses tokens of another secret, tampered ones and rubbish', () => {
    const sessions = createSessions('s');
    const token = sessions.issue('admin', now);
    const [, signature] = token.split('.');
    const forged = `${Buffer.from(JSON.stringify(['root', Date.now() * 2])).toString('base64url')}.${signature}`;
    for (const bad of [createSessions('t').issue('admin', now), forged, `${token}x`, '', '.', 'a.b.c']) {
      expect(sessions.verify(bad, now), bad).to.equal(null);
    }
  });
});
