import type { CrossdockError, ErrorRecord } from '../../domain/errors.ts';
import type { Instant, StoredDelivery } from '../../ledger/ledger.ts';

/** What earlier attempts of a delivery leave for later ones, in another process too. */
export interface Trail {
  /** First failure since it was staged. */
  readonly failingSince?: Instant;
  /** The system that may have carried out an attempt without our knowing: nobody else may get the delivery. */
  readonly unknownAt?: string;
}

/** The trail travels in the parameters of the last error, which the ledger keeps with the delivery. */
export function trailOf({ lastError }: Pick<StoredDelivery, 'lastError'>): Trail {
  const { failingSince, unknownAt } = lastError?.parameters ?? {};
  return {
    ...(typeof failingSince === 'string' && { failingSince }),
    ...(typeof unknownAt === 'string' && { unknownAt }),
  };
}

export function withTrail(record: ErrorRecord, trail: Trail): ErrorRecord {
  return { ...record, parameters: { ...record.parameters, ...trail } };
}

/** Statuses by which a server says that it has not taken the request on (RFC 9110, 15.5.9 and 15.6.4; RFC 6585, 4). */
const notTakenOn = [408, 425, 429, 503];

/**
 * Whether the system may have done what it was asked although the call failed: every failure but those that came
 * before anything was sent, or that the system itself spoke out.
 */
export function outcomeUnknown({
  code,
  parameters,
  fault,
}: Pick<CrossdockError, 'code' | 'parameters' | 'fault'>): boolean {
  if (fault === 'business' || parameters.sent === false) return false;
  if (code === 'CD_CONNECT_UNAVAILABLE') return !notTakenOn.includes(Number(parameters.status));
  return !spoken.includes(code);
}

/** A refusal before anything was done. */
const spoken: readonly string[] = [
  ...['CD_CONNECT_THROTTLED', 'CD_CONNECT_STALE', 'CD_CONNECT_UNAUTHORIZED', 'CD_CONNECT_HOST_KEY'],
  ...['CD_CONNECT_CONFIG', 'CD_CONNECT_REDIRECTED', 'CD_RUN_SYSTEM_UNKNOWN'],
];
