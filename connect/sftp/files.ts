import { posix } from 'node:path';
import type SftpClient from 'ssh2-sftp-client';
import { CrossdockError } from '../../domain/errors.ts';
import type { Connection } from '../connection.ts';
import { withinTimeout } from '../failures.ts';
import { isMissing, sftpError } from './failures.ts';

export interface RemoteFile {
  readonly name: string;
  readonly path: string;
  readonly size: number;
  readonly modifiedAt: Date;
}

/** The files of one server while a connection is open. Every call is bounded by the connection's `timeoutMs`. */
export interface SftpFiles {
  /** The plain files of a folder, oldest first; half-written ones (`.part`, `.tmp`, `.filepart`) are left out. */
  list(folder: string): Promise<RemoteFile[]>;
  /** @throws CD_CONNECT_FILE_MISSING */
  stat(path: string): Promise<RemoteFile>;
  /** @throws CD_CONNECT_TOO_LARGE, CD_CONNECT_FILE_MISSING */
  get(path: string, maxBytes: number): Promise<Buffer>;
  /** Appears whole or not at all: written under `<path>.part`, then renamed. A file of that name is replaced. */
  put(path: string, bytes: Uint8Array): Promise<void>;
  /**
   * Moves a file, into a folder that is made when missing. A file that is there already is kept: the moved one gets
   * the next free `.1`, `.2`, …. Returns the path it has now.
   */
  move(from: string, to: string): Promise<string>;
  exists(path: string): Promise<boolean>;
  /** A file that is gone is no error. */
  remove(path: string): Promise<void>;
}

const halfWritten = /\.(part|tmp|filepart)$/i;

export function filesOf(client: SftpClient, connection: Connection): SftpFiles {
  const bounded = async <T>(path: string, work: Promise<T>): Promise<T> => {
    try {
      return await withinTimeout(connection, work);
    } catch (thrown) {
      throw sftpError(thrown, connection, path);
    }
  };
  const exists = async (path: string): Promise<boolean> => (await client.exists(path)) !== false;

  return {
    async list(folder) {
      const entries = await bounded(folder, client.list(folder));
      return entries
        .filter(({ type, name }) => type === '-' && !halfWritten.test(name))
        .map(({ name, size, modifyTime }) => ({
          ...{ name, path: posix.join(folder, name), size },
          modifiedAt: new Date(modifyTime),
        }))
        .sort(
          (one, other) =>
            Number(one.modifiedAt) - Number(other.modifiedAt) || (one.name < other.name ? -1 : 1),
        );
    },
    async stat(path) {
      const { size, modifyTime } = await bounded(path, client.stat(path));
      return { name: posix.basename(path), path, size, modifiedAt: new Date(modifyTime) };
    },
    get: (path, maxBytes) => bounded(path, read(client, connection, path, maxBytes)),
    put: (path, bytes) =>
      bounded(
        path,
        (async () => {
          const part = `${path}.part`;
          await client.put(Buffer.from(bytes), part);
          await replace(client, part, path);
        })(),
      ),
    move: (from, to) =>
      bounded(
        from,
        (async () => {
          const folder = posix.dirname(to);
          if (!(await exists(folder))) await client.mkdir(folder, true);
          let target = to;
          for (let number = 1; await exists(target); number += 1) target = `${to}.${number}`;
          await client.rename(from, target);
          return target;
        })(),
      ),
    exists: (path) => bounded(path, exists(path)),
    async remove(path) {
      await bounded(path, client.delete(path, true));
    },
  };
}

/** Reads one byte more than allowed at most: the size that the server tells may be wrong or change meanwhile. */
async function read(
  client: SftpClient,
  connection: Connection,
  path: string,
  maxBytes: number,
): Promise<Buffer> {
  const tooLarge = new CrossdockError('CD_CONNECT_TOO_LARGE', {
    ...{ system: connection.name, what: path, limit: `${maxBytes} bytes` },
  });
  if ((await client.stat(path)).size > maxBytes) throw tooLarge;
  const chunks: Buffer[] = [];
  let size = 0;
  const stream = client.createReadStream(path, { end: maxBytes });
  // It may still be closing when the connection is dropped; that error has nobody left to tell.
  stream.on('error', () => {});
  for await (const chunk of stream) {
    chunks.push(chunk);
    size += chunk.length;
  }
  if (size > maxBytes) throw tooLarge;
  return Buffer.concat(chunks);
}

/** SFTP's own rename refuses an existing target; OpenSSH's extension replaces it at once, where there is one. */
async function replace(client: SftpClient, from: string, to: string): Promise<void> {
  if ((await client.exists(to)) === false) {
    await client.rename(from, to);
    return;
  }
  try {
    await client.posixRename(from, to);
  } catch (thrown) {
    if (isMissing(thrown)) throw thrown;
    await client.delete(to, true);
    await client.rename(from, to);
  }
}
