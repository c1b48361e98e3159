import { CrossdockError } from '../../domain/errors.ts';
import { apply } from '../../domain/process/apply.ts';
import { mayBeReleased } from '../../domain/process/hold-rules.ts';
import { foundProcess } from '../../domain/process/locate.ts';
import { isOrder } from '../../domain/process/write.ts';
import { writesOf } from '../../domain/process/writes.ts';
import type { Envelope, Ledger, Operation } from '../../ledger/ledger.ts';
import { type Clock, instant } from '../clock.ts';
import { newEnvelope } from '../entries/envelope.ts';
import type { ReleasedHold } from '../face.ts';
import type { Ids } from '../ids.ts';
import type { PacksView } from '../packs-view.ts';
import { billingCheck, checksChannel } from './billing-check.ts';
import { billingTerms } from './billing-terms.ts';
import { orderOperations } from './order-operations.ts';

export interface ReleaseHoldOptions {
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly packs: Pick<PacksView, 'file' | 'readersOf' | 'siteTerms'>;
  readonly siteId: string;
}

/** A run may change the order between our reading and writing; more than this is no coincidence. */
const mostTries = 5;
/** Where the nodes of the packs wait for deadlines when they say nothing else. */
const deadlineChannel = 'deadlines';

/**
 * Ends an open hold in a person's name and hands the order to billing, in one transaction, with the timers it needs no
 * longer and the exceptions of what is not late any more; gives the queues that have got work. The order is settled by the terms of the pack that reads the checks.
 *
 * @throws CD_PROCESS_UNKNOWN CD_PROCESS_HOLD_UNKNOWN CD_PROCESS_HOLD_BY_RULE CD_PROCESS_BUSY
 */
export async function releaseHold(
  { tenant, key, holdId, by, reason }: ReleasedHold,
  options: ReleaseHoldOptions,
): Promise<readonly string[]> {
  const { ledger, clock, ids, packs } = options;
  const readers = packs.readersOf(checksChannel);
  const terms = billingTerms(packs);
  for (let tries = 0; tries < mostTries; tries += 1) {
    const stored = await ledger.process(tenant, key);
    if (!stored) throw new CrossdockError('CD_PROCESS_UNKNOWN', { type: 'release-hold', identity: key });
    const { process, version } = foundProcess(stored);
    const hold = isOrder(stored) ? process.holds.find(({ id }) => id === holdId) : undefined;
    if (!hold || hold.released)
      throw new CrossdockError('CD_PROCESS_HOLD_UNKNOWN', { order: key, hold: holdId });
    if (!mayBeReleased(hold)) {
      const parameters = { order: key, hold: hold.code, rule: hold.releaseRule };
      throw new CrossdockError('CD_PROCESS_HOLD_BY_RULE', parameters);
    }
    const at = instant(clock);
    const checks = readers.map((pack) =>
      billingCheck(pack, { tenant, key, type: 'release-hold', reference: holdId }, options),
    );
    const cause = checks[0]?.envelope ?? envelopeOf(tenant, key, holdId, options);
    const messageId = cause.id;
    const document = { holdId, reason, by };
    const applied = apply(process, { type: 'release-hold', document, messageId, at }, terms);
    const writes = writesOf(applied, process, { tenant, version, terms, deadlineChannel });
    const { committed } = await ledger.commit([
      ...orderOperations(writes, cause, { clock, ids, readersOf: packs.readersOf }),
      ...checks.map((message): Operation => ({ op: 'accept', message })),
      audit({ tenant, key, holdId, by, reason }, hold.code, at),
    ]);
    if (committed) return checks.map(({ queue }) => queue);
  }
  throw new CrossdockError('CD_PROCESS_BUSY', { order: key });
}

const audit = ({ tenant, key, holdId, by, reason }: ReleasedHold, code: string, at: string): Operation => ({
  op: 'audit',
  entry: { at, by, action: 'hold.released', subject: holdId, tenant, key, reason, data: { code } },
});

/** Where no pack bills, nothing else has an envelope. */
const envelopeOf = (
  tenant: string,
  key: string,
  reference: string,
  options: ReleaseHoldOptions,
): Envelope => {
  const { clock, ids, siteId: site } = options;
  const source = { system: 'tower', protocol: 'tower', reference };
  return newEnvelope({ tenant, site, type: 'release-hold', key, source }, { clock, ids });
};
