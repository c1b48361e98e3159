import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { createZstdDecompress } from 'node:zlib';
import { CrossdockError } from '../../domain/errors.ts';
import { type BackupHeader, type BackupTrailer, backupFormat } from './format.ts';
import { type BackupRow, backupOrder } from './rows.ts';

export interface Backup {
  readonly header: BackupHeader;
  /** Of all tables. */
  readonly count: number;
  /** The rows in order; reads the file once more. */
  rows(): AsyncGenerator<BackupRow>;
}

/**
 * Opens a backup of either store and reads all of it once, so that nothing is restored from a file that is cut off
 * or changed.
 *
 * @throws CD_LEDGER_BACKUP_DAMAGED, CD_LEDGER_BACKUP_NEWER
 * @example const backup = await readBackup('/backup/monday.cdb'); for await (const [table, row] of backup.rows()) …
 */
export async function readBackup(file: string): Promise<Backup> {
  const digest = createHash('sha256');
  const counts: Record<string, number> = {};
  let header: BackupHeader | null = null;
  let trailer: BackupTrailer | null = null;
  let count = 0;
  for await (const line of linesOf(file)) {
    if (trailer) throw damaged(file, 'there is more after its end');
    const value = parsed(file, line);
    if (header === null) header = headerOf(file, value);
    else if (isTrailer(value)) {
      trailer = value;
      continue;
    } else {
      const [table] = rowOf(file, value);
      counts[table] = (counts[table] ?? 0) + 1;
      count += 1;
    }
    digest.update(`${line}\n`);
  }
  if (header === null || trailer === null) throw damaged(file, 'it is cut off');
  if (trailer.digest !== digest.digest('hex')) throw damaged(file, 'its content is not what was written');
  for (const table of backupOrder) {
    if ((counts[table] ?? 0) !== (trailer.counts[table] ?? 0))
      throw damaged(file, `rows of ${table} are missing`);
  }
  return {
    header,
    count,
    async *rows() {
      let first = true;
      for await (const line of linesOf(file)) {
        const value = first ? null : parsed(file, line);
        first = false;
        if (value !== null && !isTrailer(value)) yield rowOf(file, value);
      }
    },
  };
}

async function* linesOf(file: string): AsyncGenerator<string> {
  const bytes = createReadStream(file);
  const text = createZstdDecompress();
  bytes.on('error', (error) => text.destroy(error));
  try {
    yield* createInterface({ input: bytes.pipe(text), crlfDelay: Number.POSITIVE_INFINITY });
  } catch (thrown) {
    throw damaged(file, thrown instanceof Error ? thrown.message : String(thrown));
  } finally {
    bytes.destroy();
    text.destroy();
  }
}

const damaged = (file: string, reason: string): CrossdockError =>
  new CrossdockError('CD_LEDGER_BACKUP_DAMAGED', { file, reason });

function parsed(file: string, line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw damaged(file, 'a line is no JSON');
  }
}

function headerOf(file: string, value: unknown): BackupHeader {
  if (
    typeof value !== 'object' ||
    value === null ||
    !('crossdock' in value) ||
    value.crossdock !== 'ledger'
  ) {
    throw damaged(file, 'it is no backup of a ledger');
  }
  const header = value as BackupHeader;
  if (header.format > backupFormat) {
    const versions = { found: header.format, known: backupFormat };
    throw new CrossdockError('CD_LEDGER_BACKUP_NEWER', { file, ...versions });
  }
  return header;
}

const isTrailer = (value: unknown): value is BackupTrailer =>
  typeof value === 'object' && value !== null && 'end' in value && value.end === true;

const isTable = (name: unknown): boolean => (backupOrder as readonly unknown[]).includes(name);

function rowOf(file: string, value: unknown): BackupRow {
  if (!Array.isArray(value) || value.length !== 2 || !isTable(value[0])) {
    throw damaged(file, 'a line is no row of a known table');
  }
  return value as unknown as BackupRow;
}
