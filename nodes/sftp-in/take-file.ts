import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import type { RemoteFile, SftpFiles } from '../../connect/sftp/files.ts';
import { CrossdockError } from '../../domain/errors.ts';
import type { Arrival, Json, NodeContext } from '../../runtime/face.ts';
import { type Claimed, isUnchanged } from './claim-file.ts';

export interface Mailbox {
  readonly system: string;
  readonly folder: string;
  readonly archiveFolder: string;
  readonly partner: string;
  readonly tenant: string;
  readonly documentType: string;
  readonly maxBytes: number;
  /** How long a file must have been left alone before it counts as finished. */
  readonly settleSeconds: number;
}

/** `growing`: somebody writes it. It stays for the next look. */
export type Taken = 'accepted' | 'duplicate' | 'conflict' | 'refused' | 'growing';

/** Where a file that is too large goes, beside the archive. */
const rejectedFolder = 'rejected';

/**
 * Takes a claimed file in and moves it away, in this order: a crash in between leaves a duplicate, which is moved then.
 * One that has changed meanwhile is not moved: the next look takes what it is then.
 */
export async function takeFile(
  claimed: Claimed,
  files: SftpFiles,
  mailbox: Mailbox,
  context: NodeContext,
): Promise<Taken> {
  const { file, at } = claimed;
  if (file.size > mailbox.maxBytes) return refuse(claimed, files, mailbox, context);
  let bytes: Buffer;
  try {
    bytes = await files.get(at, mailbox.maxBytes);
  } catch (thrown) {
    if (thrown instanceof CrossdockError && thrown.code === 'CD_CONNECT_TOO_LARGE') return 'growing';
    throw thrown;
  }
  if (bytes.length !== file.size) return 'growing';
  const outcome = await accept(file, bytes, mailbox, context);
  if (await isUnchanged(claimed, files)) {
    await files.move(at, posix.join(mailbox.folder, mailbox.archiveFolder, file.name));
  } else {
    const text = `${file.path} was written to while it was read; it is read again when it has settled`;
    context.log('warn', text, { path: file.path, at });
  }
  return outcome;
}

async function accept(
  file: RemoteFile,
  bytes: Buffer,
  mailbox: Mailbox,
  context: NodeContext,
): Promise<'accepted' | 'duplicate' | 'conflict'> {
  const digest = createHash('sha256').update(bytes).digest('hex');
  const name = `sftp:${mailbox.system}${mailbox.folder}:${digest}`;
  const first = firstName(await context.state(name));
  const renamed = first !== null && first !== file.name;
  if (renamed) {
    context.log('info', `${file.path} has the content of ${first}, which came before; it is archived only`, {
      path: file.path,
      first,
      digest,
    });
  }
  const { outcome } = await context.accept({
    ...arrivalOf(file, mailbox),
    // Under the first file's name the ledger recognises and counts the repeat.
    idempotencyKey: idempotencyKey(mailbox, renamed ? first : file.name),
    payload: bytes,
    raw: bytes,
    ...(!renamed && { state: { name, value: { name: file.name, at: context.now().toISOString() } } }),
  });
  return outcome === 'duplicate' || outcome === 'conflict' ? outcome : 'accepted';
}

async function refuse(
  { file, at }: Claimed,
  files: SftpFiles,
  mailbox: Mailbox,
  context: NodeContext,
): Promise<'refused'> {
  const { system, folder, maxBytes } = mailbox;
  const { path, size, modifiedAt } = file;
  const target = posix.join(folder, rejectedFolder);
  const error = new CrossdockError('CD_SFTP_FILE_TOO_LARGE', {
    ...{ system, path, size, limit: maxBytes, folder: target },
  });
  const arrival = arrivalOf(file, mailbox);
  await context.accept({
    ...arrival,
    output: 'refused',
    idempotencyKey: `${idempotencyKey(mailbox, file.name)}:refused:${size}:${modifiedAt.toISOString()}`,
    properties: { ...arrival.properties, error: error.record() },
    payload: null,
  });
  await files.move(at, posix.join(target, file.name));
  return 'refused';
}

function arrivalOf(
  { name, path, size, modifiedAt }: RemoteFile,
  { system, partner, tenant, documentType }: Mailbox,
): Omit<Arrival, 'idempotencyKey' | 'payload'> {
  return {
    ...(tenant !== '' && { tenant }),
    type: documentType,
    key: `${system}${path}`,
    source: { system, ...(partner !== '' && { partner }), protocol: 'sftp', reference: path },
    properties: { filename: name, file: { path, size, modifiedAt: modifiedAt.toISOString() } },
  };
}

const idempotencyKey = ({ system, folder }: Mailbox, name: string): string =>
  `sftp:${system}${posix.join(folder, name)}`;

/** The name under which the ledger knows a content. */
function firstName(state: Json | null): string | null {
  if (typeof state !== 'object' || state === null || Array.isArray(state)) return null;
  const { name } = state as { readonly name?: Json };
  return typeof name === 'string' ? name : null;
}
