import { createHash } from 'node:crypto';
import { open, rm, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createZstdCompress } from 'node:zlib';
import { CrossdockError } from '../../domain/errors.ts';
import { type BackupHeader, backupFormat } from './format.ts';
import type { BackupRow } from './rows.ts';

/** Rows are handed to the compressor in pieces of about this many characters. */
const pieceChars = 256 * 1024;

/**
 * Writes rows as a backup file, flushed to the disk before it resolves: zstd over lines of JSON, a header, the rows
 * in `backupOrder`, and a trailer with counts and digest. The file must not exist; a failed one is removed.
 *
 * @throws CD_LEDGER_BACKUP_FAILED
 */
export async function writeBackup(
  file: string,
  { store, schema, at }: Pick<BackupHeader, 'store' | 'schema' | 'at'>,
  rows: Iterable<BackupRow> | AsyncIterable<BackupRow>,
): Promise<{ readonly bytes: number; readonly rows: number }> {
  const counts: Record<string, number> = {};
  const digest = createHash('sha256');
  let total = 0;

  async function* pieces(): AsyncGenerator<string> {
    let piece = `${JSON.stringify({ crossdock: 'ledger', format: backupFormat, schema, store, at })}\n`;
    for await (const row of rows) {
      counts[row[0]] = (counts[row[0]] ?? 0) + 1;
      total += 1;
      piece += `${JSON.stringify(row)}\n`;
      if (piece.length < pieceChars) continue;
      digest.update(piece);
      yield piece;
      piece = '';
    }
    digest.update(piece);
    yield `${piece}${JSON.stringify({ end: true, counts, digest: digest.digest('hex') })}\n`;
  }

  let created = false;
  try {
    const handle = await open(file, 'wx', 0o600);
    created = true;
    await pipeline(pieces(), createZstdCompress(), handle.createWriteStream({ flush: true }));
    return { bytes: (await stat(file)).size, rows: total };
  } catch (thrown) {
    if (created) await rm(file, { force: true });
    if (thrown instanceof CrossdockError) throw thrown;
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    throw new CrossdockError('CD_LEDGER_BACKUP_FAILED', { file, reason }, { cause: thrown });
  }
}
