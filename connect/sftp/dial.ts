import { createHash } from 'node:crypto';
import { connect } from 'node:net';
import SftpClient from 'ssh2-sftp-client';
import { CrossdockError } from '../../domain/errors.ts';
import type { Connection } from '../connection.ts';
import { sftpError } from './failures.ts';

export interface Dialled {
  readonly client: SftpClient;
  /** Closes at once, whether the server answers or not. */
  hangUp(): void;
}

/** `SHA256:…=` and `…` are the same fingerprint. */
const plain = (fingerprint: string): string => fingerprint.replace(/^SHA256:/i, '').replace(/=+$/, '');

/**
 * Opens a connection to the server that the site file means, and to no other: without the right host key nothing is
 * sent, not even the password.
 *
 * @throws CD_CONNECT_HOST_KEY, CD_CONNECT_UNAUTHORIZED, CD_CONNECT_REFUSED, CD_CONNECT_TIMEOUT, CD_CONNECT_CONFIG
 */
export async function dial(connection: Connection): Promise<Dialled> {
  const { name: system, timeoutMs, hostKey, baseUrl } = connection;
  if (hostKey === undefined) {
    const reason = 'it has no hostKey; SFTP without one would send the password to any server';
    throw new CrossdockError('CD_CONNECT_CONFIG', { system, reason });
  }
  const { hostname, port } = new URL(baseUrl);
  const expected = plain(hostKey);
  const login = credentials(connection);
  let found = '';
  const silent = { error: () => {}, end: () => {}, close: () => {} };
  const client = new SftpClient(system, silent);
  // Without noDelay every small request waits for the delayed acknowledgement of the one before: 40 ms each.
  const socket = connect({ host: hostname, port: Number(port || 22), noDelay: true });
  try {
    await client.connect({
      ...{ sock: socket, readyTimeout: timeoutMs, ...login },
      // A server that went silent is noticed and the connection closed.
      ...{ keepaliveInterval: timeoutMs, keepaliveCountMax: 2 },
      hostVerifier: (key: Buffer) => {
        found = plain(createHash('sha256').update(key).digest('base64'));
        return found === expected;
      },
    });
    return { client, hangUp: () => socket.destroy() };
  } catch (thrown) {
    socket.destroy();
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
