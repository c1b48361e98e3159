import { CrossdockError } from '../../domain/errors.ts';
import { apply } from '../../domain/process/apply.ts';
import type { ProcessInput } from '../../domain/process/documents.ts';
import { foundProcess } from '../../domain/process/locate.ts';
import type { OrderProcess } from '../../domain/process/types.ts';
import { isOrder } from '../../domain/process/write.ts';
import { writesOf } from '../../domain/process/writes.ts';
import type { AuditEntry, Envelope, Ledger, Operation } from '../../ledger/ledger.ts';
import { type Clock, instant } from '../clock.ts';
import { newEnvelope } from '../entries/envelope.ts';
import type { Ids } from '../ids.ts';
import type { PacksView } from '../packs-view.ts';
import { billingCheck, checksChannel } from './billing-check.ts';
import { billingTerms } from './billing-terms.ts';
import { orderOperations } from './order-operations.ts';

export interface OrderDecisionOptions {
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly packs: Pick<PacksView, 'file' | 'readersOf' | 'siteTerms'>;
  readonly siteId: string;
}

/** Which order a person decides about; `reference` is what of it. */
export interface OrderDecision {
  readonly tenant: string;
  readonly key: string;
  readonly type: 'hold' | 'release-hold';
  readonly reference: string;
}

/** What is recorded on the order, by which message and when, and the line of the audit trail when it was. */
export interface OrderRecord {
  readonly input: (messageId: string, at: string) => ProcessInput;
  readonly audit: Pick<AuditEntry, 'by' | 'action' | 'subject' | 'reason' | 'data'>;
}

/** A run may change the order between our reading and writing; more than this is no coincidence. */
const mostTries = 5;
/** Where the nodes of the packs wait for deadlines when they say nothing else. */
const deadlineChannel = 'deadlines';

/**
 * Records what a person decided about an order and hands it to billing, in one transaction, with its timers and the
 * exceptions of what is not late any more; gives the queues that have got work. The order is settled by the terms of the
 * pack that reads the checks. `record` is asked again when a run has changed the order meanwhile; null is not there for it.
 *
 * @throws CD_PROCESS_UNKNOWN CD_PROCESS_BUSY, and what `record` throws
 */
export async function decideOnOrder(
  decision: OrderDecision,
  record: (process: OrderProcess | null) => OrderRecord,
  options: OrderDecisionOptions,
): Promise<readonly string[]> {
  const { tenant, key, type } = decision;
  const { ledger, clock, ids, packs } = options;
  const readers = packs.readersOf(checksChannel);
  const terms = billingTerms(packs);
  for (let tries = 0; tries < mostTries; tries += 1) {
    const stored = await ledger.process(tenant, key);
    if (!stored) throw new CrossdockError('CD_PROCESS_UNKNOWN', { type, identity: key });
    const { process, version } = foundProcess(stored);
    const { input, audit } = record(isOrder(stored) ? process : null);
    const at = instant(clock);
    const checks = readers.map((pack) => billingCheck(pack, decision, options));
    const cause = checks[0]?.envelope ?? envelopeOf(decision, options);
    const applied = apply(process, input(cause.id, at), terms);
    const writes = writesOf(applied, process, { tenant, version, terms, deadlineChannel });
    const audited: readonly Operation[] =
      applied.outcome === 'recorded' ? [{ op: 'audit', entry: { ...audit, at, tenant, key } }] : [];
    const { committed } = await ledger.commit([
      ...orderOperations(writes, cause, { clock, ids, readersOf: packs.readersOf }),
      ...checks.map((message): Operation => ({ op: 'accept', message })),
      ...audited,
    ]);
    if (committed) return checks.map(({ queue }) => queue);
  }
  throw new CrossdockError('CD_PROCESS_BUSY', { order: key });
}

/** Where no pack bills, nothing else has an envelope. */
const envelopeOf = (
  { tenant, key, type, reference }: OrderDecision,
  { clock, ids, siteId: site }: OrderDecisionOptions,
): Envelope => {
  const source = { system: 'tower', protocol: 'tower', reference };
  return newEnvelope({ tenant, site, type, key, source }, { clock, ids });
};
