import type { Stats } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, rename, rm, rmdir, stat } from 'node:fs/promises';
import { join, normalize, sep } from 'node:path';
import ssh2, { type SFTPWrapper } from 'ssh2';

const { STATUS_CODE, OPEN_MODE, flagsToString } = ssh2.utils.sftp;

type OpenHandle =
  | { kind: 'file'; path: string; file: FileHandle; written: boolean }
  | { kind: 'folder'; path: string; listed: boolean };

const partial = (path: string): boolean => /\.(part|tmp|filepart)$/.test(path);

/** Serves one SFTP session below `home`; `arrived` hears of each file that is complete. */
export function serveFiles(sftp: SFTPWrapper, home: string, arrived: (path: string) => void): void {
  const handles = new Map<number, OpenHandle>();
  let nextHandle = 1;
  const resolve = (path: string): string => join(home, normalize(`${sep}${path}`));
  const shown = (path: string): string => path.slice(home.length).replaceAll(sep, '/') || '/';
  const lookup = (handle: Buffer): OpenHandle | undefined =>
    handle.length === 4 ? handles.get(handle.readUInt32BE(0)) : undefined;

  const give = (id: number, handle: OpenHandle): void => {
    const name = Buffer.alloc(4);
    name.writeUInt32BE(nextHandle, 0);
    handles.set(nextHandle++, handle);
    sftp.handle(id, name);
  };
  const attempt = (id: number, work: () => Promise<void>): void => {
    work().catch((problem: NodeJS.ErrnoException) => {
      const code =
        problem.code === 'ENOENT'
          ? STATUS_CODE.NO_SUCH_FILE
          : problem.code === 'EACCES'
            ? STATUS_CODE.PERMISSION_DENIED
            : STATUS_CODE.FAILURE;
      sftp.status(id, code, problem.code ?? 'failure');
    });
  };
  const ok = (id: number): void => sftp.status(id, STATUS_CODE.OK);

  sftp.on('REALPATH', (id, path) =>
    sftp.name(id, [{ filename: shown(resolve(path)), longname: shown(resolve(path)), attrs: blank }]),
  );
  const attributes = (id: number, path: string): void =>
    attempt(id, async () => sftp.attrs(id, attrs(await stat(resolve(path)))));
  sftp.on('STAT', attributes);
  sftp.on('LSTAT', attributes);
  sftp.on('SETSTAT', (id) => ok(id));
  sftp.on('FSETSTAT', (id) => ok(id));
  sftp.on('FSTAT', (id, handle) => {
    const at = lookup(handle);
    if (at?.kind === 'file') attempt(id, async () => sftp.attrs(id, attrs(await at.file.stat())));
    else sftp.status(id, STATUS_CODE.FAILURE);
  });
  sftp.on('OPENDIR', (id, path) =>
    attempt(id, async () => {
      await readdir(resolve(path));
      give(id, { kind: 'folder', path: resolve(path), listed: false });
    }),
  );
  sftp.on('READDIR', (id, handle) => {
    const at = lookup(handle);
    if (at?.kind !== 'folder') return sftp.status(id, STATUS_CODE.FAILURE);
    if (at.listed) return sftp.status(id, STATUS_CODE.EOF);
    at.listed = true;
    attempt(id, async () => sftp.name(id, await entries(at.path)));
  });
  sftp.on('OPEN', (id, path, flags) =>
    attempt(id, async () => {
      const file = await open(resolve(path), flagsToString(flags) ?? 'r');
      give(id, { kind: 'file', path: resolve(path), file, written: (flags & OPEN_MODE.WRITE) !== 0 });
    }),
  );
  sftp.on('READ', (id, handle, offset, length) => {
    const at = lookup(handle);
    if (at?.kind !== 'file') return sftp.status(id, STATUS_CODE.FAILURE);
    attempt(id, async () => {
      const { bytesRead, buffer } = await at.file.read(
        Buffer.alloc(Math.min(length, 262_144)),
        0,
        Math.min(length, 262_144),
        offset,
      );
      if (bytesRead === 0) sftp.status(id, STATUS_CODE.EOF);
      else sftp.data(id, buffer.subarray(0, bytesRead));
    });
  });
  sftp.on('WRITE', (id, handle, offset, data) => {
    const at = lookup(handle);
    if (at?.kind !== 'file') return sftp.status(id, STATUS_CODE.FAILURE);
    attempt(id, async () => {
      await at.file.write(data, 0, data.length, offset);
      ok(id);
    });
  });
  sftp.on('CLOSE', (id, handle) => {
    const at = lookup(handle);
    if (!at) return sftp.status(id, STATUS_CODE.FAILURE);
    handles.delete(handle.readUInt32BE(0));
    attempt(id, async () => {
      if (at.kind === 'file') await at.file.close();
      ok(id);
      if (at.kind === 'file' && at.written && !partial(at.path)) arrived(at.path);
    });
  });
  sftp.on('REMOVE', (id, path) => attempt(id, async () => rm(resolve(path)).then(() => ok(id))));
  sftp.on('RENAME', (id, from, to) =>
    attempt(id, async () => {
      await rename(resolve(from), resolve(to));
      ok(id);
      if (partial(from) && !partial(to)) arrived(resolve(to));
    }),
  );
  sftp.on('MKDIR', (id, path) => attempt(id, async () => mkdir(resolve(path)).then(() => ok(id))));
  sftp.on('RMDIR', (id, path) => attempt(id, async () => rmdir(resolve(path)).then(() => ok(id))));
  // A client that is done ends its side and waits for ours: OpenSSH's sftp would hang after its last command.
  sftp.on('end', () => sftp.end());
  sftp.on('close', () => {
    for (const at of handles.values()) if (at.kind === 'file') at.file.close().catch(() => undefined);
    handles.clear();
  });
}

const blank = { mode: 0, uid: 0, gid: 0, size: 0, atime: 0, mtime: 0 };

function attrs(stats: Stats): typeof blank {
  return {
    mode: stats.mode,
    uid: stats.uid,
    gid: stats.gid,
    size: stats.size,
    atime: Math.floor(stats.atimeMs / 1000),
    mtime: Math.floor(stats.mtimeMs / 1000),
  };
}

async function entries(
  folder: string,
): Promise<{ filename: string; longname: string; attrs: typeof blank }[]> {
  const names = (await readdir(folder)).filter((name) => !name.startsWith('.'));
  return Promise.all(
    names.map(async (filename) => {
      const stats = await stat(join(folder, filename));
      const kind = stats.isDirectory() ? 'drwxr-xr-x' : '-rw-r--r--';
      return {
        filename,
        longname: `${kind} 1 partner partner ${stats.size} ${stats.mtime.toUTCString()} ${filename}`,
        attrs: attrs(stats),
      };
    }),
  );
}
