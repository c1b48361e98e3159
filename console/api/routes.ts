import { answerReleaseChange } from './answer-release-change.ts';
import { assignException } from './assign-exception.ts';
import { readAtRisk } from './at-risk.ts';
import { listAudit, verifyAudit } from './audit.ts';
import { closeBillingPeriod, listBillingPeriods } from './billing-periods.ts';
import { correctInvoice } from './correct-invoice.ts';
import { decideDispute } from './decide-dispute.ts';
import { discardException } from './discard-exception.ts';
import { liftLegalHold, listLegalHolds, placeLegalHold } from './legal-hold.ts';
import { listExceptions, readException } from './list-exceptions.ts';
import { listOrders } from './list-orders.ts';
import { placeHold } from './place-hold.ts';
import { readInvoice } from './read-invoice.ts';
import { readMessage, saveMessage } from './read-message.ts';
import { readOrder } from './read-order.ts';
import { readStatus, readWork } from './read-status.ts';
import { readPayload, readTrace } from './read-trace.ts';
import { readTraffic } from './read-traffic.ts';
import { readReconciliation } from './reconciliation.ts';
import { releaseHold } from './release-hold.ts';
import { dryRun, duplicateMessage, replayMessage, resendDelivery } from './replay.ts';
import { compareDocument, exceptionDocument, retryException } from './retry-exception.ts';
import type { TowerRoute } from './route.ts';
import { search } from './search.ts';
import { decideStockCorrections, listStock, saveStockReport } from './stock-reconciliations.ts';

/** A document that a person mends travels in the body. */
const documentBytes = 25_000_000;

/** Everything the tower can ask and do. */
export const routes: readonly TowerRoute[] = [
  { method: 'GET', path: '/status', handle: readStatus },
  { method: 'GET', path: '/work', handle: readWork },
  { method: 'GET', path: '/at-risk', handle: readAtRisk },
  { method: 'GET', path: '/reconciliation', handle: readReconciliation },
  { method: 'GET', path: '/stock', handle: listStock },
  { method: 'GET', path: '/billing-periods', handle: listBillingPeriods },
  { method: 'GET', path: '/search', handle: search },
  { method: 'GET', path: '/orders', handle: listOrders },
  { method: 'GET', path: '/orders/:tenant/:key', handle: readOrder },
  { method: 'GET', path: '/orders/:tenant/:key/messages', handle: readTraffic },
  { method: 'GET', path: '/orders/:tenant/:key/invoices/:number', handle: readInvoice },
  { method: 'POST', path: '/orders/:tenant/:key/hold', handle: placeHold },
  { method: 'POST', path: '/orders/:tenant/:key/release-hold', handle: releaseHold },
  { method: 'POST', path: '/orders/:tenant/:key/correct-invoice', handle: correctInvoice },
  { method: 'POST', path: '/orders/:tenant/:key/close-period', handle: closeBillingPeriod },
  { method: 'POST', path: '/orders/:tenant/:key/decide-dispute', handle: decideDispute },
  { method: 'GET', path: '/orders/:tenant/:key/stock-report', handle: saveStockReport },
  { method: 'POST', path: '/orders/:tenant/:key/decide-stock-corrections', handle: decideStockCorrections },
  { method: 'POST', path: '/orders/:tenant/:key/answer-release-change', handle: answerReleaseChange },
  { method: 'POST', path: '/orders/:tenant/:key/legal-hold', handle: placeLegalHold },
  { method: 'POST', path: '/orders/:tenant/:key/lift-legal-hold', handle: liftLegalHold },
  { method: 'GET', path: '/messages/:id', handle: readMessage },
  { method: 'GET', path: '/messages/:id/file', handle: saveMessage },
  { method: 'GET', path: '/messages/:id/trace', handle: readTrace },
  { method: 'GET', path: '/messages/:id/payloads/:digest', handle: readPayload },
  { method: 'POST', path: '/messages/:id/replay', handle: replayMessage },
  { method: 'POST', path: '/messages/:id/duplicate', handle: duplicateMessage },
  { method: 'POST', path: '/messages/:id/dry-run', handle: dryRun },
  { method: 'POST', path: '/deliveries/:id/resend', handle: resendDelivery },
  { method: 'GET', path: '/exceptions', handle: listExceptions },
  { method: 'GET', path: '/exceptions/:id', handle: readException },
  { method: 'GET', path: '/exceptions/:id/document', handle: exceptionDocument },
  { method: 'POST', path: '/exceptions/:id/compare', handle: compareDocument, bodyBytes: documentBytes },
  { method: 'POST', path: '/exceptions/:id/retry', handle: retryException, bodyBytes: documentBytes },
  { method: 'POST', path: '/exceptions/:id/assign', handle: assignException },
  { method: 'POST', path: '/exceptions/:id/discard', handle: discardException },
  { method: 'GET', path: '/audit', handle: listAudit },
  { method: 'POST', path: '/audit/verify', handle: verifyAudit },
  { method: 'GET', path: '/legal-holds', handle: listLegalHolds },
];
