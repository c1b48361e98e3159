import type { Ledger } from '../../ledger/ledger.ts';
import type { Clock } from '../clock.ts';
import type { DeployedNodes } from '../deployed-nodes.ts';
import { assignException } from '../exceptions/assign-exception.ts';
import {
  compareDocument,
  discardException,
  exceptionDocument,
  retryException,
} from '../exceptions/close-exception.ts';
import type { Decisions } from '../face.ts';
import type { Ids } from '../ids.ts';
import { answerReleaseChange } from '../orders/answer-release-change.ts';
import { atRisk, expectedOf } from '../orders/at-risk.ts';
import { billingTerms } from '../orders/billing-terms.ts';
import { closeBillingPeriod } from '../orders/close-billing-period.ts';
import { correctInvoice } from '../orders/correct-invoice.ts';
import { decideDispute } from '../orders/decide-dispute.ts';
import { decideStockCorrections } from '../orders/decide-stock-corrections.ts';
import { liftLegalHold, placeLegalHold } from '../orders/legal-hold.ts';
import { placeHold } from '../orders/place-hold.ts';
import { reconciliation } from '../orders/reconciliation.ts';
import { releaseHold } from '../orders/release-hold.ts';
import type { MasterDataView, PacksView } from '../packs-view.ts';
import type { DryRuns } from '../replay/dry-run/dry-runs.ts';
import { duplicateMessage, replayMessage } from '../replay/replay-message.ts';
import { resendDelivery } from '../replay/resend-delivery.ts';
import { Once } from './once.ts';
import { recently } from './recently.ts';

export interface DecisionParts {
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly packs: Pick<PacksView, 'file' | 'readersOf'>;
  readonly masterData?: Pick<MasterDataView, 'lookup'>;
  readonly site: { readonly id: string; readonly limits: { readonly fileBytes: number } };
  readonly deployed: DeployedNodes;
  readonly dryRuns: Pick<DryRuns, 'run'>;
  /** Sets going what a decision has released or taken in; `queues` have got messages. */
  readonly decided: (queues: readonly string[]) => Promise<void>;
}

/** What people decide in the running runtime: each is written with journal and audit, then set going. */
export function decisions(parts: DecisionParts): Decisions {
  const { site, dryRuns } = parts;
  let made = 0;
  const decided: DecisionParts['decided'] = (queues) => {
    made += 1;
    return parts.decided(queues);
  };
  // Who has decided something sees it, however recent the last look was.
  const looks = { clock: parts.clock, version: () => made };
  const closing = { ...parts, documentBytes: site.limits.fileBytes };
  const replaying = { ...parts, once: new Once(parts) };
  return {
    async retryException(id, by, reason, document) {
      await decided(await retryException(id, { by, reason }, closing, document));
    },
    exceptionDocument: (id) => exceptionDocument(id, closing),
    compareDocument: (id, document) => compareDocument(id, document, closing),
    async discardException(id, by, reason) {
      await discardException(id, { by, reason }, closing);
      await decided([]);
    },
    async assignException(id, assignee, decision) {
      await assignException(id, assignee, decision, parts);
      await decided([]);
    },
    async replayMessage(id, decision) {
      const { messageId, queue } = await replayMessage(id, decision, replaying);
      await decided([queue]);
      return { messageId };
    },
    async duplicateMessage(id, decision) {
      const { messageId, queue } = await duplicateMessage(id, decision, replaying);
      await decided([queue]);
      return { messageId };
    },
    async resendDelivery(id, decision) {
      const { deliveryId } = await resendDelivery(id, decision, replaying);
      await decided([]);
      return { deliveryId };
    },
    dryRun: (id) => dryRuns.run(id),
    async placeHold(hold) {
      await decided(await placeHold(hold, { ...parts, siteId: site.id }));
    },
    async releaseHold(hold) {
      await decided(await releaseHold(hold, { ...parts, siteId: site.id }));
    },
    reconciliation: recently(looks, () => reconciliation({ ...parts, terms: billingTerms(parts.packs) })),
    atRisk: recently(looks, () => atRisk({ ...parts, terms: billingTerms(parts.packs) })),
    expected: (order) => expectedOf(order, { ...parts, terms: billingTerms(parts.packs) }),
    async correctInvoice(correction) {
      await decided(await correctInvoice(correction, { ...parts, siteId: site.id }));
    },
    async closeBillingPeriod(period) {
      await decided(await closeBillingPeriod(period, { ...parts, siteId: site.id }));
    },
    async decideDispute(decision) {
      await decided(await decideDispute(decision, { ...parts, siteId: site.id }));
    },
    async decideStockCorrections(decision) {
      await decided(await decideStockCorrections(decision, { ...parts, siteId: site.id }));
    },
    async answerReleaseChange(answer) {
      await decided(await answerReleaseChange(answer, { ...parts, siteId: site.id }));
    },
    placeLegalHold: (tenant, key, decision) => placeLegalHold(tenant, key, decision, parts),
    liftLegalHold: (tenant, key, decision) => liftLegalHold(tenant, key, decision, parts),
  };
}
