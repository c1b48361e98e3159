/** Raised when a row changes its meaning; a release reads its own format and older ones. */
export const backupFormat = 1;

/** First line of a backup. */
export interface BackupHeader {
  readonly crossdock: 'ledger';
  readonly format: number;
  /** Number of the newest migration of the store that wrote it. */
  readonly schema: number;
  readonly store: 'sqlite' | 'postgres';
  readonly at: string;
}

/** Last line: rows by table, and the hex SHA-256 of all text before this line. */
export interface BackupTrailer {
  readonly end: true;
  readonly counts: Readonly<Record<string, number>>;
  readonly digest: string;
}
