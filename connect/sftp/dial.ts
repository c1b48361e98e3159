import { createHash } from 'node:crypto';
import SftpClient from 'ssh2-sftp-client';
import { CrossdockError } from '../../domain/errors.ts';
import type { Connection } from '../connection.ts';
import { sftpError } from './failures.ts';

/** `SHA256:…=` and `…` are the same fingerprint. */
const plain = (fingerprint: string): string => fingerprint.replace(/^SHA256:/i, '').replace(/=+$/, '');

/**
 * Opens a connection to the server that the site file means, and to no other: without the right host key nothing is
 * sent, not even the password.
 *
 * @throws CD_CONNECT_HOST_KEY, CD_CONNECT_UNAUTHORIZED, CD_CONNECT_REFUSED, CD_CONNECT_TIMEOUT, CD_CONNECT_CONFIG
 */
export async function dial(connection: Connection): Promise<SftpClient> {
  const { name: system, timeoutMs, hostKey, baseUrl } = connection;
  if (hostKey === undefined) {
    const reason = 'it has no hostKey; SFTP without one would send the password to any server';
    throw new CrossdockError('CD_CONNECT_CONFIG', { system, reason });
  }
  const { hostname, port } = new URL(baseUrl);
  const expected = plain(hostKey);
  let found = '';
  const silent = { error: () => {}, end: () => {}, close: () => {} };
  const client = new SftpClient(system, silent);
  try {
    await client.connect({
      ...{ host: hostname, port: Number(port || 22), readyTimeout: timeoutMs, ...credentials(connection) },
      // A server that went silent is noticed and the connection closed.
      ...{ keepaliveInterval: timeoutMs, keepaliveCountMax: 2 },
      hostVerifier: (key: Buffer) => {
        found = plain(createHash('sha256').update(key).digest('base64'));
        return found === expected;
      },
    });
    return client;
  } catch (thrown) {
    await client.end().catch(() => undefined);
    if (found !== '' && found !== expected) {
      throw new CrossdockError('CD_CONNECT_HOST_KEY', { system, found, expected });
    }
    throw sftpError(thrown, connection, '/');
  }
}

function credentials({ auth, name }: Connection): {
  username: string;
  password?: string;
  privateKey?: string;
} {
  if (auth.kind === 'basic') return { username: auth.username, password: auth.password };
  if (auth.kind === 'key') return { username: auth.username, privateKey: auth.privateKey };
  throw new CrossdockError('CD_CONNECT_CONFIG', {
    system: name,
    reason: `SFTP does not log in by ${auth.kind}`,
  });
}
