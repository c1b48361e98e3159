import { createCipheriv, createDecipheriv, createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CrossdockError } from '../../domain/errors.ts';
import { credentialsFile } from '../packs/storage.ts';
import { writeFileAtomic } from '../packs/write-files.ts';
import type { LoadedSite } from '../site/site.ts';

/**
 * The key for credentials of third-party nodes: the site's, else one generated on the first start.
 * Node-RED only warns when a key does not fit and then drops the credentials; this refuses to start instead.
 * @throws CD_START_CREDENTIAL_SECRET
 */
export function prepareCredentialSecret(
  site: Pick<LoadedSite, 'credentialSecret'>,
  folder: string,
  randomBytes: (size: number) => Buffer,
): string {
  const keyFile = join(folder, 'credential-secret');
  const credentials = join(folder, 'node-red', credentialsFile);
  const stored = existsSync(credentials) ? JSON.parse(readFileSync(credentials, 'utf8')).$ : undefined;
  const secret = site.credentialSecret ?? (existsSync(keyFile) ? readFileSync(keyFile, 'utf8').trim() : null);
  if (stored !== undefined && (secret === null || !opens(secret, stored))) {
    throw new CrossdockError('CD_START_CREDENTIAL_SECRET', { file: credentials });
  }
  const key = secret ?? randomBytes(32).toString('hex');
  if (secret === null) writeFileAtomic(keyFile, `${key}\n`, privateFile);
  if (stored === undefined)
    writeFileAtomic(credentials, JSON.stringify({ $: seal(key, randomBytes(16)) }), privateFile);
  return key;
}

const privateFile = 0o600;
const algorithm = 'aes-256-ctr';

const keyOf = (secret: string) => createHash('sha256').update(secret).digest();

/** An empty set of credentials: from the first start on, a key that does not fit is noticed. */
function seal(secret: string, vector: Buffer): string {
  const cipher = createCipheriv(algorithm, keyOf(secret), vector);
  return vector.toString('hex') + cipher.update('{}', 'utf8', 'base64') + cipher.final('base64');
}

/** Node-RED's own format: 16 bytes of initialisation vector in hex, then AES-256-CTR in base64. */
function opens(secret: string, stored: string): boolean {
  try {
    const vector = Buffer.from(stored.slice(0, 32), 'hex');
    const decipher = createDecipheriv(algorithm, keyOf(secret), vector);
    JSON.parse(decipher.update(stored.slice(32), 'base64', 'utf8') + decipher.final('utf8'));
    return true;
  } catch {
    return false;
  }
}
