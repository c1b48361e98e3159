import { settledBy } from './billed.ts';
import { isCancelled } from './changes/effect.ts';
import { activeShipments, deliveryOf, isOnTheRoad } from './goods.ts';
import { isMore, isZero, plus } from './quantity.ts';
import type { ProcessTerms } from './terms.ts';
import {
  type Milestone,
  type MilestoneName,
  milestoneNames,
  type OrderProcess,
  type ProcessLine,
  type ProcessShipment,
  type ProcessStatus,
} from './types.ts';

type Reached = Milestone | undefined;

/**
 * When an order has reached each milestone, from its facts alone. `received` and `ordered` are facts
 * themselves. A transport milestone is reached when every shipment has reached it, so a second shipment
 * opens it again.
 */
const milestoneRules: Readonly<
  Record<MilestoneName, (process: OrderProcess, terms: ProcessTerms) => Reached>
> = {
  received: (process) => process.milestones.received,
  ordered: (process) => process.milestones.ordered,
  released: (process) => first(process.releases.map((each) => mark(each.releasedAt, each.messageId))),
  'release-confirmed': (process) =>
    last(process.releases.map((each) => mark(each.known ? each.confirmedAt : undefined, each.messageId))),
  planned: (process) => first(activeShipments(process).map((each) => each.planned)),
  'tender-accepted': (process) => everyShipment(process, (each) => each.milestones['tender-accepted']),
  picked: (process) => warehouse(process, 'picked'),
  packed: (process) => warehouse(process, 'packed'),
  shipped: (process) => warehouse(process, 'shipped'),
  dispatched: (process) =>
    everyShipment(process, ({ milestones }) =>
      first([milestones.dispatched, milestones['picked-up'], milestones['in-transit']]),
    ),
  arrived: (process) => everyShipment(process, (each) => each.milestones.arrived),
  delivered: (process) => everyShipment(process, deliveryOf),
  'proof-of-delivery': (process) => everyShipment(process, (each) => each.milestones['proof-of-delivery']),
  invoiced: (process) =>
    process.billing.decision === 'done'
      ? last(settledBy(process).map((invoice) => mark(invoice.issuedAt, invoice.messageId)))
      : undefined,
  posted: (process, terms) =>
    process.billing.decision === 'done'
      ? last(
          booked(process).flatMap((invoice) =>
            terms.postings.map((system) =>
              process.postings.find(
                (posting) => posting.invoiceNumber === invoice.invoiceNumber && posting.system === system,
              ),
            ),
          ),
        )
      : undefined,
};

/** The status of an order is the first row that holds. */
const statusTable: readonly (readonly [ProcessStatus, (process: OrderProcess) => boolean])[] = [
  ['posted', (process) => process.milestones.posted !== undefined],
  ['invoiced', (process) => process.milestones.invoiced !== undefined],
  [
    'cancelled',
    (process) =>
      isCancelled(process) && process.goodsIssues.length === 0 && !activeShipments(process).some(isOnTheRoad),
  ],
  ['billable', (process) => process.billing.decision === 'bill'],
  ['delivered', (process) => process.milestones.delivered !== undefined && shippedComplete(process)],
  ['in-transit', (process) => process.goodsIssues.length > 0 || activeShipments(process).some(isOnTheRoad)],
  ['planned', (process) => activeShipments(process).length > 0],
  ['released', (process) => process.milestones.released !== undefined],
  ['ordered', (process) => process.milestones.ordered !== undefined],
  ['new', () => true],
];

/** All milestones an order has reached, in their natural order. */
export function reachedMilestones(process: OrderProcess, terms: ProcessTerms): OrderProcess['milestones'] {
  const reached: Partial<Record<MilestoneName, Milestone>> = {};
  for (const name of milestoneNames) {
    const found = milestoneRules[name](process, terms);
    if (found) reached[name] = { at: found.at, messageId: found.messageId };
  }
  return reached;
}

export const statusOf = (process: OrderProcess): ProcessStatus =>
  statusTable.find(([, holds]) => holds(process))?.[0] ?? 'new';

/** What the books of finance must hold: an invoice that was taken back as well as its credit memo. */
const booked = ({ invoices }: OrderProcess) => invoices.filter(({ kind }) => kind !== 'pro-forma');

const mark = (at: string | undefined, messageId: string): Reached =>
  at === undefined ? undefined : { at, messageId };

const byTime = (left: Milestone, right: Milestone): number => Date.parse(left.at) - Date.parse(right.at);

/** The earliest of those reached. */
const first = (reached: readonly Reached[]): Reached =>
  reached.filter((each) => each !== undefined).sort(byTime)[0];

/** The latest, when all are reached and there is at least one. */
function last(reached: readonly Reached[]): Reached {
  const present = reached.filter((each) => each !== undefined);
  return present.length === reached.length ? present.sort(byTime).at(-1) : undefined;
}

const everyShipment = (process: OrderProcess, reached: (shipment: ProcessShipment) => Reached): Reached =>
  last(activeShipments(process).map(reached));

const complete = (line: ProcessLine, stage: 'picked' | 'packed' | 'shipped'): boolean =>
  !isMore(line.quantities.ordered, plus(line.quantities[stage], line.quantities.short));

const shippedComplete = (process: OrderProcess): boolean =>
  process.goodsIssues.length > 0 && process.lines.every((line) => complete(line, 'shipped'));

function warehouse(process: OrderProcess, stage: 'picked' | 'packed' | 'shipped'): Reached {
  const stages = ['picked', 'packed', 'shipped'] as const;
  const reported = first(stages.slice(stages.indexOf(stage)).map((each) => process.stages[each]));
  const nothing = process.lines.every((line) => isZero(line.quantities[stage]));
  return nothing || !process.lines.every((line) => complete(line, stage)) ? undefined : reported;
}
