import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { CrossdockError } from '../../domain/errors.ts';
import { checkMasterData } from '../../runtime/master-data/load-master-data.ts';
import { checkSite, describeProblems, loadSite } from '../../runtime/site/load-site.ts';
import type { Environment } from '../../runtime/site/secrets.ts';
import type { LoadedSite } from '../../runtime/site/site.ts';
import { readArguments, UsageError } from '../arguments.ts';
import { chooseSite } from '../choose-site.ts';
import type { Command } from '../run-command.ts';
import { readEntries, withEntries } from './site-entries.ts';
import { fill, type Rendered, readTemplate, render, type Template, valuesFor } from './template.ts';

const options = {
  from: { type: 'string' },
  set: { type: 'string', multiple: true },
} as const;

/** `crossdock tenant new <id> --from <template> [site] [--set name=value …]`; `crossdock tenant list [site]`. */
export const run: Command = async (args, terminal, env) => {
  const { positionals, values } = readArguments(args, options, 3);
  const [action, ...words] = positionals;
  if (action === 'list') {
    const site = readSite(chooseSite(words[0], env), env);
    for (const { id, name, systems = {} } of site.tenants) {
      const own = Object.entries(systems).map(([system, one]) => `${system} = ${one}`);
      terminal.out(`${id}  ${name}  ${own.join(', ') || 'the systems of the site'}`);
    }
    return 0;
  }
  const [id, named] = words;
  if (action !== 'new' || id === undefined || values.from === undefined) {
    throw new UsageError('a new tenant needs an id and --from a template');
  }
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id)) throw new CrossdockError('CD_TENANT_ID', { id });
  const siteFile = chooseSite(named, env);
  const site = readSite(siteFile, env);
  const template = readTemplate(templateFolder(siteFile, values.from), values.from);
  const { files, secrets } = takeOn({ siteFile, site, id, template, given: given(values.set ?? []), env });
  for (const file of files) terminal.out(relative('.', file));
  terminal.out(`Tenant ${id} is in ${relative('.', resolve(siteFile))}.`);
  for (const secret of secrets) terminal.out(`Still to provide: ${secret}`);
  terminal.out('Then: crossdock site check, crossdock pack lint, and start the site again.');
  return 0;
};

/** A name is looked up beside the site file; a path is a path. */
const templateFolder = (siteFile: string, from: string): string =>
  /[\\/]/.test(from) ? resolve(from) : join(dirname(resolve(siteFile)), 'templates', from);

/** The site as it is; a secret that is missing does not keep a tenant from being added. @throws CD_SITE_INVALID */
const readSite = (file: string, env: Environment): LoadedSite =>
  loadSite(file, env, { withoutSecrets: true });

function given(pairs: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const [name, ...value] = pair.split('=');
      if (!name || value.length === 0) throw new UsageError(`'${pair}' is not name=value`);
      return [name, value.join('=')];
    }),
  );
}

interface NewTenant {
  readonly siteFile: string;
  readonly site: LoadedSite;
  readonly id: string;
  readonly template: Template;
  readonly given: Readonly<Record<string, string>>;
  readonly env: Environment;
}

/** Writes everything or nothing. */
function takeOn({ siteFile, site, id, template, given: set, env }: NewTenant) {
  if (site.tenants.some((tenant) => tenant.id === id)) {
    throw new CrossdockError('CD_TENANT_EXISTS', { what: `tenant ${id}`, where: siteFile });
  }
  const values = valuesFor(template, id, set);
  const packFolder = join(site.packFolder, `tenant-${id}`);
  const dataFolder = join(
    site.masterDataFolder ?? join(dirname(site.file), site.id, 'master-data'),
    'tenants',
    id,
  );
  for (const folder of [packFolder, dataFolder]) {
    if (existsSync(folder))
      throw new CrossdockError('CD_TENANT_EXISTS', { what: 'the folder', where: folder });
  }
  const before = readFileSync(siteFile, 'utf8');
  const entries = readEntries(fill(join(template.folder, 'site.yaml'), values));
  const after = withEntries(siteFile, before, entries);
  const files = [
    ...write(packFolder, render(template, 'pack', values)),
    ...write(dataFolder, render(template, 'master-data', values)),
  ];
  writeFileSync(siteFile, after);
  const { site: now, problems, missingSecrets } = checkSite(siteFile, env, { withoutSecrets: true });
  const wrong = [
    ...problems,
    ...checkMasterData(
      now?.masterDataFolder ?? null,
      now?.tenants.map((tenant) => tenant.id),
    ).problems,
  ];
  if (wrong.length > 0) {
    writeFileSync(siteFile, before);
    for (const folder of [packFolder, dataFolder]) rmSync(folder, { recursive: true, force: true });
    throw new CrossdockError('CD_TENANT_UNUSABLE', { id, problems: describeProblems(wrong) });
  }
  return { files, secrets: missingSecrets };
}

function write(folder: string, files: readonly Rendered[]): readonly string[] {
  return files.map(({ path, text }) => {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return file;
  });
}
