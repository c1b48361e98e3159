import type { RemoteFile } from '../../connect/sftp/files.ts';

/** When a file was first seen as it is now, in milliseconds, by name, size and time of change. */
export type Sightings = ReadonlyMap<string, number>;

export interface Look {
  /** Files that nobody has changed for long enough, in the order of the listing. */
  readonly settled: readonly RemoteFile[];
  /** For the next look. */
  readonly seen: Sightings;
}

const key = ({ name, size, modifiedAt }: RemoteFile): string => `${name}/${size}/${modifiedAt.getTime()}`;

/**
 * Tells which files have not changed for `settleMs`: between looks by our clock, at the first look by the server's,
 * which is at least at the newest change that the listing shows. An empty file waits for a second look in any case;
 * its writer may not have begun.
 */
export function settledFiles(
  listed: readonly RemoteFile[],
  { before, now, settleMs }: { before: Sightings; now: Date; settleMs: number },
): Look {
  const newest = listed.reduce((latest, { modifiedAt }) => Math.max(latest, modifiedAt.getTime()), 0);
  // A time in the future is no clock; with it every other file would look old.
  const serverClock = Math.min(newest, now.getTime());
  const seen = new Map<string, number>();
  const settled = listed.filter((file) => {
    const known = before.get(key(file));
    const since = known ?? now.getTime();
    seen.set(key(file), since);
    const quiet = now.getTime() - since >= settleMs || serverClock - file.modifiedAt.getTime() > settleMs;
    return quiet && (file.size > 0 || known !== undefined);
  });
  return { settled, seen };
}
