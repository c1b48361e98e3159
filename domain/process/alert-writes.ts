import { CrossdockError, type ErrorRecord } from '../errors.ts';
import { deadlines } from './expectations.ts';
import { fingerprint } from './fingerprint.ts';
import { riskOf } from './risks.ts';
import type { ProcessTerms } from './terms.ts';
import type { Alert, Instant, OrderProcess } from './types.ts';

/** An exception that is raised because something does not come, and closed when it has. */
export type AlertWrite =
  | {
      readonly kind: 'exception';
      readonly exception: {
        readonly id: string;
        readonly kind: 'process';
        readonly tenant: string;
        readonly key: string;
        readonly error: ErrorRecord;
        readonly owner: string;
        readonly deadline: Instant;
        readonly document: AlertDocument;
      };
    }
  | { readonly kind: 'close-exception'; readonly id: string; readonly reason: string };

/** The risk and the order it is of. */
export type AlertDocument = Readonly<Record<string, string | Readonly<Record<string, string>>>>;

/**
 * Silence as exceptions: each alert that time has brought is raised, with its probable cause, who acts, and the money at
 * risk, and closed when what was expected has come, is expected no more, or has become overdue.
 */
export function alertWrites(
  process: OrderProcess,
  before: OrderProcess | null,
  { tenant, terms }: { readonly tenant: string; readonly terms: ProcessTerms },
): readonly AlertWrite[] {
  const was = before?.alerts ?? [];
  const idOf = (alert: Alert) =>
    exceptionId([tenant, process.key, alert.id, alert.dueAt, alert.level, alert.at]);
  const gone = was.filter(
    (alert) => !process.alerts.includes(alert) && !process.alerts.some((each) => isSame(each, alert)),
  );
  const come = process.alerts.filter((alert) => !was.some((each) => isSame(each, alert)));
  const closed = gone.map((alert): AlertWrite => {
    const isWorse = come.some(({ id, dueAt }) => id === alert.id && dueAt === alert.dueAt);
    const reason = isWorse ? 'it is overdue by now' : 'it has come, or is expected no more';
    return { kind: 'close-exception', id: idOf(alert), reason };
  });
  return [...closed, ...come.flatMap((alert) => raised(alert, idOf(alert), process, tenant, terms))];
}

const isSame = (one: Alert, other: Alert): boolean =>
  one.id === other.id && one.dueAt === other.dueAt && one.level === other.level && one.at === other.at;

function raised(
  { id, level, dueAt }: Alert,
  exception: string,
  process: OrderProcess,
  tenant: string,
  terms: ProcessTerms,
): readonly AlertWrite[] {
  const deadline = deadlines(process, terms).find((each) => each.id === id && each.dueAt === dueAt);
  if (!deadline) return [];
  const risk = riskOf(process, deadline, level, terms);
  const { milestone, because, cause, owner, money } = risk;
  const worth = money ? `; ${money.amount} ${money.currency} are open` : '';
  const when = level === 'overdue' ? 'was' : 'is';
  const parameters = { order: process.key, milestone, when, due: dueAt, because, cause, worth, owner };
  const error = new CrossdockError('CD_PROCESS_LATE', parameters).record();
  const { money: _, ...told } = risk;
  const document = { order: process.key, ...told, ...(money && { money }) };
  const { key } = process;
  return [
    {
      kind: 'exception',
      exception: { id: exception, kind: 'process', tenant, key, error, owner, deadline: dueAt, document },
    },
  ];
}

/** A UUID of version 8: whoever raises and whoever closes make the same. */
function exceptionId(parts: readonly string[]): string {
  const hex = ['a', 'b', 'c'].map((salt) => fingerprint([salt, ...parts])).join('');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}
