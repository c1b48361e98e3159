import { asCrossdockError, CrossdockError } from '../../domain/errors.ts';
import type { Ledger, Operation, StoredDelivery } from '../../ledger/ledger.ts';
import type { Answer, NodeInstance } from '../../node-kit/host.ts';
import { type Clock, instant, instantAt } from '../clock.ts';
import type { Ids } from '../ids.ts';
import type { Log } from '../log.ts';
import { askedDelayMs, isRetried, retryDelayMs } from '../runs/retry.ts';
import { label } from '../runs/run.ts';
import type { Site, SystemConfig } from '../site/site.ts';
import { call } from './call.ts';
import { answeredOperations, failedOperations, refusal, refusalOutput } from './outcome-operations.ts';
import { givenUpAt } from './route.ts';
import type { Permit } from './system-gate.ts';
import { outcomeUnknown, trailOf, withTrail } from './trail.ts';

export interface AttemptOptions {
  readonly ledger: Pick<Ledger, 'delivery'>;
  readonly site: Pick<Site, 'systems' | 'retry'>;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  /** What a node's `deliver` gets besides the request; the delivery's system resolves to the one that is called. */
  readonly contextFor: (node: NodeInstance, delivery: StoredDelivery, system: SystemConfig) => unknown;
  /** Who answers for what a node delivers. */
  readonly ownerOf: (nodeId: string) => string | undefined;
  /** Writes whatever it takes; false when the ledger knows better: somebody else has dealt with the delivery. */
  readonly commit: (operations: Operation[]) => Promise<boolean>;
}

/** What became of a delivery. */
export type Ended =
  /** It is done; an answer for the flow waits in `queue`. */
  | { readonly kind: 'answered'; readonly queue?: string }
  /** It is an exception and holds its key back. */
  | { readonly kind: 'failed' }
  | { readonly kind: 'put-off'; readonly delivery: StoredDelivery }
  /** Not ours any more: given up by a person, or another worker's. */
  | { readonly kind: 'gone' };

const gone: Ended = { kind: 'gone' };

/** Calls the system called `name` with the delivery and writes what came of it. */
export async function attempt(
  delivery: StoredDelivery,
  name: string,
  node: NodeInstance,
  permit: Permit,
  options: AttemptOptions,
): Promise<Ended> {
  const { site, clock, contextFor } = options;
  let full = delivery;
  try {
    const system = site.systems[name];
    if (!system) throw new CrossdockError('CD_RUN_SYSTEM_UNKNOWN', { node: label(node), system: name });
    const loaded = await withContent(delivery, options);
    if (!loaded) return gone;
    full = loaded;
    if (full.damaged !== undefined) return await stopped(full, damagedError(full), node, options);
    if (!(await begun(full, name, options))) return gone;
    const answer = await call(full.request, node, system, contextFor(node, full, system), clock);
    permit.answered(clock.now().getTime());
    permit.end();
    return await answered(full, answer, name, node, options);
  } catch (thrown) {
    return failed(full, delivery, asCrossdockError(thrown, label(node)), name, node, permit, options);
  }
}

/** A system that is down and may not be waited for: the flow gets the delivery back at once. */
export async function reject(
  delivery: StoredDelivery,
  downSince: number,
  node: NodeInstance,
  options: AttemptOptions,
): Promise<Ended> {
  const full = await withContent(delivery, options);
  if (!full) return gone;
  const { system } = delivery;
  const error = new CrossdockError('CD_DELIVERY_SYSTEM_DOWN', { system, since: instantAt(downSince) });
  return answered(full, refusal(full, error), system, node, options);
}

/** A delivery that was not taken in time. */
export async function giveUp(
  delivery: StoredDelivery,
  node: NodeInstance,
  options: AttemptOptions,
): Promise<Ended> {
  const full = await withContent(delivery, options);
  if (!full) return gone;
  const { system, stagedAt, lastError } = delivery;
  const last = lastError ? `the last attempt said: ${lastError.message}` : 'it was never tried';
  const error = new CrossdockError('CD_DELIVERY_GIVEN_UP', { system, since: stagedAt, last });
  return stopped(full, error, node, options);
}

function damagedError({ id, key, damaged: reason = '' }: StoredDelivery): CrossdockError {
  return new CrossdockError('CD_LEDGER_ROW_DAMAGED', { subject: 'delivery', id, key, reason });
}

async function withContent(
  delivery: StoredDelivery,
  { ledger }: AttemptOptions,
): Promise<StoredDelivery | null> {
  if (!delivery.claim) return delivery;
  const { claim } = delivery;
  const full = await ledger.delivery(delivery.id);
  return full && { ...full, claim };
}

/**
 * Where it matters later which system may have carried out a call, that is written before the call: a process that
 * is killed in the middle of it leaves no other trace.
 */
async function begun(delivery: StoredDelivery, name: string, options: AttemptOptions): Promise<boolean> {
  const own = options.site.systems[delivery.system];
  if (own?.fallback === undefined && own?.degraded !== 'reject') return true;
  const trail = trailOf(delivery);
  if (own.fallbackWhenUnknown === true || trail.unknownAt === name) return true;
  const error = new CrossdockError('CD_DELIVERY_BEGUN', { system: name }).record();
  const { id: deliveryId, attempts, availableAt } = delivery;
  const marked = withTrail(error, { ...trail, unknownAt: name });
  return options.commit([{ op: 'retryDelivery', deliveryId, attempts, availableAt, error: marked }]);
}

async function answered(
  delivery: StoredDelivery,
  answer: Answer,
  by: string,
  node: NodeInstance,
  options: AttemptOptions,
): Promise<Ended> {
  const { operations, message } = answeredOperations(delivery, answer, by, node, options);
  if (!(await options.commit(operations))) return gone;
  return { kind: 'answered', ...(message && { queue: message.queue }) };
}

async function stopped(
  delivery: StoredDelivery,
  error: CrossdockError,
  node: NodeInstance,
  options: AttemptOptions,
): Promise<Ended> {
  const record = withTrail(error.record(), trailOf(delivery));
  const written = await options.commit(failedOperations(delivery, record, node, options));
  return written ? { kind: 'failed' } : gone;
}

/**
 * | The error | is for |
 * |---|---|
 * | retryable, attempts left | later |
 * | business, the node has `rejected` | the flow |
 * | any other | the exceptions |
 */
async function failed(
  full: StoredDelivery,
  small: StoredDelivery,
  error: CrossdockError,
  name: string,
  node: NodeInstance,
  permit: Permit,
  options: AttemptOptions,
): Promise<Ended> {
  if (error.code === 'CD_LEDGER_CLOSED') return { kind: 'put-off', delivery: small };
  const { site, clock, ids, log, commit } = options;
  const retry = site.systems[name]?.retry ?? site.retry;
  const now = clock.now().getTime();
  const retried = isRetried(error, retry);
  const askedMs = askedDelayMs(error, retry);
  mark(permit, error, retried, askedMs, now);

  const attempts = full.attempts + 1;
  const last = !retried || attempts >= retry.attempts;
  const refused = last && error.fault === 'business' && node.outputs.includes(refusalOutput);
  if (refused) return answered(full, refusal(full, error), name, node, options);
  const details = { deliveryId: full.id, system: name, key: full.key, attempts };
  log(last ? 'error' : 'warn', `delivery ${last ? 'stopped' : 'put off'}: ${error.message}`, details);
  const trail = trailOf(full);
  const lastError = withTrail(error.record(), {
    ...trail,
    failingSince: trail.failingSince ?? instant(clock),
    ...(outcomeUnknown(error) && { unknownAt: name }),
  });
  if (last) return stopped({ ...full, attempts, lastError }, error, node, options);

  const delayMs = retryDelayMs(retry, attempts, () => ids.random(), askedMs);
  const expiresAt = givenUpAt({ ...full, attempts }, site.systems[full.system]);
  const availableAt = instantAt(Math.min(now + delayMs, Math.max(now, expiresAt)));
  const later = {
    op: 'retryDelivery',
    deliveryId: full.id,
    attempts,
    availableAt,
    error: lastError,
  } as const;
  if (!(await commit([later]))) return gone;
  return { kind: 'put-off', delivery: { ...small, attempts, availableAt, lastError } };
}

/** A refusal shows that the system works; only technical trouble opens the circuit. */
function mark(permit: Permit, error: CrossdockError, retried: boolean, askedMs: number, now: number): void {
  if (error.code === 'CD_CONNECT_THROTTLED') permit.rested(now, askedMs);
  else if (error.fault === 'technical' && retried) permit.failed(now, askedMs);
  else permit.answered(now);
  permit.end();
}
