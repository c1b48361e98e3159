import { applied } from './apply.ts';
import { activeShipments, deliveryOf } from './goods.ts';
import { line, withHold } from './record/recording.ts';
import { defaultTerms, type ProcessTerms } from './terms.ts';
import type { Applied, Instant, MilestoneName, OrderProcess } from './types.ts';

/** Something that must happen by an instant. */
export interface Deadline {
  readonly milestone: MilestoneName;
  readonly dueAt: Instant;
  readonly owner: string;
  /** Where the time comes from, in words. */
  readonly because: string;
  readonly shipmentId?: string;
}

const hourMs = 3_600_000;
const later = (at: Instant, hours: number): Instant =>
  new Date(Date.parse(at) + hours * hourMs).toISOString();

/** What the order still has to reach and by when, soonest first: from its documents, then from the terms. */
export function deadlines(process: OrderProcess, terms: ProcessTerms = defaultTerms): readonly Deadline[] {
  const fromTerms = terms.expectations.flatMap(({ after, expect, hours, owner }): Deadline[] => {
    const since = process.milestones[after];
    if (!since || process.milestones[expect]) return [];
    return [
      { milestone: expect, dueAt: later(since.at, hours), owner, because: `${hours} h after ${after}` },
    ];
  });
  const fromShipments = activeShipments(process).flatMap((shipment): Deadline[] => {
    const { id: shipmentId, plan, milestones } = shipment;
    const delivery = deliveryOf(shipment);
    const left = milestones['picked-up'] ?? milestones.dispatched ?? milestones['in-transit'] ?? delivery;
    const due = (milestone: MilestoneName, dueAt: Instant, because: string): Deadline => ({
      milestone,
      dueAt,
      owner: 'carrier desk',
      because,
      shipmentId,
    });
    return [
      ...(plan?.plannedPickup && !left ? [due('dispatched', plan.plannedPickup, 'planned pickup')] : []),
      ...(plan?.plannedDelivery && !delivery
        ? [due('delivered', plan.plannedDelivery, 'planned delivery')]
        : []),
      ...(delivery && !milestones['proof-of-delivery']
        ? [
            due(
              'proof-of-delivery',
              later(delivery.at, terms.podWithinHours),
              `${terms.podWithinHours} h after delivery`,
            ),
          ]
        : []),
    ];
  });
  return [...fromTerms, ...fromShipments].sort((a, b) => Date.parse(a.dueAt) - Date.parse(b.dueAt));
}

/** An instant at which `expire` has something to do. */
export interface WakeUp {
  /** Unique among all orders: the process key and what is due. */
  readonly id: string;
  readonly at: Instant;
  readonly because: string;
}

/** When to call `expire`: for every proof of delivery that may become overdue and every hold that expires. */
export function wakeUps(process: OrderProcess, terms: ProcessTerms = defaultTerms): readonly WakeUp[] {
  const proofs = deadlines(process, terms)
    .filter(({ milestone }) => milestone === 'proof-of-delivery')
    .map(({ shipmentId, dueAt, because }) => ({
      id: `${process.key}/pod/${shipmentId}`,
      at: dueAt,
      because: `proof of delivery of shipment ${shipmentId} is due ${because}`,
    }));
  const holds = process.holds.flatMap((hold) =>
    hold.released || hold.expiresAt === undefined
      ? []
      : [{ id: `${process.key}/hold/${hold.id}`, at: hold.expiresAt, because: `hold ${hold.code} expires` }],
  );
  return [...proofs, ...holds];
}

/**
 * Lets time pass: raises the hold pod-late where the proof is overdue and releases holds that have expired.
 * The outcome is `ignored` when nothing was due.
 */
export function expire(process: OrderProcess, now: Instant, terms: ProcessTerms = defaultTerms): Applied {
  const overdue = deadlines(process, terms).filter(
    ({ milestone, dueAt }) => milestone === 'proof-of-delivery' && Date.parse(dueAt) <= Date.parse(now),
  );
  const expired: OrderProcess = {
    ...process,
    holds: process.holds.map((hold) =>
      !hold.released && hold.expiresAt !== undefined && Date.parse(hold.expiresAt) <= Date.parse(now)
        ? { ...hold, released: { at: now, by: 'rule', reason: `expired at ${hold.expiresAt}` } }
        : hold,
    ),
  };
  const next = overdue.reduce(
    (held, { shipmentId, dueAt }) =>
      withHold(
        held,
        {
          code: 'pod-late',
          cause: shipmentId ?? 'order',
          reason: `no proof of delivery for shipment ${shipmentId} by ${dueAt}`,
          ...(shipmentId === undefined ? {} : { shipmentId }),
        },
        now,
      ),
    expired,
  );
  const changed =
    next.holds.length !== process.holds.length ||
    next.holds.some((hold, index) => hold !== process.holds[index]);
  return changed
    ? applied({ process: next, outcome: 'recorded', journal: [] }, process, now, terms)
    : applied(
        { process, outcome: 'ignored', journal: [line('ignored', `nothing was due at ${now}`)] },
        process,
        now,
        terms,
      );
}
