import type { Connection } from '../connection.ts';
import { type Dialled, dial } from './dial.ts';
import { filesOf, type SftpFiles } from './files.ts';

export interface SftpSession {
  /** Runs the work on the open connection, opening one when there is none. One at a time, in order of calling. */
  use<T>(work: (files: SftpFiles) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/**
 * A connection that is kept between polls: logging in costs a server far more than a listing. After an error it is
 * closed and the next use opens a new one.
 *
 * @throws CD_CONNECT_HOST_KEY, CD_CONNECT_UNAUTHORIZED, CD_CONNECT_REFUSED, CD_CONNECT_TIMEOUT, CD_CONNECT_CONFIG,
 * CD_CONNECT_FILE_MISSING, CD_CONNECT_TOO_LARGE, CD_CONNECT_UNAVAILABLE
 */
export function openSftp(connection: Connection): SftpSession {
  let open: Dialled | null = null;
  let last: Promise<unknown> = Promise.resolve();

  const drop = (): void => {
    open?.hangUp();
    open = null;
  };

  const connected = async (): Promise<Dialled> => {
    if (open) return open;
    const dialled = await dial(connection);
    dialled.client.on('close', () => {
      if (open === dialled) open = null;
    });
    open = dialled;
    return dialled;
  };

  const run = async <T>(work: (files: SftpFiles) => Promise<T>): Promise<T> => {
    const { client } = await connected();
    try {
      return await work(filesOf(client, connection));
    } catch (thrown) {
      drop();
      throw thrown;
    }
  };

  return {
    use(work) {
      const result = last.then(() => run(work));
      last = result.catch(() => undefined);
      return result;
    },
    async close() {
      await last;
      drop();
    },
  };
}

/**
 * Runs work on a connection of its own.
 *
 * @example await withSftp(exchange, (files) => files.put('outbox/997.edi', bytes))
 */
export async function withSftp<T>(
  connection: Connection,
  work: (files: SftpFiles) => Promise<T>,
): Promise<T> {
  const session = openSftp(connection);
  try {
    return await session.use(work);
  } finally {
    await session.close();
  }
}
