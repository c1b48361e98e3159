import type { OwnershipMatrix } from '../../domain/master-data/ownership.ts';
import type { TermsData } from '../../domain/process/terms.ts';
import type { RetentionPolicy } from '../../ledger/ledger.ts';

/** A site file after validation, interpolation and secret resolution. The shape is `site.schema.json`. */
export interface Site {
  /** Absolute path of the site file. */
  readonly file: string;
  readonly id: string;
  readonly environment: 'demo' | 'test' | 'production';
  readonly timeZone: string;
  /** Absolute path. */
  readonly dataFolder: string;
  readonly http: { readonly host: string; readonly port: number };
  readonly packs: readonly PackReference[];
  readonly tenants: readonly Tenant[];
  readonly systems: Readonly<Record<string, SystemConfig>>;
  /** Who may change which object, and who is told. */
  readonly systemOfRecord: OwnershipMatrix;
  /** Name → cron pattern; `schedule` nodes and polls pick by name. */
  readonly schedules: Readonly<Record<string, { readonly cron: string; readonly timeZone: string }>>;
  readonly masterDataFolder: string | null;
  readonly editor: {
    readonly pack: string;
    readonly functionNodes: boolean;
    /** Deploys nothing. */
    readonly readOnly: boolean;
  };
  readonly limits: {
    readonly bodyBytes: number;
    readonly fileBytes: number;
    readonly runTimeoutMs: number;
    readonly drainTimeoutMs: number;
    /** Over all queues together; above it every entry pushes back. */
    readonly maxQueued: number;
    readonly maxQueuedBytes: number;
  };
  readonly retry: RetryPolicy;
  /** By channel; each pack that reads a channel has a queue of its own. */
  readonly channels: Readonly<Record<string, QueueSettings>>;
  /** By name or id of an entry's node. */
  readonly entries: Readonly<Record<string, QueueSettings>>;
  readonly retention: RetentionPolicy;
  readonly tracing: {
    /** Share of the traces that are recorded, 0 to 1; a trace is whole or absent. Failed attempts always are. */
    readonly sample: number;
    /** What is recorded of each message's payload. */
    readonly payloads: 'none' | 'digest' | 'kept';
    /** A payload above this is not kept. */
    readonly maxPayloadBytes: number;
  };
}

/** Backoff, and which errors it is for: delay n is firstDelayMs × factor^(n-1), at most maxDelayMs. */
export interface RetryPolicy {
  readonly attempts: number;
  readonly firstDelayMs: number;
  readonly factor: number;
  readonly maxDelayMs: number;
  /** Patterns of codes (`CD_CONNECT_*`) that are tried again, whatever the table of codes says. */
  readonly retryable?: readonly string[];
  /** Patterns of codes that are not tried again; stronger than `retryable`. */
  readonly terminal?: readonly string[];
}

/** What differs for one channel or entry from the site's. */
export interface QueueSettings {
  /** Runs at the same time on one worker; 64 when absent. */
  readonly concurrency?: number;
  /** Of two queues with something to do the higher goes first; 0 when absent. */
  readonly priority?: number;
  readonly limits?: QueueLimits;
  readonly retry?: Partial<RetryPolicy>;
}

/** Reached, the entries that feed the queue take nothing in; they resume at 80 %. */
export interface QueueLimits {
  /** Messages accepted and not finished. */
  readonly count?: number;
  /** Of their envelopes and bodies. */
  readonly bytes?: number;
  /** Since the oldest was accepted; what waits behind a parked message does not count. */
  readonly ageSeconds?: number;
}

/** What `loadSite` returns: a site with what only its start needs. */
export interface LoadedSite extends Site {
  readonly admin: { readonly username: string; readonly passwordHash: string | null };
  /** Key for credentials of third-party nodes; null: generated once in the data folder. */
  readonly credentialSecret: string | null;
  /** Pack → what goes before its process terms, as `domain/process/terms.schema.json` says. */
  readonly processTerms: Readonly<Record<string, TermsData>>;
  /** Pack → parameter → value, for the parameters that its manifest declares. */
  readonly parameters: Readonly<Record<string, Readonly<Record<string, string | number | boolean>>>>;
  /** Absolute path of the folder with one folder per pack. */
  readonly packFolder: string;
  /** Absolute path of the program that stands in for the partners; demo only. */
  readonly partners: string | null;
  readonly ledger: LedgerSettings;
}

export type LedgerSettings =
  | { readonly store: 'sqlite' }
  | {
      readonly store: 'postgres';
      /** Holds a password. */
      readonly url: string;
      readonly schema: string;
      /** Null: named after the machine, once per data folder. */
      readonly worker: string | null;
      readonly poolSize: number;
      readonly ttlMs: number;
    };

export interface PackReference {
  readonly name: string;
  readonly version: string;
  /** Absolute path of the pack's folder. */
  readonly folder: string;
}

export interface Tenant {
  readonly id: string;
  readonly name: string;
  readonly timeZone: string;
  /** System that flows name → the tenant's own. */
  readonly systems?: Readonly<Record<string, string>>;
}

export const protocols = ['odata', 'rest', 'soap', 'sftp', 'mqtt'] as const;
export type Protocol = (typeof protocols)[number];

/** One outside system. Secrets are resolved values: never logged, never sent to the editor. */
export interface SystemConfig {
  readonly name: string;
  readonly protocol: Protocol;
  /** `http(s)://…`, `sftp://host:port`, `mqtt(s)://host:port`. */
  readonly baseUrl: string;
  readonly auth:
    | { readonly kind: 'none' }
    | { readonly kind: 'basic'; readonly username: string; readonly password: string }
    | { readonly kind: 'bearer'; readonly token: string }
    | { readonly kind: 'header'; readonly name: string; readonly value: string }
    | { readonly kind: 'key'; readonly username: string; readonly privateKey: string };
  /** Only calls us: its login is what its calls present; it is never called. */
  readonly inbound?: boolean;
  /** Name of the system whose callers may also present this one's credentials. */
  readonly loginOf?: string;
  /** Whom callers with its credentials speak for, where an entry asks. */
  readonly parties?: readonly string[];
  /** SFTP: SHA256 fingerprint of the host key, base64. */
  readonly hostKey?: string;
  readonly timeoutMs: number;
  readonly maxConcurrent: number;
  /** Retry of deliveries; the site's when absent. */
  readonly retry?: RetryPolicy;
  readonly circuitBreaker: {
    /** In a row. */
    readonly failures: number;
    readonly openMs: number;
    /** Pace of the backlog after an outage; all at once when absent. */
    readonly recovery?: { readonly startPerSecond: number; readonly doubleEveryMs: number };
  };
  readonly rateLimit?: { readonly requests: number; readonly perMs: number; readonly burst?: number };
  /** Retries per first attempt, and per second in any case; unlimited when absent. */
  readonly retryBudget?: { readonly ratio: number; readonly perSecond: number };
  /** A delivery that is older becomes an exception; none does when absent. */
  readonly giveUpAfterMs?: number;
  /** Name of the system of the same protocol that stands in while this one is down. */
  readonly fallback?: string;
  readonly fallbackAfterMs?: number;
  /** Also what this system may have carried out already goes to the fallback. */
  readonly fallbackWhenUnknown?: boolean;
  /** Without a fallback, while the circuit is open: wait, or leave the node at its output `rejected`. */
  readonly degraded?: 'hold' | 'reject';
}
