import type { ErrorTable } from './table.ts';

export const ledgerErrors = {
  CD_LEDGER_LOCKED: {
    retry: 'terminal',
    fault: 'technical',
    message: 'the data folder {folder} is in use by another process ({owner})',
    remedy: 'Stop the other process, or give this one a data folder of its own in the site file.',
  },
  CD_LEDGER_SCHEMA_NEWER: {
    retry: 'terminal',
    fault: 'technical',
    message: 'the ledger {file} has schema {found}, this release knows up to {known}',
    remedy: 'Start the release that wrote it, or a later one; a ledger is never migrated backwards.',
  },
  CD_LEDGER_OPEN_FAILED: {
    retry: 'terminal',
    fault: 'technical',
    message: 'the ledger {file} cannot be opened: {reason}',
    remedy:
      'A file: check that it is a Crossdock ledger, on a local disk, and writable for this user. PostgreSQL: check ledger.url and ledger.schema in the site file, and that the server runs and lets this login in.',
  },
  CD_LEDGER_UNSAFE: {
    retry: 'terminal',
    fault: 'technical',
    message: 'the ledger {file} is on a server with {setting}: it may lose what it has acknowledged',
    remedy: 'Switch the setting on in postgresql.conf and reload the server.',
  },
  CD_LEDGER_CORRUPT: {
    retry: 'terminal',
    fault: 'technical',
    message: 'the ledger {file} is damaged: {reason}',
    remedy: 'Stop the runtime, keep the file, and restore the last backup.',
  },
  CD_LEDGER_ROW_DAMAGED: {
    retry: 'terminal',
    fault: 'technical',
    message: '{subject} {id} of key {key} cannot be read from the ledger: {reason}',
    remedy:
      'What waits behind it in its key waits, all else goes on. Retry it with its document filled in (its raw bytes, its sender or a backup have it), or discard it; and look for why the store damages rows: disk, memory, a hand in the tables.',
  },
  CD_LEDGER_CONTENT_DAMAGED: {
    retry: 'terminal',
    fault: 'technical',
    message: 'the content {digest} cannot be read from the ledger: {reason}',
    remedy:
      'Fill the document in where it is asked for, from its sender or a backup; look for why the store damages rows.',
  },
  CD_LEDGER_WRITE_FAILED: {
    retry: 'retryable',
    fault: 'technical',
    message: 'the ledger {file} could not write: {reason}',
    remedy:
      'Free space on the disk, or repair it; on PostgreSQL look at its server and the network to it. The write is tried again, and nothing is written twice.',
  },
  CD_LEDGER_READ_FAILED: {
    retry: 'retryable',
    fault: 'technical',
    message: 'the ledger {file} could not read: {reason}',
    remedy: 'Check the disk, or the PostgreSQL server and the network to it; the read is tried again.',
  },
  CD_LEDGER_REQUEST_INVALID: {
    retry: 'terminal',
    fault: 'technical',
    message: 'the ledger cannot carry out {operation}: {reason}',
    remedy: 'Correct the node or program that made this request; nothing of it was kept.',
  },
  CD_LEDGER_CLOSED: {
    retry: 'retryable',
    fault: 'technical',
    message: 'the ledger {file} is closed',
    remedy: 'The runtime is stopping; send again when it is back.',
  },
  CD_LEDGER_BACKUP_FAILED: {
    retry: 'retryable',
    fault: 'technical',
    message: 'the ledger could not be backed up to {file}: {reason}',
    remedy:
      'Name a file that does not exist yet, in a folder with room for it; nothing incomplete was left there.',
  },
  CD_LEDGER_BACKUP_DAMAGED: {
    retry: 'terminal',
    fault: 'technical',
    message: 'the backup {file} is damaged: {reason}',
    remedy: 'Use another backup; nothing of this one was restored.',
  },
  CD_LEDGER_BACKUP_NEWER: {
    retry: 'terminal',
    fault: 'technical',
    message: 'the backup {file} has format {found}, this release knows up to {known}',
    remedy: 'Restore it with the release that wrote it, or a later one.',
  },
  CD_LEDGER_NOT_EMPTY: {
    retry: 'terminal',
    fault: 'technical',
    message: 'the ledger {file} is not empty, a backup cannot be restored into it',
    remedy: 'Restore into a ledger that does not exist yet, and point the site file at it.',
  },
  CD_LEDGER_CONFLICT: {
    retry: 'terminal',
    fault: 'business',
    message:
      'the idempotency key {idempotencyKey} was used before by message {firstId} with other content (times so far: {count}; the last one is kept)',
    remedy: 'Compare both messages: Discard the later one, or Retry it if it is a document of its own.',
  },
} as const satisfies ErrorTable;
