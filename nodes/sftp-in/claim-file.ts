import { posix } from 'node:path';
import type { RemoteFile, SftpFiles } from '../../connect/sftp/files.ts';
import { CrossdockError } from '../../domain/errors.ts';
import type { Mailbox } from './take-file.ts';

/** Beside the archive: what is being read. A file under its name there was claimed and not yet archived. */
const processingFolder = 'processing';

/** A file that the partner cannot replace any more: it is in the folder `processing`. */
export interface Claimed {
  /** As the partner named and placed it, with the size and time of change it had when it was claimed. */
  readonly file: RemoteFile;
  /** Where it is now. */
  readonly at: string;
}

const placeOf = ({ folder }: Mailbox): string => posix.join(folder, processingFolder);

/** Without the right to use `processing` nothing is read; that differs from a server that is away. */
function refusal(thrown: unknown, path: string, mailbox: Mailbox): unknown {
  if (!(thrown instanceof CrossdockError)) return thrown;
  if (thrown.code !== 'CD_CONNECT_UNAUTHORIZED' && thrown.code !== 'CD_CONNECT_UNAVAILABLE') return thrown;
  const { reason } = thrown.parameters;
  const parameters = { system: mailbox.system, path, folder: placeOf(mailbox), reason: String(reason) };
  return new CrossdockError('CD_SFTP_CLAIM_REFUSED', parameters, { cause: thrown });
}

const isMissing = (thrown: unknown): boolean =>
  thrown instanceof CrossdockError && thrown.code === 'CD_CONNECT_FILE_MISSING';

/**
 * What an earlier look or an earlier process claimed and did not finish.
 *
 * @throws CD_SFTP_CLAIM_REFUSED
 */
export async function claimedFiles(files: SftpFiles, mailbox: Mailbox): Promise<RemoteFile[]> {
  try {
    return await files.list(placeOf(mailbox));
  } catch (thrown) {
    if (isMissing(thrown)) return [];
    throw refusal(thrown, mailbox.folder, mailbox);
  }
}

/** A file found in `processing`, as its partner knows it. */
export function claimedBefore(found: RemoteFile, { folder }: Mailbox): Claimed {
  return { file: { ...found, path: posix.join(folder, found.name) }, at: found.path };
}

/**
 * Moves a file to `processing`, where a new upload under its name cannot replace it. Null when it is gone, or is not
 * the one that was listed: then it stays in `processing` until it has settled there.
 *
 * @throws CD_SFTP_CLAIM_REFUSED
 */
export async function claimFile(
  file: RemoteFile,
  files: SftpFiles,
  mailbox: Mailbox,
): Promise<Claimed | null> {
  let at: string;
  try {
    at = await files.move(file.path, posix.join(placeOf(mailbox), file.name));
  } catch (thrown) {
    if (isMissing(thrown)) return null;
    throw refusal(thrown, file.path, mailbox);
  }
  const claimed = { file, at };
  return (await isUnchanged(claimed, files)) ? claimed : null;
}

/** False when somebody still wrote to it, as a client may that had it open when it was moved. */
export async function isUnchanged({ file, at }: Claimed, files: SftpFiles): Promise<boolean> {
  const { size, modifiedAt } = await files.stat(at);
  return size === file.size && modifiedAt.getTime() === file.modifiedAt.getTime();
}
