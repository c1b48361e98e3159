import type { Instant, Json, Operation } from '../../ledger/ledger.ts';
import type { Decision } from '../face.ts';

/** What a person did, for the journal of the order and for the audit trail. */
export interface Deed {
  readonly tenant: string;
  readonly key: string;
  /** `exception.retried`, `message.replayed`, `legal-hold.placed`… */
  readonly action: string;
  /** Id of what it was done to. */
  readonly subject: string;
  /** Kind of the journal line. */
  readonly kind: string;
  /** `message 4711 replayed`; by whom and why is added. */
  readonly text: string;
  readonly messageId?: string;
  readonly data?: { readonly [name: string]: Json };
}

/** The lines that belong into the same commit as the change itself. */
export function recorded(
  { tenant, key, action, subject, kind, text, messageId, data }: Deed,
  { by, reason }: Decision,
  at: Instant,
): Operation[] {
  return [
    {
      op: 'journal',
      entries: [
        {
          ...{ tenant, key, at, kind, text: `${text} by ${by}: ${reason}` },
          ...(messageId !== undefined && { messageId }),
          data: { subject, ...data },
        },
      ],
    },
    {
      op: 'audit',
      entry: { at, by, action, subject, tenant, key, reason, ...(data !== undefined && { data }) },
    },
  ];
}
