import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import cron from 'node-cron';
import { parse } from 'yaml';
import { CrossdockError, errorTable } from '../../domain/errors.ts';
import { calendarProblem } from '../../domain/process/terms.ts';
import type { DocumentPath, YamlDocument } from '../documents/yaml-document.ts';
import { matchesCode } from '../runs/retry.ts';
import { checkOwnership } from './ownership.ts';
import { checkTenants } from './tenants.ts';

/** What a schema cannot say: packs exist at their version, names lead somewhere, cron patterns are patterns. */
export function checkReferences(document: YamlDocument, folder: string): CrossdockError[] {
  const site = mapping(document.data);
  const packFolder = resolve(folder, text(site.packFolder) ?? '');
  const named = (path: DocumentPath, name: unknown, known: readonly string[], expected: string) =>
    typeof name !== 'string' || known.includes(name)
      ? []
      : [
          new CrossdockError('CD_SITE_REFERENCE', {
            where: document.at(path),
            path: path.join('.'),
            name,
            expected,
            known: known.join(', ') || '(none)',
          }),
        ];
  const field = (path: DocumentPath, reason: string) => [
    new CrossdockError('CD_SITE_FIELD', { where: document.at(path), path: path.join('.'), reason }),
  ];
  const existing = (name: string, what: string) => {
    const path = text(site[name]);
    return path === undefined || existsSync(resolve(folder, path))
      ? []
      : field([name], `names a ${what} that does not exist: ${resolve(folder, path)}`);
  };
  const systems = Object.keys(mapping(site.systems));
  return [
    ...Object.entries(mapping(site.packs)).flatMap(([pack, wanted]) =>
      typeof wanted === 'string' ? checkPack(document, packFolder, pack, wanted) : [],
    ),
    ...checkOwnership(site, { named, field }),
    ...checkTenants(site, { named, field }),
    ...Object.keys(mapping(site.parameters)).flatMap((pack) =>
      named(['parameters', pack], pack, Object.keys(mapping(site.packs)), 'a pack of this site'),
    ),
    ...Object.entries(mapping(site.processTerms)).flatMap(([pack, terms]) => [
      ...named(['processTerms', pack], pack, Object.keys(mapping(site.packs)), 'a pack of this site'),
      ...[calendarProblem(terms)].flatMap((reason) => (reason ? field(['processTerms', pack], reason) : [])),
    ]),
    ...named(
      ['editor', 'pack'],
      mapping(site.editor).pack,
      Object.keys(mapping(site.packs)),
      'a pack of this site',
    ),
    ...Object.entries(mapping(site.schedules)).flatMap(([name, schedule]) => {
      const pattern = text(mapping(schedule).cron);
      return pattern === undefined || cron.validate(pattern)
        ? []
        : field(['schedules', name, 'cron'], `is not a cron pattern: ${pattern}`);
    }),
    ...checkLogin(document),
    ...checkCodes(document),
    ...Object.entries(mapping(site.systems)).flatMap(([name, system]) => {
      const { fallback, degraded, protocol } = mapping(system);
      if (typeof fallback !== 'string') return [];
      const path = ['systems', name, 'fallback'];
      const other = mapping(mapping(site.systems)[fallback]);
      const reason =
        (fallback === name && 'is the system itself') ||
        (other.inbound === true && `only calls us: ${fallback}`) ||
        (systems.includes(fallback) &&
          other.protocol !== protocol &&
          `speaks another protocol: ${fallback}`) ||
        (degraded === 'reject' && 'and degraded: reject exclude each other');
      return [
        ...named(path, fallback, systems, 'a system of this site'),
        ...(reason ? field(path, reason) : []),
      ];
    }),
    ...Object.entries(mapping(site.systems)).flatMap(([name, system]) =>
      checkInbound(mapping(system), mapping(site.systems)).flatMap(([property, reason]) =>
        field(['systems', name, property], reason),
      ),
    ),
    ...existing('masterData', 'folder'),
    ...existing('partners', 'program'),
    ...(site.partners !== undefined && site.environment === 'production'
      ? field(['partners'], 'is for demo and test sites; a production site talks to real partners')
      : []),
  ];
}

/** What only systems that call us may say, by property. */
function checkInbound(
  { inbound, loginOf, parties }: Readonly<Record<string, unknown>>,
  systems: Readonly<Record<string, unknown>>,
): [property: string, reason: string][] {
  const problems: [property: string, reason: string][] = [];
  for (const [property, value] of Object.entries({ loginOf, parties }))
    if (value !== undefined && inbound !== true)
      problems.push([property, 'is for systems with inbound: true']);
  if (typeof loginOf !== 'string') return problems;
  const other = mapping(systems[loginOf]);
  if (other.inbound !== true || other.loginOf !== undefined)
    problems.push(['loginOf', `names no inbound system with a login of its own: ${loginOf}`]);
  return problems;
}

/** A pattern that no code fits would do nothing, silently. */
function checkCodes(document: YamlDocument): CrossdockError[] {
  const site = mapping(document.data);
  const policies: DocumentPath[] = [
    ['retry'],
    ...['systems', 'channels', 'entries'].flatMap((group) =>
      Object.keys(mapping(site[group])).map((name) => [group, name, 'retry']),
    ),
  ];
  return policies.flatMap((path) => {
    const policy = path.reduce<unknown>((at, name) => mapping(at)[name], site);
    return ['retryable', 'terminal'].flatMap((list) => {
      const patterns = mapping(policy)[list];
      return (Array.isArray(patterns) ? patterns : []).flatMap((pattern: unknown, index) => {
        const codes = typeof pattern === 'string' ? pattern.replace(/:.*/, '') : '*';
        const fits = (code: string) => matchesCode(codes, code);
        if (Object.keys(errorTable).some(fits)) return [];
        const at = [...path, list, index];
        const parameters = { where: document.at(at), path: at.join('.'), pattern: String(pattern) };
        return [new CrossdockError('CD_SITE_CODE_UNKNOWN', parameters)];
      });
    });
  });
}

/** Demo and test sites make a password up; a production site never does, nor do workers, which must share it. */
function checkLogin(document: YamlDocument): CrossdockError[] {
  const { environment, admin, ledger } = mapping(document.data);
  if (mapping(admin).passwordHash !== undefined) return [];
  const shared = mapping(ledger).store === 'postgres';
  if (environment !== 'production' && !shared) return [];
  const written = document.at(['admin'], 'key');
  // A key that the file does not have stands where the file begins.
  const where =
    written === document.at([]) ? document.at([shared ? 'ledger' : 'environment'], 'key') : written;
  const kind = shared ? 'a site of several workers' : 'a production site';
  return [new CrossdockError('CD_START_LOGIN_MISSING', { where, kind })];
}

function mapping(value: unknown): Readonly<Record<string, unknown>> {
  return value !== null && typeof value === 'object' ? (value as Record<string, unknown>) : {};
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function checkPack(
  document: YamlDocument,
  packFolder: string,
  pack: string,
  wanted: string,
): readonly CrossdockError[] {
  const file = join(packFolder, pack, 'pack.yaml');
  const key = document.at(['packs', pack], 'key');
  if (!existsSync(file)) {
    return [
      new CrossdockError('CD_SITE_PACK_MISSING', { where: key, pack, reason: `${file} does not exist` }),
    ];
  }
  let found: unknown;
  try {
    found = (parse(readFileSync(file, 'utf8')) as { version?: unknown } | null)?.version;
  } catch {
    return [
      new CrossdockError('CD_SITE_PACK_MISSING', { where: key, pack, reason: `${file} is not valid YAML` }),
    ];
  }
  if (found === wanted) return [];
  const where = document.at(['packs', pack]);
  return [
    new CrossdockError('CD_SITE_PACK_VERSION', { where, pack, wanted, found: String(found ?? '(none)') }),
  ];
}
