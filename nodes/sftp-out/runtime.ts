import { posix } from 'node:path';
import { perSystem } from '../../connect/per-system.ts';
import type { SftpFiles } from '../../connect/sftp/files.ts';
import { openSftp } from '../../connect/sftp/session.ts';
import { CrossdockError } from '../../domain/errors.ts';
import { nodeRuntime } from '../../node-kit/node-runtime.ts';
import type { NodeContext } from '../../runtime/face.ts';
import { definition } from './definition.ts';
import { bytesOf, type Upload, uploadOf } from './upload.ts';

export const runtime = nodeRuntime(definition, {
  /** Connections of this deployed node, kept between files: logging in costs a server far more than a file. */
  prepare({ system }, context: NodeContext) {
    const sessions = perSystem(openSftp);
    sessions.to(context.system(system));
    return sessions;
  },
  open: (_config, _context, _node, sessions) => async () => {
    await Promise.all(sessions.all().map((session) => session.close()));
  },
  stage(message, { system, folder, filename }, context) {
    const upload = uploadOf(filename, message.payload, message.encoding, context.node.name);
    const path = posix.join(folder, upload.filename);
    return { system, idempotencyKey: `sftp:${system}${path}`, request: upload };
  },
  async deliver(upload: Upload, { system, folder, overwrite }, context, sessions) {
    const { filename } = upload;
    const path = posix.join(folder, filename);
    const bytes = bytesOf(upload);
    const existed = await sessions.to(context.system(system)).use(async (files) => {
      const found = await contentAt(path, bytes, files);
      if (found === 'other' && !overwrite) return 'other';
      if (found !== 'same') await files.put(path, bytes);
      return found;
    });
    if (existed === 'other' && !overwrite) throw new CrossdockError('CD_SFTP_FILE_EXISTS', { system, path });
    const payload = { path, filename, bytes: bytes.length, existed: existed === 'same' };
    return { output: 'delivered', payload };
  },
});

/** What is there under the name: nothing, what is to be put, or something else. */
async function contentAt(path: string, bytes: Buffer, files: SftpFiles): Promise<'none' | 'same' | 'other'> {
  if (!(await files.exists(path))) return 'none';
  try {
    return bytes.equals(await files.get(path, bytes.length)) ? 'same' : 'other';
  } catch (thrown) {
    const code = thrown instanceof CrossdockError ? thrown.code : '';
    if (code === 'CD_CONNECT_FILE_MISSING') return 'none';
    if (code === 'CD_CONNECT_TOO_LARGE') return 'other';
    throw thrown;
  }
}
