import { CrossdockError } from '../../domain/errors.ts';
import type { Write } from '../../domain/process/write.ts';
import { askDecision } from '../../domain/settlement/decide.ts';
import { foundFreight, isFreightKey } from '../../domain/settlement/locate.ts';
import { freightWrites } from '../../domain/settlement/writes.ts';
import type { Operation } from '../../ledger/ledger.ts';
import { instant } from '../clock.ts';
import type { DecidedDispute } from '../face.ts';
import type { CorrectInvoiceOptions } from './correct-invoice.ts';
import { messagesToPacks } from './to-packs.ts';

/** Where decisions on disputes with carriers go. */
export const decisionsChannel = 'dispute-decisions';

/** A document may change the cost between our reading and writing; more than this is no coincidence. */
const mostTries = 5;

/**
 * Hands a person's decision on a freight dispute to the packs that settle freight; gives the queues that have got
 * work. What cannot be decided any more is refused before, and of several decisions at the same time one counts.
 *
 * @throws CD_SETTLEMENT_DECISION CD_SETTLEMENT_PAID_BEFORE CD_SETTLEMENT_DECISION_UNREAD CD_PROCESS_BUSY
 */
export async function decideDispute(
  decided: DecidedDispute,
  options: CorrectInvoiceOptions,
): Promise<readonly string[]> {
  for (let tries = 0; tries < mostTries; tries += 1) {
    const queued = await decideOnce(decided, options);
    if (queued !== null) return queued;
  }
  throw new CrossdockError('CD_PROCESS_BUSY', { order: decided.key });
}

/** The decision and its note on the dispute in one commit; null when the shipment's cost has changed meanwhile. */
async function decideOnce(
  { tenant, key, disputeNumber, outcome, evenIfPaid = false, by, reason, id }: DecidedDispute,
  options: CorrectInvoiceOptions,
): Promise<readonly string[] | null> {
  const { ledger, clock, packs } = options;
  const stored = isFreightKey(key) ? await ledger.process(tenant, key) : null;
  if (!stored) throw new CrossdockError('CD_SETTLEMENT_DECISION', { reason: `${key} is no shipment's cost` });
  const { process, version } = foundFreight(stored);
  const at = instant(clock);
  const knowing = evenIfPaid && { evenIfPaid };
  const decision = { disputeNumber, key, outcome, reason: `${reason} (${by})`, ...knowing };
  const noted = askDecision(process, { ...decision, by }, at);
  if (!noted) return [];
  if (packs.readersOf(decisionsChannel).length === 0)
    throw new CrossdockError('CD_SETTLEMENT_DECISION_UNREAD', { channel: decisionsChannel });
  const told = { channel: decisionsChannel, type: 'dispute-decision', reference: disputeNumber };
  const messages = messagesToPacks(
    { tenant, key, ...told, payload: decision, ...(id !== undefined && { id }) },
    options,
  );
  const { committed } = await ledger.commit([
    ...messages.map((message): Operation => ({ op: 'accept', message })),
    {
      op: 'audit',
      entry: {
        ...{ at, by, action: `dispute.${outcome}`, subject: disputeNumber },
        ...{ tenant, key, reason, data: { outcome, ...knowing } },
      },
    },
    ...freightWrites(noted, version, tenant, []).flatMap(operationOf),
  ]);
  return committed ? messages.map(({ queue }) => queue) : null;
}

function operationOf(write: Write): readonly Operation[] {
  if (write.kind !== 'process') return [];
  const { kind: _, ...change } = write;
  return [{ op: 'process', ...change }];
}
