import { dueBy, inWords } from './calendar.ts';
import { isCancelled } from './changes/effect.ts';
import { isTaken } from './changes/types.ts';
import { activeShipments, deliveryOf } from './goods.ts';
import { type ProcessTerms, proofWithin, type Step, termsOf } from './terms.ts';
import type { Instant, MilestoneName, OrderProcess, ProcessShipment } from './types.ts';

/** Something that must happen by an instant. */
export interface Deadline {
  /** Unique within the order: `ordered`, `delivered/SH-1`. */
  readonly id: string;
  readonly milestone: Exclude<Step, 'change-asked'>;
  readonly dueAt: Instant;
  /** From when on silence is a risk. */
  readonly warnAt: Instant;
  readonly owner: string;
  /** Where the time comes from, in words. */
  readonly because: string;
  readonly shipmentId?: string;
  /** Of a question to a warehouse. */
  readonly requestNumber?: string;
}

const hourMs = 3_600_000;

/** What is still due where a cancelled order is delivered nevertheless. */
const followsDelivery: ReadonlySet<Step> = new Set(['proof-of-delivery', 'invoiced']);

type Draft = Omit<Deadline, 'id' | 'warnAt'> & { readonly since: Instant; readonly warnHours?: number };

/** What the order still has to reach and by when, soonest first: from its documents, then from the terms. */
export function deadlines(process: OrderProcess, usual: ProcessTerms): readonly Deadline[] {
  const nothingLeft = isCancelled(process) && process.goodsIssues.length === 0;
  const terms = termsOf(process, usual);
  const all = [
    ...fromTerms(process, terms),
    ...fromOrder(process),
    ...activeShipments(process).flatMap((shipment) => fromShipment(process, shipment, terms)),
  ];
  return all
    .filter(({ milestone }) => process.billing.decision !== 'done' || milestone === 'posted')
    .filter(({ milestone }) => !nothingLeft || followsDelivery.has(milestone))
    .map((draft) => withWarning(draft, terms))
    .sort((a, b) => Date.parse(a.dueAt) - Date.parse(b.dueAt));
}

/** Silence is a risk some hours before, and at the latest when half of the time is over. */
function withWarning({ since, warnHours, ...deadline }: Draft, terms: ProcessTerms): Deadline {
  const { milestone, dueAt, shipmentId, requestNumber } = deadline;
  const due = Date.parse(dueAt);
  const half = (Date.parse(since) + due) / 2;
  const warn = Math.max(due - (warnHours ?? terms.warnHours) * hourMs, Math.min(half, due));
  const subject = shipmentId ?? requestNumber;
  return {
    id: subject === undefined ? milestone : `${milestone}/${subject}`,
    ...deadline,
    warnAt: new Date(warn).toISOString(),
  };
}

function fromTerms(process: OrderProcess, { expectations, calendar }: ProcessTerms): readonly Draft[] {
  return expectations.flatMap(({ after, expect, owner, warnHours, ...allowed }) =>
    startsOf(process, after, expect).map(
      ({ since, requestNumber }): Draft => ({
        milestone: expect as Deadline['milestone'],
        ...{ since, owner, dueAt: dueBy(since, allowed, calendar) },
        because: `${inWords(allowed)} after ${isCollected(process, expect) ? 'its billing period closes' : after}`,
        ...(warnHours === undefined ? {} : { warnHours }),
        ...(requestNumber === undefined ? {} : { requestNumber }),
      }),
    ),
  );
}

/** Since when something is expected; none when it has not begun, or is reached. */
function startsOf(
  process: OrderProcess,
  after: Step,
  expect: Step,
): readonly { readonly since: Instant; readonly requestNumber?: string }[] {
  if (after === 'change-asked' || expect === 'change-answered') return questions(process);
  const { collected } = process;
  if (collected && isCollected(process, expect)) return [{ since: collected.closesAt }];
  const since = process.milestones[after as MilestoneName];
  return since && !process.milestones[expect as MilestoneName] ? [{ since: since.at }] : [];
}

/** An order that waits for the invoice of a period is not late before that closes. */
const isCollected = ({ collected }: OrderProcess, expect: Step): boolean =>
  expect === 'invoiced' && collected !== undefined;

function questions({ changes }: OrderProcess) {
  const open = changes.flatMap(({ at, parts }) =>
    parts
      .filter(({ outcome }) => outcome === 'asked')
      .flatMap(({ asked = [] }) => asked.filter(({ answer }) => answer === undefined))
      .map(({ requestNumber }) => [requestNumber, { since: at, requestNumber }] as const),
  );
  return [...new Map(open).values()];
}

/** When the customer wants the goods: the earliest of the order's and its lines' dates. */
function fromOrder(process: OrderProcess): readonly Draft[] {
  const { order, milestones, receivedAt: since } = process;
  if (milestones.delivered) return [];
  const wanted = [order, ...order.lines].flatMap(({ requestedDelivery }) => requestedDelivery?.to ?? []);
  const [dueAt] = wanted.sort((a, b) => Date.parse(a) - Date.parse(b));
  if (dueAt === undefined) return [];
  const changed = process.changes.some(({ parts }) =>
    parts.some((part) => isTaken(part) && part.wanted.requestedDelivery),
  );
  const because = changed ? 'requested by the customer, as changed' : 'requested by the customer';
  const owner = process.milestones.shipped ? 'carrier desk' : 'warehouse';
  return [{ milestone: 'delivered', ...{ since, dueAt, owner, because } }];
}

function fromShipment(
  process: OrderProcess,
  shipment: ProcessShipment,
  terms: ProcessTerms,
): readonly Draft[] {
  const { id: shipmentId, plan, planned, milestones } = shipment;
  const delivery = deliveryOf(shipment);
  const left = milestones['picked-up'] ?? milestones.dispatched ?? milestones['in-transit'] ?? delivery;
  const since = planned?.at;
  const scac = shipment.carrier?.scac ?? plan?.carrier?.scac;
  const { hours, agreedWith } = proofWithin(process, scac, terms);
  const due = (milestone: Deadline['milestone'], from: Instant, dueAt: Instant, because: string): Draft => ({
    ...{ milestone, since: from, dueAt, owner: 'carrier desk', because, shipmentId },
  });
  return [
    ...(plan?.plannedPickup && !left
      ? [due('dispatched', since ?? plan.plannedPickup, plan.plannedPickup, 'planned pickup')]
      : []),
    ...(plan?.plannedDelivery && !delivery
      ? [due('delivered', since ?? plan.plannedDelivery, plan.plannedDelivery, 'planned delivery')]
      : []),
    ...(delivery && !milestones['proof-of-delivery']
      ? [
          due(
            'proof-of-delivery',
            delivery.at,
            new Date(Date.parse(delivery.at) + hours * hourMs).toISOString(),
            `${hours} h after delivery${agreedWith === null ? '' : `, as agreed with ${agreedWith}`}`,
          ),
        ]
      : []),
  ];
}
