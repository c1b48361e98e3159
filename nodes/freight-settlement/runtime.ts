import type { FreightInvoice, Shipment, ShipmentEvent } from '../../domain/canonical/types.generated.ts';
import { CrossdockError } from '../../domain/errors.ts';
import { disputeDecisionFrom } from '../../domain/settlement/decide.ts';
import { defaultSettlementTerms, settlementTermsFrom } from '../../domain/settlement/terms.ts';
import { nodeRuntime } from '../../node-kit/node-runtime.ts';
import type { FlowMessage, NodeContext } from '../../runtime/face.ts';
import { isForeign } from '../refused-document.ts';
import { decided } from './decided.ts';
import { definition } from './definition.ts';
import { invoiced } from './invoiced.ts';
import { planned, reported } from './moved.ts';
import type { Settling, Told } from './settling.ts';

export const runtime = nodeRuntime(definition, {
  prepare: ({ terms }, context: NodeContext) =>
    terms === '' ? defaultSettlementTerms : settlementTermsFrom(context.packFile(terms).data, terms),

  async input(message, { document, owner, tries }, context: NodeContext, terms) {
    const type = document === 'auto' ? objectOf(message, context) : document;
    if (isForeign(type, message.payload, context)) return {};
    const settling: Settling = { context, terms, owner, now: context.now().toISOString() };
    try {
      return outputs(message, await settle(type, message.payload, settling));
    } catch (thrown) {
      if (!(thrown instanceof CrossdockError && thrown.fault === 'business')) throw thrown;
      if (thrown.code !== 'CD_SETTLEMENT_UNKNOWN') return { failed: { ...message, error: thrown.record() } };
      if (context.attempt < tries) throw thrown;
      return { unknown: { ...message, error: thrown.record() } };
    }
  },
});

/** The payload has passed the canonical schema of its object. */
function settle(type: string, payload: unknown, settling: Settling): Promise<Told> {
  switch (type) {
    case 'shipment':
      return planned(payload as Shipment, settling);
    case 'shipment-event':
      return reported(payload as ShipmentEvent, settling);
    case 'freight-invoice':
      return invoiced(payload as FreightInvoice, settling);
    case 'dispute-decision':
      return decided(disputeDecisionFrom(payload), settling);
    default:
      throw new CrossdockError('CD_SETTLEMENT_DOCUMENT', { type });
  }
}

function outputs(message: FlowMessage, { accruals = [], payable, disputes = [], outcome }: Told) {
  const { canonical: _, ...rest } = message;
  const made = (object: string, payload: unknown): FlowMessage => ({
    ...rest,
    payload,
    canonical: { object, version: '1' },
  });
  return {
    accrual: accruals.map((accrual) => made('freight-accrual', accrual)),
    ...(payable && { payable: made('freight-payable', payable) }),
    dispute: disputes.map((dispute) => made('freight-dispute', dispute)),
    [outcome]: message,
  };
}

const objectOf = ({ canonical }: FlowMessage, context: NodeContext): string =>
  (canonical as { object?: string } | undefined)?.object ?? context.envelope.type;
