import type { SftpFiles } from '../../connect/sftp/files.ts';
import type { SftpSession } from '../../connect/sftp/session.ts';
import { asCrossdockError, type CrossdockError } from '../../domain/errors.ts';
import type { NodeContext } from '../../runtime/face.ts';
import { type Claimed, claimedBefore, claimedFiles, claimFile } from './claim-file.ts';
import { type Sightings, settledFiles } from './settled-files.ts';
import { type Mailbox, type Taken, takeFile } from './take-file.ts';

/** What one look did. */
export interface Polled {
  /** Files by what became of them. */
  readonly taken: Readonly<Partial<Record<Taken, number>>>;
  /** What kept files in the folder: the server, or the site that has too much to do. */
  readonly problem: CrossdockError | null;
}

/** A file whose turn it is. */
interface Found {
  readonly path: string;
  claim(): Promise<Claimed | null>;
}

/** With these nothing is gained by trying the next file. */
const stopping = new Set([
  ...['CD_CONNECT_TIMEOUT', 'CD_CONNECT_REFUSED', 'CD_LEDGER_WRITE_FAILED', 'CD_LEDGER_CLOSED'],
  ...['CD_RUN_BACKPRESSURE', 'CD_RUN_STOPPING'],
]);
/** With these the connection is fine. */
const ours = /^CD_(RUN|LEDGER)_/;

/**
 * Looks into the mailbox once and takes what has settled: first what an earlier look claimed and did not finish, then
 * what is new. Never throws: a file that makes trouble stays where it is.
 */
export function mailboxPoll(
  session: SftpSession,
  mailbox: Mailbox,
  wanted: (name: string) => boolean,
  context: NodeContext,
): (goOn: () => boolean) => Promise<Polled> {
  let seen: Sightings = new Map();

  const find = async (files: SftpFiles): Promise<Found[]> => {
    const held = await claimedFiles(files, mailbox);
    const inbox = await files.list(mailbox.folder);
    const { settleSeconds } = mailbox;
    const look = settledFiles([...held, ...inbox], {
      ...{ before: seen, now: context.now(), settleMs: settleSeconds * 1000 },
    });
    seen = look.seen;
    const settled = new Set(look.settled.filter(({ name }) => wanted(name)));
    // The place of such a name in `processing` is taken; its turn comes when the earlier file is archived.
    const names = new Set(held.map(({ name }) => name));
    return [
      ...held
        .filter((file) => settled.has(file))
        .map((file) => ({ path: file.path, claim: async () => claimedBefore(file, mailbox) })),
      ...inbox
        .filter((file) => settled.has(file) && !names.has(file.name))
        .map((file) => ({ path: file.path, claim: () => claimFile(file, files, mailbox) })),
    ];
  };

  const look = async (files: SftpFiles, goOn: () => boolean): Promise<Polled> => {
    const taken: Partial<Record<Taken, number>> = {};
    let problem: CrossdockError | null = null;
    for (const { path, claim } of await find(files)) {
      if (!goOn()) break;
      try {
        context.requireRoom();
        const claimed = await claim();
        if (!claimed) continue;
        const outcome = await takeFile(claimed, files, mailbox, context);
        taken[outcome] = (taken[outcome] ?? 0) + 1;
      } catch (thrown) {
        const error = asCrossdockError(thrown, `sftp file ${path}`);
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
