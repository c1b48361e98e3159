import { readdirSync, readFileSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { CrossdockError } from '../../domain/errors.ts';

const folder = new URL('./migrations/', import.meta.url);
/** 'CDLG': tells a ledger from any other SQLite file. */
const applicationId = 0x43444c47;

interface Migration {
  readonly version: number;
  readonly sql: string;
}

/** Numbered files, `001-ledger.sql` first; the number is the schema version after it. */
function migrations(): Migration[] {
  return readdirSync(folder)
    .filter((name) => /^\d{3}-.+\.sql$/.test(name))
    .sort()
    .map((name) => ({ version: Number(name.slice(0, 3)), sql: readFileSync(new URL(name, folder), 'utf8') }));
}

/** The schema version that this release knows. */
export const newestMigration = (): number => migrations().at(-1)?.version ?? 0;

function pragma(db: DatabaseSync, name: string): number {
  return Number(db.prepare(`PRAGMA ${name}`).get()?.[name] ?? 0);
}

/**
 * Brings the schema to the newest version, forward only. All of it is one exclusive transaction: two processes
 * that start together migrate one after the other, and a kill in the middle leaves the old schema.
 *
 * @throws CD_LEDGER_SCHEMA_NEWER, CD_LEDGER_OPEN_FAILED when the file belongs to another program
 */
export function migrate(db: DatabaseSync, file: string): void {
  const all = migrations();
  const known = all.at(-1)?.version ?? 0;
  db.exec('BEGIN EXCLUSIVE');
  try {
    const found = pragma(db, 'user_version');
    const owner = pragma(db, 'application_id');
    const tables = db.prepare('SELECT count(*) AS n FROM sqlite_schema').get()?.n;
    if (owner !== applicationId && (found !== 0 || tables !== 0)) {
      throw new CrossdockError('CD_LEDGER_OPEN_FAILED', { file, reason: 'it belongs to another program' });
    }
    if (found > known) throw new CrossdockError('CD_LEDGER_SCHEMA_NEWER', { file, found, known });
    for (const { version, sql } of all) if (version > found) db.exec(sql);
    if (found < known) db.exec(`PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${known}`);
    db.exec('COMMIT');
  } catch (thrown) {
    db.exec('ROLLBACK');
    throw thrown;
  }
}
