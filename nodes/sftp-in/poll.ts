import type { SftpFiles } from '../../connect/sftp/files.ts';
import type { SftpSession } from '../../connect/sftp/session.ts';
import { asCrossdockError, type CrossdockError } from '../../domain/errors.ts';
import type { NodeContext } from '../../runtime/face.ts';
import { completeFiles, type Seen } from './complete-files.ts';
import { type Mailbox, type Taken, takeFile } from './take-file.ts';

/** What one look did. */
export interface Polled {
  /** Files by what became of them. */
  readonly taken: Readonly<Partial<Record<Taken, number>>>;
  /** What kept files in the folder: the server, or the site that has too much to do. */
  readonly problem: CrossdockError | null;
}

/** With these nothing is gained by trying the next file. */
const stopping = new Set([
  ...['CD_CONNECT_TIMEOUT', 'CD_CONNECT_REFUSED', 'CD_LEDGER_WRITE_FAILED', 'CD_LEDGER_CLOSED'],
  ...['CD_RUN_BACKPRESSURE', 'CD_RUN_STOPPING'],
]);
/** With these the connection is fine. */
const ours = /^CD_(RUN|LEDGER)_/;

/** Looks into the mailbox once and takes what is complete. Never throws: a file that makes trouble stays there. */
export function mailboxPoll(
  session: SftpSession,
  mailbox: Mailbox,
  wanted: (name: string) => boolean,
  context: NodeContext,
): (goOn: () => boolean) => Promise<Polled> {
  let seen: Seen = new Map();

  const look = async (files: SftpFiles, goOn: () => boolean): Promise<Polled> => {
    const taken: Partial<Record<Taken, number>> = {};
    let problem: CrossdockError | null = null;
    const found = await completeFiles(files, mailbox.folder, wanted, seen);
    seen = found.seen;
    for (const file of found.complete) {
      if (!goOn()) break;
      try {
        const outcome = await takeFile(file, files, mailbox, context);
        taken[outcome] = (taken[outcome] ?? 0) + 1;
      } catch (thrown) {
        const error = asCrossdockError(thrown, `sftp file ${file.path}`);
        if (stopping.has(error.code) && !ours.test(error.code)) throw error;
        problem ??= error;
        if (stopping.has(error.code)) break;
      }
    }
    return { taken, problem };
  };

  return async (goOn) => {
    try {
      return await session.use((files) => look(files, goOn));
    } catch (thrown) {
      return { taken: {}, problem: asCrossdockError(thrown, `sftp folder ${mailbox.folder}`) };
    }
  };
}
