import type { Instant, Ledger, Operation } from '../../../ledger/ledger.ts';
import { type Comparable, comparable } from './comparable.ts';

/** Of these the ledger keeps what is true now, and not what each run has made of it. */
const standingKinds: ReadonlySet<string> = new Set(['process', 'memory', 'state', 'timer']);

export type StandingLedger = Pick<Ledger, 'process' | 'remembered' | 'state' | 'timer'>;

/** What a run leaves behind of orders, remembered keys, named states and timers: the last it does to each. */
export function left(changes: readonly Comparable[]): Comparable[] {
  const last = new Map<string, Comparable>();
  for (const change of changes) {
    if (standingKinds.has(change.kind)) last.set(JSON.stringify([change.kind, change.target]), change);
  }
  return [...last.values()];
}

/**
 * What these changes would be made to, as it stands now.
 * @param isSameWait whether an instant is as long after the run before as another after this one
 */
export async function standing(
  changes: readonly Comparable[],
  ledger: StandingLedger,
  isSameWait: (was: Instant, is: Instant) => boolean,
): Promise<Comparable[]> {
  const found = await Promise.all(
    changes.map(async (change) =>
      change.kind === 'timer'
        ? timer(change, await ledger.timer(change.target), isSameWait)
        : operationFor(change, ledger),
    ),
  );
  return found.flatMap((operation) => (operation ? comparable(operation, '') : []));
}

/** A timer that is not there cannot be called off: then nothing changes. */
function timer(
  { target, content }: Comparable,
  stands: Awaited<ReturnType<Ledger['timer']>>,
  isSameWait: (was: Instant, is: Instant) => boolean,
): Operation | null {
  if (stands === null) return content === null ? { op: 'cancelTimer', id: target } : null;
  const dueAt = content !== null && typeof content === 'object' && 'dueAt' in content ? content.dueAt : null;
  const same = typeof dueAt === 'string' && isSameWait(stands.dueAt, dueAt);
  return { op: 'timer', timer: same ? { ...stands, dueAt } : stands };
}

async function operationFor(
  { kind, target }: Comparable,
  ledger: Omit<StandingLedger, 'timer'>,
): Promise<Operation | null> {
  if (kind === 'state') {
    const value = await ledger.state(target);
    return value === null ? null : { op: 'state', name: target, value };
  }
  const [first, key] = JSON.parse(target) as [string, string];
  if (kind === 'memory') {
    const entry = await ledger.remembered(first, key);
    return entry && { op: 'remember', entry };
  }
  const process = await ledger.process(first, key);
  return process && { op: 'process', ...process, expectVersion: process.version };
}
