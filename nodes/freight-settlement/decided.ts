import { CrossdockError } from '../../domain/errors.ts';
import { type DisputeDecision, decideDispute } from '../../domain/settlement/decide.ts';
import { disputeDocument, payableOfDispute } from '../../domain/settlement/documents.ts';
import { foundFreight } from '../../domain/settlement/locate.ts';
import { paidBefore, paidBeforeText } from '../../domain/settlement/paid-before.ts';
import { orderWeights } from './order-weights.ts';
import { prepare, type Settling, type Told } from './settling.ts';

/** Takes a person's decision on a dispute: an accepted one is paid. @throws CD_SETTLEMENT_DECISION CD_SETTLEMENT_PAID_BEFORE */
export async function decided(decision: DisputeDecision, settling: Settling): Promise<Told> {
  const { context, terms, now } = settling;
  const { tenant } = context.envelope;
  const { disputeNumber, outcome, reason, key } = decision;
  const all = await context.processByIdentifier(tenant, 'freight-dispute', disputeNumber);
  const [stored, other] = all
    .filter((one) => key === undefined || one.key === key)
    .filter((one) => foundFreight(one).process.mergedInto === undefined);
  if (other) {
    const problem = `several shipments have a dispute ${disputeNumber}: the key must say which`;
    throw new CrossdockError('CD_SETTLEMENT_DECISION', { reason: problem });
  }
  if (!stored) {
    const problem = `no dispute ${disputeNumber} is known`;
    throw new CrossdockError('CD_SETTLEMENT_DECISION', { reason: problem });
  }
  const found = foundFreight(stored);
  const result = decideDispute(found.process, decision, now);
  if (!result) return { outcome: 'duplicate' };
  const { process, dispute } = result;
  const weights = await orderWeights(process, context);
  const before = outcome === 'accept' ? paidBefore(process, dispute) : [];
  const again = before.length > 0 ? `; paid already for the same: ${paidBeforeText(before)}` : '';
  const text = `dispute ${disputeNumber} ${dispute.status}: ${reason}${again}`;
  const prepared = prepare(process, found.version, [{ entry: 'decided', text }], settling);
  const payable = outcome === 'accept' ? payableOfDispute(process, dispute, terms, () => weights) : null;
  prepared.stage();
  context.stage({ kind: 'close-exception', id: dispute.exceptionId, reason: `${dispute.status}: ${reason}` });
  return {
    ...{ outcome: 'recorded', accruals: prepared.accruals, payable },
    disputes: [disputeDocument(process, dispute)],
  };
}
