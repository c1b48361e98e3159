import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import type { AddressInfo, Socket } from 'node:net';
import ssh2, { type SFTPWrapper, type Connection as SshConnection } from 'ssh2';

const { STATUS_CODE, OPEN_MODE, flagsToString } = ssh2.utils.sftp;
export const keys = ssh2.utils.generateKeyPairSync('ed25519');
export const fingerprint = createHash('sha256')
  .update((ssh2.utils.parseKey(keys.public) as ssh2.ParsedKey).getPublicSSH())
  .digest('base64');

export interface SftpServer {
  readonly port: number;
  /** Path → content. Folders are the keys that end in `/`. */
  readonly files: Map<string, Buffer>;
  /** What clients asked for, in order: `OPEN /in/a.part`. */
  readonly asked: string[];
  logins: number;
  /** Asked and never answered. */
  silent: string | null;
  /** Size told instead of the true one. */
  toldSize: number | null;
  dropAll(): void;
  close(): Promise<void>;
}

/** A real SSH server with an SFTP subsystem over a map, strict like version 3: rename does not replace. */
export async function sftpServer(): Promise<SftpServer> {
  const connections = new Set<SshConnection>();
  const server = new ssh2.Server({ hostKeys: [keys.private] }, (connection) => {
    connections.add(connection);
    // Missing in the package's types.
    (connection as unknown as Socket).setNoDelay(true);
    connection.on('error', () => {});
    connection.on('close', () => connections.delete(connection));
    connection.on('authentication', (context) => {
      if (context.method === 'password' && context.username === 'ada' && context.password === 'pw') {
        state.logins += 1;
        return context.accept();
      }
      return context.reject(['password']);
    });
    connection.on('session', (accept) => accept().on('sftp', (acceptSftp) => serve(acceptSftp(), state)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const state: SftpServer = {
    port: (server.address() as AddressInfo).port,
    files: new Map([['/in/', Buffer.alloc(0)]]),
    asked: [],
    logins: 0,
    silent: null,
    toldSize: null,
    dropAll: () => {
      for (const connection of connections) connection.end();
    },
    close: () => {
      state.dropAll();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
  return state;
}

function serve(sftp: SFTPWrapper, state: SftpServer): void {
  const { files } = state;
  const handles: { path: string; listed: boolean }[] = [];
  const at = (handle: Buffer) => handles[handle.readUInt32BE(0)] ?? { path: '', listed: true };
  const give = (id: number, path: string): void => {
    const handle = Buffer.alloc(4);
    handle.writeUInt32BE(handles.push({ path, listed: false }) - 1, 0);
    sftp.handle(id, handle);
  };
  const attrs = (path: string) => ({
    ...{ mode: path.endsWith('/') ? constants.S_IFDIR | 0o755 : constants.S_IFREG | 0o644, uid: 0, gid: 0 },
    ...{
      size: state.toldSize ?? files.get(path)?.length ?? 0,
      atime: 0,
      mtime: path.includes('older') ? 1 : 2,
    },
  });
  const noted = (what: string, path: string): boolean => {
    state.asked.push(`${what} ${path}`);
    return state.silent === what;
  };
  const missing = (id: number): void => sftp.status(id, STATUS_CODE.NO_SUCH_FILE);

  const stat = (id: number, path: string): void => {
    if (noted('STAT', path)) return;
    const found = [path, `${path}/`].find((one) => files.has(one));
    if (found) sftp.attrs(id, attrs(found));
    else missing(id);
  };
  sftp.on('STAT', stat).on('LSTAT', stat);
  sftp.on('REALPATH', (id, path) => sftp.name(id, [{ filename: path, longname: path, attrs: attrs(path) }]));
  sftp.on('FSTAT', (id, handle) => sftp.attrs(id, attrs(at(handle).path)));
  sftp.on('OPENDIR', (id, path) => {
    if (noted('OPENDIR', path)) return;
    if (path === '/secret') sftp.status(id, STATUS_CODE.PERMISSION_DENIED);
    else if (files.has(`${path}/`)) give(id, `${path}/`);
    else missing(id);
  });
  sftp.on('READDIR', (id, handle) => {
    const folder = at(handle);
    if (folder.listed) return sftp.status(id, STATUS_CODE.EOF);
    folder.listed = true;
    const inside = [...files.keys()].filter((path) => path.startsWith(folder.path) && path !== folder.path);
    const entries = inside.map((path) => {
      const filename = path.slice(folder.path.length).replace(/\/$/, '');
      return {
        filename,
        longname: `${path.endsWith('/') ? 'd' : '-'}rw-r--r-- 1 a a 1 Jan 1 ${filename}`,
        attrs: attrs(path),
      };
    });
    sftp.name(id, entries);
  });
  sftp.on('OPEN', (id, path, flags) => {
    if (noted('OPEN', path)) return;
    if ((flags & OPEN_MODE.WRITE) !== 0) files.set(path, Buffer.alloc(0));
    else if (!files.has(path) || flagsToString(flags) === null) return missing(id);
    give(id, path);
  });
  sftp.on('READ', (id, handle, offset, length) => {
    const content = files.get(at(handle).path) ?? Buffer.alloc(0);
    if (offset >= content.length) return sftp.status(id, STATUS_CODE.EOF);
    sftp.data(id, content.subarray(offset, offset + length));
  });
  sftp.on('WRITE', (id, handle, offset, data) => {
    const { path } = at(handle);
    files.set(path, Buffer.concat([(files.get(path) ?? Buffer.alloc(0)).subarray(0, offset), data]));
    sftp.status(id, STATUS_CODE.OK);
  });
  for (const harmless of ['CLOSE', 'FSETSTAT', 'SETSTAT'] as const) {
    sftp.on(harmless, (id: number) => sftp.status(id, STATUS_CODE.OK));
  }
  sftp.on('RENAME', (id, from, to) => {
    if (noted('RENAME', `${from} ${to}`)) return;
    const content = files.get(from);
    if (!content) return missing(id);
    if (files.has(to)) return sftp.status(id, STATUS_CODE.FAILURE);
    files.delete(from);
    files.set(to, content);
    sftp.status(id, STATUS_CODE.OK);
  });
  sftp.on('REMOVE', (id, path) => (files.delete(path) ? sftp.status(id, STATUS_CODE.OK) : missing(id)));
  sftp.on('MKDIR', (id, path) => {
    files.set(`${path}/`, Buffer.alloc(0));
    sftp.status(id, STATUS_CODE.OK);
  });
}
