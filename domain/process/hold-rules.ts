import { unbilledAfterInvoice, unmatchedInvoices, unplannedServices } from './billed.ts';
import { activeShipments, countedShort, outstanding, overDelivered } from './goods.ts';
import { deliveredBeforeIssue, goodsIssueMissing } from './issue-order.ts';
import { isMore, isZero } from './quantity.ts';
import { unsettledReturns } from './returns.ts';
import { type ProcessTerms, termsOf } from './terms.ts';
import type { Hold, HoldCode, OrderProcess, ProcessLine } from './types.ts';

/** A hold the state itself asks for. */
export interface WantedHold {
  readonly code: HoldCode;
  /** What makes it this hold and no other; a new cause is a new hold even after a person released the last. */
  readonly cause: string;
  readonly reason: string;
  readonly shipmentId?: string;
}

interface HoldRule {
  readonly owner: string;
  /** When it is raised, in words. */
  readonly raised: string;
  /** What ends it, in words. */
  readonly release: string;
  /** A person may end it; otherwise only what it waits for does. */
  readonly byPerson: boolean;
  /** Holds the state asks for now. Absent where a document or a deadline raises the hold. */
  wanted?(process: OrderProcess, terms: ProcessTerms): readonly WantedHold[];
  /** Whether a hold raised by a document or a deadline is still justified; a person releases it when absent. */
  justified?(process: OrderProcess, hold: Hold): boolean;
}

const wasReduced = ({ original, quantities }: Pick<ProcessLine, 'original' | 'quantities'>): boolean =>
  original !== undefined && isMore(original, quantities.ordered);

const stops = new Set(['damage', 'shortage', 'refused']);

export const holdRules: Readonly<Record<HoldCode, HoldRule>> = {
  'pod-late': {
    owner: 'carrier desk',
    raised: 'delivered, but no proof of delivery within the agreed hours',
    release: 'the proof of delivery arrives',
    byPerson: false,
    justified: (process, hold) =>
      activeShipments(process).some(
        ({ id, milestones }) =>
          (hold.shipmentId === undefined || id === hold.shipmentId) && !milestones['proof-of-delivery'],
      ),
  },
  'delivery-exception': {
    owner: 'customer service',
    raised: 'the carrier reports damage, shortage or refusal',
    release: 'the carrier clears the exception, or a person decides',
    byPerson: true,
    wanted: (process) =>
      activeShipments(process).flatMap((shipment) =>
        shipment.exceptions
          .filter((exception) => stops.has(exception.type) && !cleared(shipment.clearedAt, exception.at))
          .map((exception) => ({
            code: 'delivery-exception' as const,
            cause: exception.eventId,
            reason: `${exception.type} reported on shipment ${shipment.id}${exception.text ? `: ${exception.text}` : ''}`,
            shipmentId: shipment.id,
          })),
      ),
  },
  'goods-issue-missing': {
    owner: 'warehouse',
    raised: 'a shipment is delivered of which the warehouse has not confirmed that the goods left',
    release: 'the goods issue comes, or a person has found that no goods left',
    byPerson: true,
    wanted: goodsIssueMissing,
  },
  'delivered-before-issue': {
    owner: 'carrier desk',
    raised: 'the delivery is told for an instant before the goods left, by more than the terms allow',
    release: 'both agree again, or a person has found out which goods were delivered',
    byPerson: true,
    wanted: deliveredBeforeIssue,
  },
  'load-not-planned': {
    owner: 'transport',
    raised: 'a carrier reports extra services of a load of which no plan says whose goods were on it',
    release: "the plan comes, or a person has found that the services are this order's alone",
    byPerson: true,
    wanted: unplannedServices,
  },
  'quantity-contradiction': {
    owner: 'warehouse',
    raised: 'more shipped than ordered, or more delivered than shipped',
    release: 'the quantities agree again, or a person decides',
    byPerson: true,
    wanted: (process) => [
      ...process.lines
        .filter((line) => isMore(line.quantities.shipped, line.quantities.ordered) && !wasReduced(line))
        .map((line) => ({
          code: 'quantity-contradiction' as const,
          cause: `${line.lineNumber}/shipped ${line.quantities.shipped}`,
          reason: `line ${line.lineNumber}: ${line.quantities.shipped} ${line.unit} shipped, ${line.quantities.ordered} ordered`,
        })),
      ...overDelivered(process).map((line) => ({
        code: 'quantity-contradiction' as const,
        cause: `${line.lineNumber}/delivered ${line.quantities.delivered}`,
        reason: `line ${line.lineNumber}: ${line.quantities.delivered} ${line.unit} delivered, ${line.quantities.shipped} shipped`,
      })),
    ],
  },
  'delivered-short': {
    owner: 'customer service',
    raised: 'the carrier counted less than was shipped',
    release: 'the carrier counts again, or a person decides; what was shipped is billed then',
    byPerson: true,
    wanted: (process) =>
      countedShort(process).map(({ shipmentId, lineNumber, unit, shipped, counted }) => ({
        code: 'delivered-short' as const,
        cause: `${shipmentId}/${lineNumber}/${counted} of ${shipped}`,
        reason: `line ${lineNumber}: ${counted} ${unit} counted at delivery, ${shipped} shipped with ${shipmentId}`,
        shipmentId,
      })),
  },
  'document-contradiction': {
    owner: 'order desk',
    raised: 'a document came again under the same number with other content, or does not fit the order',
    release: 'a person decides which one holds',
    byPerson: true,
  },
  'short-not-agreed': {
    owner: 'customer service',
    raised: 'the warehouse closed a line short and the order allows no partial shipment',
    release: 'a person settles it with the customer',
    byPerson: true,
    wanted: (process) =>
      process.order.partialShipmentAllowed
        ? []
        : process.lines
            .filter((line) => !isZero(line.quantities.short) && isZero(outstanding(line)))
            .filter((line) => isMore(line.quantities.ordered, line.quantities.shipped))
            .map((line) => ({
              code: 'short-not-agreed' as const,
              cause: `${line.lineNumber}/${line.quantities.short}`,
              reason: `line ${line.lineNumber}: ${line.quantities.short} ${line.unit} short, and the order allows no partial shipment`,
            })),
  },
  'substitution-not-agreed': {
    owner: 'customer service',
    raised: 'the warehouse substituted an item on a line that forbids it',
    release: 'a person settles it with the customer',
    byPerson: true,
    wanted: (process) =>
      process.goodsIssues.flatMap((issue) =>
        issue.lines
          .filter(
            (shipped) =>
              shipped.substitutedFor !== undefined &&
              process.order.lines.some(
                (line) => line.lineNumber === shipped.lineNumber && line.substitutionAllowed === false,
              ),
          )
          .map((shipped) => ({
            code: 'substitution-not-agreed' as const,
            cause: `${issue.confirmationId}/${shipped.lineNumber}`,
            reason: `line ${shipped.lineNumber}: ${shipped.item.sku ?? shipped.item.gtin ?? shipped.item.buyerItem ?? 'another item'} shipped instead, and the order forbids substitution`,
          })),
      ),
  },
  'price-mismatch': {
    owner: 'sales',
    raised: "the ERP took another price than the order's",
    release: 'the ERP confirms the price of the order, or a person decides',
    byPerson: true,
  },
  'currency-mismatch': {
    owner: 'sales',
    raised: "the order's currency is not that of the customer's agreement",
    release: "the customer has an agreement in the order's currency, or a person decides",
    byPerson: true,
  },
  'unbilled-after-invoice': {
    owner: 'finance',
    raised: 'goods or extra services came after an invoice that does not say whether it covers them',
    release: 'an invoice covers them, or a person settles it',
    byPerson: true,
    wanted: (process) =>
      unbilledAfterInvoice(process).map((each) => ({ code: 'unbilled-after-invoice' as const, ...each })),
  },
  'return-unsettled': {
    owner: 'customer service',
    raised:
      'more came back than was delivered, goods the order does not have, or goods of an invoice that does not say what it covers',
    release: 'the quantities agree, a credit memo covers them, or a person settles it',
    byPerson: true,
    wanted: (process) =>
      unsettledReturns(process).map((each) => ({ code: 'return-unsettled' as const, ...each })),
  },
  'invoice-unmatched': {
    owner: 'finance',
    raised: 'an invoice bills a shipment, goods or services that the order does not have',
    release: 'what it bills becomes known, or a person has settled what it is for',
    byPerson: true,
    wanted: (process) =>
      unmatchedInvoices(process).map((each) => ({ code: 'invoice-unmatched' as const, ...each })),
  },
  'cancelled-goods-shipped': {
    owner: 'customer service',
    raised: 'goods have left that the customer had cancelled',
    release: 'the goods come back, or a person agrees with the customer that they stay and are billed',
    byPerson: true,
    wanted: (process) =>
      process.lines
        .map((line) => ({ ...line, wanted: process.compensation ? '0' : line.quantities.ordered }))
        .filter(
          (line) =>
            isMore(line.quantities.shipped, line.wanted) &&
            (process.compensation !== undefined || wasReduced(line)),
        )
        .map(({ lineNumber, unit, original, wanted, quantities: { shipped, ordered } }) => ({
          code: 'cancelled-goods-shipped' as const,
          cause: `${lineNumber}/${shipped} of ${wanted}`,
          reason: `line ${lineNumber}: ${shipped} ${unit} shipped, but of the ${original ?? ordered} ordered ${wanted} are wanted`,
        })),
  },
  'credit-block': {
    owner: 'credit control',
    raised: 'the customer is blocked',
    release: 'credit control clears the customer',
    byPerson: true,
  },
  manual: {
    owner: 'whoever placed it',
    raised: 'a person stops billing',
    release: 'a person releases it, or it expires',
    byPerson: true,
  },
};

const cleared = (clearedAt: string | undefined, at: string): boolean =>
  clearedAt !== undefined && Date.parse(clearedAt) >= Date.parse(at);

/** Every hold the state asks for now. */
export function wantedHolds(process: OrderProcess, usual: ProcessTerms): readonly WantedHold[] {
  const terms = termsOf(process, usual);
  return Object.values(holdRules).flatMap((rule) => rule.wanted?.(process, terms) ?? []);
}

/** Who places the holds that follow a customer's master data. */
export const masterData = 'master data';

/** Whether a person may release a hold: what a person placed always; what follows master data would come back at once. */
export const mayBeReleased = ({ code, placedBy }: Pick<Hold, 'code' | 'placedBy'>): boolean =>
  placedBy === undefined ? holdRules[code].byPerson : !(code === 'credit-block' && placedBy === masterData);
