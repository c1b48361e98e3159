import { applied } from './apply.ts';
import { deadlines } from './expectations.ts';
import { line, withHold } from './record/recording.ts';
import { levelOf, riskOf } from './risks.ts';
import { defaultTerms, type ProcessTerms } from './terms.ts';
import type { Alert, Applied, Instant, JournalLine, OrderProcess } from './types.ts';

/** An instant at which `expire` has something to do. */
export interface WakeUp {
  /** Unique among all orders: the process key and what is due. */
  readonly id: string;
  readonly at: Instant;
  readonly because: string;
}

/** When to call `expire`: for everything expected, first as a risk and then when it is due, and for holds that expire. */
export function wakeUps(process: OrderProcess, terms: ProcessTerms = defaultTerms): readonly WakeUp[] {
  const expected = deadlines(process, terms).flatMap(({ id, milestone, dueAt, warnAt, because }) => {
    const known = process.alerts.find((alert) => alert.id === id && alert.dueAt === dueAt);
    if (known?.level === 'overdue') return [];
    const at = known ? dueAt : warnAt;
    return [{ id: `${process.key}/due/${id}`, at, because: `${milestone} is due ${because}` }];
  });
  const holds = process.holds.flatMap((hold) =>
    hold.released || hold.expiresAt === undefined
      ? []
      : [{ id: `${process.key}/hold/${hold.id}`, at: hold.expiresAt, because: `hold ${hold.code} expires` }],
  );
  return [...expected, ...holds];
}

/**
 * Lets time pass: tells what has become a risk or overdue, raises the hold pod-late where the proof is overdue and
 * releases holds that have expired. The outcome is `ignored` when nothing was due.
 */
export function expire(process: OrderProcess, now: Instant, terms: ProcessTerms = defaultTerms): Applied {
  const { alerts, journal } = alerted(process, now, terms);
  const expired: OrderProcess = {
    ...process,
    alerts,
    holds: process.holds.map((hold) =>
      !hold.released && hold.expiresAt !== undefined && Date.parse(hold.expiresAt) <= Date.parse(now)
        ? { ...hold, released: { at: now, by: 'rule', reason: `expired at ${hold.expiresAt}` } }
        : hold,
    ),
  };
  const next = deadlines(process, terms)
    .filter((deadline) => deadline.milestone === 'proof-of-delivery' && levelOf(deadline, now) === 'overdue')
    .reduce(
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
    journal.length > 0 ||
    next.holds.length !== process.holds.length ||
    next.holds.some((hold, index) => hold !== process.holds[index]);
  return changed
    ? applied({ process: next, outcome: 'recorded', journal }, process, now, terms)
    : applied(
        { process, outcome: 'ignored', journal: [line('ignored', `nothing was due at ${now}`)] },
        process,
        now,
        terms,
      );
}

/** Alerts with those that time has brought, each told once at each level. */
function alerted(
  process: OrderProcess,
  now: Instant,
  terms: ProcessTerms,
): { readonly alerts: readonly Alert[]; readonly journal: readonly JournalLine[] } {
  const journal: JournalLine[] = [];
  let { alerts } = process;
  for (const deadline of deadlines(process, terms)) {
    const { id, dueAt } = deadline;
    const level = levelOf(deadline, now);
    const known = alerts.find((alert) => alert.id === id);
    if (!level || (known?.dueAt === dueAt && (known.level === level || known.level === 'overdue'))) continue;
    alerts = [...alerts.filter((alert) => alert !== known), { id, dueAt, level, at: now }];
    const { milestone, cause, owner, money, because } = riskOf(process, deadline, level, terms);
    const worth = money ? `; ${money.amount} ${money.currency} are open` : '';
    const when = level === 'overdue' ? 'was due' : 'is due';
    journal.push(
      line(level, `${milestone} ${when} ${dueAt} (${because}): ${cause}; ${owner} acts${worth}`, { due: id }),
    );
  }
  return { alerts, journal };
}

/** What was told of an order since it was as before. */
export const alertsSince = (before: OrderProcess | null, after: OrderProcess): readonly Alert[] =>
  after.alerts.filter((alert) => !before?.alerts.includes(alert));
