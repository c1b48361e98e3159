import type { FieldGroup, Source } from '../../domain/master-data/ownership.ts';
import type { LedgerSettings, LoadedSite, Site, SystemConfig, Tenant } from './site.ts';

/** An object's line of the ownership matrix as it is written; a text is its owner. */
export interface OwnershipEntry {
  readonly owner: string;
  readonly tenants?: Readonly<
    Record<string, string | { readonly owner: string; readonly sources: readonly (string | Source)[] }>
  >;
  readonly fields?: Readonly<Record<string, FieldGroup>>;
  readonly subscribers?: readonly string[];
  readonly sources?: readonly (string | Source)[];
  readonly steward?: string;
}

/** A site file after `site.schema.json` has filled its defaults. */
export interface SiteDocument
  extends Pick<
    Site,
    | 'environment'
    | 'timeZone'
    | 'http'
    | 'editor'
    | 'limits'
    | 'retry'
    | 'channels'
    | 'entries'
    | 'retention'
    | 'tracing'
  > {
  readonly site: string;
  readonly dataFolder: string;
  readonly admin: { readonly username: string; readonly passwordHash?: string };
  readonly credentialSecret?: string;
  readonly packs: Readonly<Record<string, string>>;
  readonly parameters: LoadedSite['parameters'];
  readonly processTerms: LoadedSite['processTerms'];
  readonly packFolder: string;
  readonly tenants: Readonly<
    Record<string, Pick<Tenant, 'name' | 'systems'> & { readonly timeZone?: string }>
  >;
  readonly systems: Readonly<Record<string, Omit<SystemConfig, 'name'>>>;
  readonly systemOfRecord: Readonly<Record<string, string | OwnershipEntry>>;
  readonly schedules: Readonly<Record<string, { readonly cron: string; readonly timeZone?: string }>>;
  readonly masterData?: string;
  readonly partners?: string;
  readonly ledger: Omit<Extract<LedgerSettings, { store: 'postgres' }>, 'store' | 'url' | 'worker'> & {
    readonly store: LedgerSettings['store'];
    readonly url?: string;
    readonly worker?: string;
  };
}
