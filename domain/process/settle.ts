import { withChanges } from './changes/effect.ts';
import { eligibility } from './eligibility.ts';
import { deadlines } from './expectations.ts';
import { deliveredQuantities } from './goods.ts';
import { holdRules, type WantedHold, wantedHolds } from './hold-rules.ts';
import { reachedMilestones, statusOf } from './milestones.ts';
import { isMore, least, most, plus, remaining } from './quantity.ts';
import { line, withHold } from './record/recording.ts';
import { reportedReturns } from './returns.ts';
import type { ProcessTerms } from './terms.ts';
import type { Hold, Instant, JournalLine, LineQuantities, OrderProcess, ProcessLine } from './types.ts';

/**
 * Brings everything derived in line with the facts: quantities, holds, billing, milestones, status. The same
 * facts give the same result, whatever the order in which they came.
 */
export function settle(
  process: OrderProcess,
  before: OrderProcess,
  at: Instant,
  terms: ProcessTerms,
): { readonly process: OrderProcess; readonly journal: readonly JournalLine[] } {
  const counted = withQuantities(withChanges(process));
  const held = withHolds(counted, at, terms);
  const withTransport = { ...held, milestones: reachedMilestones(held, terms) };
  const decided = { ...withTransport, billing: eligibility(withTransport) };
  const reached = { ...decided, milestones: reachedMilestones(decided, terms) };
  const placed = { ...reached, status: statusOf(reached) };
  const settled = { ...placed, alerts: stillOpen(placed, terms) };
  return { process: settled, journal: news(before, settled) };
}

/** Alerts whose deadline stands; what has come since, or is due at another time, needs none. */
function stillOpen(process: OrderProcess, terms: ProcessTerms): OrderProcess['alerts'] {
  const { alerts } = process;
  if (alerts.length === 0) return alerts;
  const open = deadlines(process, terms);
  return alerts.filter((alert) => open.some(({ id, dueAt }) => id === alert.id && dueAt === alert.dueAt));
}

function withQuantities(process: OrderProcess): OrderProcess {
  const delivered = deliveredQuantities(process);
  const returned = process.returns && reportedReturns(process);
  const released = releasedQuantities(process);
  return {
    ...process,
    lines: process.lines.map((each) => ({
      ...each,
      quantities: {
        ...each.quantities,
        ...handled(each),
        released: released.get(each.lineNumber) ?? '0',
        delivered: delivered.get(each.lineNumber) ?? '0',
        ...(returned && {
          returned: least(returned.get(each.lineNumber) ?? '0', delivered.get(each.lineNumber) ?? '0'),
        }),
      },
    })),
  };
}

/** What the warehouse reported; of what changes took off the order, what was picked went back to stock. */
function handled({
  original,
  quantities: { ordered },
  reported,
}: ProcessLine): Pick<LineQuantities, 'picked' | 'packed' | 'shipped' | 'short'> {
  const { shipped } = reported;
  const packed = most(reported.packed, shipped);
  const picked = most(reported.picked, packed);
  const limit = original === undefined ? null : most(ordered, shipped);
  const kept = (quantity: string) => (limit !== null && isMore(quantity, limit) ? limit : quantity);
  const left = remaining(ordered, shipped);
  const short = isMore(reported.short, left) ? left : reported.short;
  return { picked: kept(picked), packed: kept(packed), shipped, short };
}

function releasedQuantities({ releases }: OrderProcess): ReadonlyMap<string, string> {
  const released = new Map<string, string>();
  for (const { lineNumber, quantity } of releases.flatMap(({ lines = [] }) => lines)) {
    released.set(lineNumber, plus(released.get(lineNumber) ?? '0', quantity));
  }
  return released;
}

/** Raises what the state asks for and releases what it no longer justifies; a person's release stands. */
function withHolds(process: OrderProcess, at: Instant, terms: ProcessTerms): OrderProcess {
  const wanted = wantedHolds(process, terms);
  const wantedById = new Map(wanted.map((hold) => [`${hold.code}/${hold.cause}`, hold]));
  const wantedIds: ReadonlySet<string> = new Set(wantedById.keys());
  const kept = process.holds
    .filter((hold) => !(hold.released?.by === 'rule' && wantedIds.has(hold.id)))
    .map((hold) =>
      hold.released || justified(process, hold, wantedIds)
        ? asWanted(hold, wantedById.get(hold.id))
        : { ...hold, released: { at, by: 'rule', reason: hold.releaseRule } },
    );
  return wanted.reduce<OrderProcess>((next, hold) => withHold(next, hold, at), { ...process, holds: kept });
}

/** An open hold with the shipment as it is called now and what is known now. */
function asWanted(hold: Hold, wanted: WantedHold | undefined): Hold {
  if (hold.released || !wanted) return hold;
  const { reason, shipmentId } = wanted;
  if (hold.reason === reason && hold.shipmentId === shipmentId) return hold;
  return { ...hold, reason, ...(shipmentId === undefined ? {} : { shipmentId }) };
}

function justified(process: OrderProcess, hold: Hold, wanted: ReadonlySet<string>): boolean {
  const rule = holdRules[hold.code];
  if (rule.justified) return rule.justified(process, hold);
  return hold.placedBy !== undefined || !rule.wanted || wanted.has(hold.id);
}

function news(before: OrderProcess, after: OrderProcess): readonly JournalLine[] {
  const open = (process: OrderProcess) => process.holds.filter((hold) => !hold.released);
  const wasOpen = new Set(open(before).map((hold) => hold.id));
  const isOpen = new Set(open(after).map((hold) => hold.id));
  return [
    ...open(after)
      .filter((hold) => !wasOpen.has(hold.id))
      .map((hold) =>
        line('hold', `on hold: ${hold.reason}; ${hold.owner} acts; ends when ${hold.releaseRule}`, {
          hold: hold.id,
        }),
      ),
    ...after.holds
      .filter((hold) => wasOpen.has(hold.id) && !isOpen.has(hold.id))
      .map((hold) =>
        line('released', `hold ${hold.code} released by ${hold.released?.by}: ${hold.released?.reason}`, {
          hold: hold.id,
        }),
      ),
    ...(before.status === after.status ? [] : [line('status', `${before.status} → ${after.status}`)]),
  ];
}
