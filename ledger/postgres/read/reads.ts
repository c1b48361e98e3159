import { CrossdockError } from '../../../domain/errors.ts';
import { retentionOf } from '../retention.ts';
import { pair } from '../write/names.ts';
import type { Recent } from '../write/recent.ts';
import { deliveryReads } from './deliveries.ts';
import { withDocuments } from './documents.ts';
import { exceptionReads } from './exceptions.ts';
import { messageReads } from './messages.ts';
import { processReads } from './processes.ts';
import { queueReads } from './queue.ts';
import { recordReads } from './records.ts';
import type { Held, Query } from './rows.ts';
import { trailReads } from './trail.ts';

export interface ReadOptions {
  readonly query: Query;
  readonly held: Held;
  /** What is read to be worked on is remembered for the commit that follows. */
  readonly recent: Recent;
  readonly isClosed: () => boolean;
  readonly shown: string;
}

/** All reads of the port. @throws CD_LEDGER_READ_FAILED, CD_LEDGER_CLOSED */
export function ledgerReads({ query, held, recent, isClosed, shown }: ReadOptions) {
  const guarded: Query = (text, values) => {
    if (isClosed()) return Promise.reject(new CrossdockError('CD_LEDGER_CLOSED', { file: shown }));
    return query(text, values);
  };
  const whole = withDocuments(guarded, recent.blocks);
  const messages = messageReads(whole, held, (ref) =>
    recent.messages.set(ref.id, { ref, state: 'accepted' }),
  );
  return {
    ...messages,
    ...deliveryReads(whole, held, (ref) => recent.deliveries.set(ref.id, { ref, state: 'pending' })),
    ...exceptionReads(guarded),
    ...processReads(guarded, (tenant, key, process) => recent.processes.set(pair(tenant, key), process)),
    ...queueReads(guarded, held, messages.raw),
    ...recordReads(guarded),
    ...trailReads(guarded),
    retain: retentionOf(guarded),
  };
}
