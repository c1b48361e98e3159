import type { DeliveryState, ExceptionState, MessageState } from '../ledger.ts';
import type {
  AuditRow,
  DeliveryRow,
  ExceptionRow,
  HopRow,
  JournalRow,
  MessageRow,
  TimerRow,
} from '../write/changes.ts';
import type { ProcessRow } from '../write/sink.ts';

/**
 * The rows of a backup: what any store holds, in no store's own form. Instants are milliseconds, JSON is text, and
 * a claim is the digest of a content that comes earlier in the file.
 */
export interface BackupRows {
  /** Exact bytes as received, base64, by their hex SHA-256. */
  readonly raw: ContentBackup;
  /** JSON above 64 KB as UTF-8, base64, by its hex SHA-256; also payloads that hops refer to. */
  readonly content: ContentBackup;
  readonly message: MessageBackup;
  /** Under which keys duplicates are recognised, oldest first; their messages may be gone. */
  readonly known: {
    readonly tenant: string;
    readonly key: string;
    readonly digest: string;
    readonly messageId: string;
    readonly at: number;
  };
  readonly delivery: DeliveryBackup;
  /** Oldest first. */
  readonly exception: ExceptionBackup;
  readonly process: Omit<ProcessRow, 'state' | 'identifierList'> & {
    readonly state: string | null;
    readonly claim: string | null;
  };
  /** Oldest first within a key. */
  readonly journal: JournalRow;
  readonly timer: TimerRow & { readonly rawDigest: string | null };
  readonly remembered: {
    readonly scope: string;
    readonly key: string;
    readonly digest: string;
    readonly value: string | null;
    readonly at: number;
  };
  readonly state: { readonly name: string; readonly value: string };
  readonly sequence: { readonly name: string; readonly last: number };
  readonly reply: {
    readonly id: string;
    readonly status: number;
    readonly headers: string;
    readonly body: string;
    readonly at: number;
  };
  readonly audit: AuditRow & { readonly number: number; readonly hash: string };
  readonly hold: {
    readonly tenant: string;
    readonly key: string;
    readonly by: string;
    readonly reason: string;
    readonly at: number;
  };
  readonly hop: HopRow;
  /** The counts of `Sink.addTally`. */
  readonly tally: { readonly name: string; readonly value: number };
  readonly load: { readonly queue: string; readonly count: number; readonly bytes: number };
  /** The last sequence given, of rows that may be gone. */
  readonly position: { readonly of: 'message' | 'delivery'; readonly last: number };
}

interface ContentBackup {
  readonly digest: string;
  readonly size: number;
  readonly bytes: string;
}

interface MessageBackup extends Omit<MessageRow, 'body' | 'raw' | 'owner' | 'availableAt'> {
  readonly sequence: number;
  readonly body: string | null;
  readonly claim: string | null;
  /** Of envelope and body, as its queue is charged with. */
  readonly bytes: number;
  readonly rawDigest: string | null;
  readonly state: MessageState;
  /** Put off: what comes after it in (queue, key) waits. */
  readonly waiting: boolean;
  /** Parked in the way of its (queue, key); false: kept aside as a conflict. */
  readonly blocking: boolean;
  readonly attempts: number;
  readonly acceptedAt: number;
  readonly availableAt: number;
  readonly finishedAt: number | null;
  readonly lastError: string | null;
}

interface DeliveryBackup extends Omit<DeliveryRow, 'content'> {
  readonly sequence: number;
  readonly content: string | null;
  readonly claim: string | null;
  readonly state: DeliveryState;
  readonly waiting: boolean;
  readonly attempts: number;
  readonly stagedAt: number;
  readonly availableAt: number;
  readonly finishedAt: number | null;
  readonly lastError: string | null;
  readonly answer: string | null;
}

interface ExceptionBackup extends ExceptionRow {
  readonly documentClaim: string | null;
  readonly retryClaim: string | null;
  readonly state: ExceptionState;
  readonly assignee: string | null;
  readonly raisedAt: number;
  readonly closedAt: number | null;
  readonly closedBy: string | null;
  readonly reason: string | null;
}

/** The order in which a backup lists its rows; what others refer to comes first. */
export const backupOrder = [
  ...([
    'raw',
    'content',
    'message',
    'known',
    'delivery',
    'exception',
    'process',
    'journal',
    'timer',
  ] as const),
  ...([
    'remembered',
    'state',
    'sequence',
    'reply',
    'audit',
    'hold',
    'hop',
    'tally',
    'load',
    'position',
  ] as const),
];

export type BackupTable = keyof BackupRows;

/** One row with the name of its table. */
export type BackupRow = { [Table in BackupTable]: readonly [Table, BackupRows[Table]] }[BackupTable];
