import { CrossdockError } from '../../domain/errors.ts';
import type { Connection } from '../connection.ts';
import { networkError } from '../failures.ts';

/** Status codes of SFTP version 3 (draft-ietf-secsh-filexfer-02, 7) and what the client library makes of them. */
const noSuchFile = [2, 'ENOENT'];
const permissionDenied = [3, 'EACCES'];
const failure = [4, 8];

function codeOf(thrown: unknown): unknown {
  return thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
}

const reasonOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown));

/** True when the server says there is no such file or folder. */
export const isMissing = (thrown: unknown): boolean => noSuchFile.includes(codeOf(thrown) as number | string);

/** An error of the client library as a coded one. `path` is what the call was about. */
export function sftpError(thrown: unknown, connection: Connection, path: string): CrossdockError {
  if (thrown instanceof CrossdockError) return thrown;
  const { name: system } = connection;
  const code = codeOf(thrown);
  const reason = reasonOf(thrown);
  if (isMissing(thrown)) return new CrossdockError('CD_CONNECT_FILE_MISSING', { system, path });
  if (permissionDenied.includes(code as number | string)) {
    return new CrossdockError('CD_CONNECT_UNAUTHORIZED', { system, reason: `no permission for ${path}` });
  }
  if (failure.includes(code as number)) {
    return new CrossdockError('CD_CONNECT_UNAVAILABLE', { system, status: `SFTP status ${code}`, reason });
  }
  if (/authentication methods failed/i.test(reason)) {
    return new CrossdockError('CD_CONNECT_UNAUTHORIZED', { system, reason: 'the login failed' });
  }
  if (/timed out/i.test(reason)) {
    return new CrossdockError('CD_CONNECT_TIMEOUT', { system, timeoutMs: connection.timeoutMs });
  }
  return networkError(thrown, connection);
}
