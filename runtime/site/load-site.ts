import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { CrossdockError } from '../../domain/errors.ts';
import type { OwnershipMatrix, Source } from '../../domain/master-data/ownership.ts';
import { parseYaml } from '../documents/yaml-document.ts';
import { checkReferences } from './references.ts';
import { type Environment, resolveSecrets } from './secrets.ts';
import type { LedgerSettings, LoadedSite } from './site.ts';
import type { SiteDocument } from './site-document.ts';
import { validateSite } from './validator.ts';

export interface SiteCheck {
  /** Null when there are problems. */
  readonly site: LoadedSite | null;
  readonly problems: readonly CrossdockError[];
  /** References of secrets that are not there, when these are no problem. */
  readonly missingSecrets: readonly string[];
}

export interface SiteCheckOptions {
  /** For who only looks at the site: a secret that is missing is no problem, and stays a reference. */
  readonly withoutSecrets?: boolean;
}

/**
 * Reads a site file and reports everything that is wrong with it, each problem with file, line and column.
 * `env` feeds `${NAME}` and `env:` secrets; the process environment is not read.
 */
export function checkSite(
  file: string,
  env: Environment,
  { withoutSecrets = false }: SiteCheckOptions = {},
): SiteCheck {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (thrown) {
    const reason = existsSync(file) ? String((thrown as Error).message) : 'it does not exist';
    const problems = [new CrossdockError('CD_FILE_UNREADABLE', { where: file, reason })];
    return { site: null, problems, missingSecrets: [] };
  }
  const document = parseYaml(file, text, env);
  if (document.data === undefined) {
    return { site: null, problems: document.problems, missingSecrets: [] };
  }
  const { problems: fields, secrets } = validateSite(document);
  const folder = dirname(resolve(file));
  const missing = resolveSecrets(document, secrets, { env, folder });
  const problems = firstPerPlace([
    ...document.problems,
    ...fields,
    ...(withoutSecrets ? missing.filter(({ code }) => code !== 'CD_SITE_SECRET_MISSING') : missing),
    ...checkReferences(document, folder),
  ]);
  const site = problems.length === 0 ? toSite(resolve(file), document.data as SiteDocument) : null;
  const missingSecrets = withoutSecrets
    ? missing.flatMap(({ parameters }) => (parameters.reference ? [String(parameters.reference)] : []))
    : [];
  return { site, problems, missingSecrets };
}

/**
 * A site ready to start, with defaults filled, variables and secrets resolved and packs found.
 * @throws CD_SITE_INVALID naming every problem
 */
export function loadSite(file: string, env: Environment, options: SiteCheckOptions = {}): LoadedSite {
  const { site, problems } = checkSite(file, env, options);
  if (site) return site;
  throw new CrossdockError('CD_SITE_INVALID', {
    file,
    count: problems.length,
    problems: describeProblems(problems),
  });
}

/** One paragraph per problem: code, place and fault, then what to do. */
export function describeProblems(problems: readonly CrossdockError[]): string {
  return problems.map(({ code, message, remedy }) => `  ${code} ${message}\n    → ${remedy}`).join('\n');
}

/** An unset variable also makes its field invalid: only the cause is reported. */
function firstPerPlace(problems: readonly CrossdockError[]): CrossdockError[] {
  const unset = new Set(
    problems
      .filter(({ code }) => code === 'CD_SITE_VARIABLE_MISSING')
      .map(({ parameters }) => parameters.where),
  );
  return problems.filter(
    ({ code, parameters }) => code === 'CD_SITE_VARIABLE_MISSING' || !unset.has(parameters.where),
  );
}

function toSite(file: string, document: SiteDocument): LoadedSite {
  const folder = dirname(file);
  const packFolder = resolve(folder, document.packFolder);
  const { timeZone } = document;
  return {
    file,
    id: document.site,
    environment: document.environment,
    timeZone,
    dataFolder: resolve(folder, document.dataFolder),
    http: document.http,
    admin: {
      username: document.admin.username,
      passwordHash: document.admin.passwordHash ?? null,
    },
    credentialSecret: document.credentialSecret ?? null,
    packs: Object.entries(document.packs).map(([name, version]) => ({
      name,
      version,
      folder: resolve(packFolder, name),
    })),
    parameters: document.parameters,
    processTerms: document.processTerms,
    packFolder,
    partners: document.partners === undefined ? null : resolve(folder, document.partners),
    tenants: Object.entries(document.tenants).map(([id, tenant]) => ({
      id,
      name: tenant.name,
      timeZone: tenant.timeZone ?? timeZone,
      ...(tenant.systems && { systems: tenant.systems }),
    })),
    systems: Object.fromEntries(
      Object.entries(document.systems).map(([name, system]) => [name, { name, ...system }]),
    ),
    systemOfRecord: toMatrix(document.systemOfRecord),
    schedules: Object.fromEntries(
      Object.entries(document.schedules).map(([name, schedule]) => [
        name,
        { cron: schedule.cron, timeZone: schedule.timeZone ?? timeZone },
      ]),
    ),
    masterDataFolder: document.masterData === undefined ? null : resolve(folder, document.masterData),
    editor: document.editor,
    limits: document.limits,
    retry: document.retry,
    channels: document.channels,
    entries: document.entries,
    retention: document.retention,
    tracing: document.tracing,
    ledger: toLedger(document.ledger),
  };
}

const toMatrix = (entries: SiteDocument['systemOfRecord']): OwnershipMatrix =>
  Object.fromEntries(
    Object.entries(entries).map(([object, entry]) => {
      const written = typeof entry === 'string' ? { owner: entry } : entry;
      const { tenants = {}, fields: groups = {}, subscribers = [], sources, ...rest } = written;
      const differing = Object.entries(tenants).map(([tenant, one]) => [
        tenant,
        typeof one === 'string' ? one : { ...one, sources: toSources(one.sources) },
      ]);
      const line = { ...rest, tenants: Object.fromEntries(differing), groups, subscribers };
      return [object, { ...line, ...(sources && { sources: toSources(sources) }) }];
    }),
  );

const toSources = (written: readonly (string | Source)[]): readonly Source[] =>
  written.map((source) => (typeof source === 'string' ? { system: source } : source));

function toLedger({ store, url = '', worker, ...rest }: SiteDocument['ledger']): LedgerSettings {
  return store === 'sqlite' ? { store } : { store, url, worker: worker ?? null, ...rest };
}
