import type { RemoteFile, SftpFiles } from '../../connect/sftp/files.ts';

const stamp = ({ size, modifiedAt }: RemoteFile): string => `${size} ${modifiedAt.getTime()}`;

/** What a look saw: size and time of change by file name, for the next look to compare with. */
export type Seen = ReadonlyMap<string, string>;

export interface Look {
  /** Files nobody is writing any more, oldest first. */
  readonly complete: readonly RemoteFile[];
  readonly seen: Seen;
}

/**
 * Lists a folder twice: what differs between the two is still being written and left alone, so a finished file is
 * taken at this look and not only at the next. An empty file may be one whose writer has not begun; it waits until a
 * second look finds it unchanged.
 */
export async function completeFiles(
  files: Pick<SftpFiles, 'list'>,
  folder: string,
  wanted: (name: string) => boolean,
  before: Seen,
): Promise<Look> {
  const first = (await files.list(folder)).filter(({ name }) => wanted(name));
  if (first.length === 0) return { complete: [], seen: new Map() };
  const again = new Map((await files.list(folder)).map((file) => [file.name, stamp(file)]));
  const complete = first.filter(
    (file) =>
      again.get(file.name) === stamp(file) && (file.size > 0 || before.get(file.name) === stamp(file)),
  );
  return { complete, seen: again };
}
