import { holdRules } from '../hold-rules.ts';
import type { HoldCode, Instant, JournalLine, OrderProcess, Outcome } from '../types.ts';

/** What every recorder is told besides the document. */
export interface Recording {
  readonly messageId: string;
  readonly at: Instant;
}

/** What a recorder says; the process is the same object when nothing changed. */
export interface Recorded {
  readonly process: OrderProcess;
  readonly outcome: Outcome;
  readonly journal: readonly JournalLine[];
}

export const line = (kind: string, text: string, data?: Readonly<Record<string, string>>): JournalLine => ({
  kind,
  text,
  ...(data ? { data } : {}),
});

export const recorded = (process: OrderProcess, text: string, ...more: readonly JournalLine[]): Recorded => ({
  process,
  outcome: 'recorded',
  journal: [line('recorded', text), ...more],
});

export const unchanged = (
  process: OrderProcess,
  outcome: 'duplicate' | 'ignored',
  text: string,
): Recorded => ({ process, outcome, journal: [line(outcome, text)] });

/** The process with a hold added; a hold with the same id that a person already released stays released. */
export function withHold(
  process: OrderProcess,
  hold: {
    readonly code: HoldCode;
    readonly cause: string;
    readonly reason: string;
    readonly owner?: string;
    readonly placedBy?: string;
    readonly shipmentId?: string;
    readonly expiresAt?: Instant;
  },
  at: Instant,
): OrderProcess {
  const id = `${hold.code}/${hold.cause}`;
  if (process.holds.some((known) => known.id === id)) return process;
  const { code, reason, owner, placedBy, shipmentId, expiresAt } = hold;
  const rule = holdRules[code];
  return {
    ...process,
    holds: [
      ...process.holds,
      {
        id,
        code,
        reason,
        owner: owner ?? rule.owner,
        since: at,
        releaseRule: rule.release,
        ...(shipmentId === undefined ? {} : { shipmentId }),
        ...(placedBy === undefined ? {} : { placedBy }),
        ...(expiresAt === undefined ? {} : { expiresAt }),
      },
    ],
  };
}

/** A contradiction that must not change the state: the first document stands and a person decides. */
export function contradicted(process: OrderProcess, cause: string, reason: string, at: Instant): Recorded {
  return {
    process: withHold(process, { code: 'document-contradiction', cause, reason }, at),
    outcome: 'ignored',
    journal: [line('contradiction', reason)],
  };
}
