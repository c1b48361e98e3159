import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Issue, lintPacks } from '../../runtime/packs/lint/lint-packs.ts';
import { PackStore } from '../../runtime/packs/pack-store.ts';
import { createPacksView } from '../../runtime/packs/view.ts';
import { loadSite } from '../../runtime/site/load-site.ts';
import type { LoadedSite } from '../../runtime/site/site.ts';
import { readArguments, UsageError } from '../arguments.ts';
import { chooseSite } from '../choose-site.ts';
import type { Command, Terminal } from '../run-command.ts';
import { coreTypes, ownNodes } from './known-nodes.ts';

const actions: Readonly<Record<string, (site: LoadedSite, terminal: Terminal) => number | Promise<number>>> =
  {
    list,
    lint,
    format,
  };

/** `crossdock pack lint|list|format [site]`; lint exits with 1 when there is an error. */
export const run: Command = async (args, terminal, env) => {
  const [name = '', named] = readArguments(args, {}, 2).positionals;
  const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
  if (!action) throw new UsageError(`'${name}' is not something to do with packs`);
  return action(loadSite(chooseSite(named, env), env, { withoutSecrets: true }), terminal);
};

async function list(site: LoadedSite, { out }: Terminal): Promise<number> {
  const { packs } = new PackStore(site, await ownNodes());
  const width = Math.max(...packs.map(({ manifest }) => manifest.name.length));
  for (const { manifest, sheets } of packs) {
    const tabs = sheets.filter(({ kind }) => kind === 'tab').length;
    out(
      `${manifest.name.padEnd(width)}  ${manifest.version}  ${manifest.lifecycle.padEnd(10)}  ${tabs} tab(s)  ${manifest.owner}`,
    );
  }
  return 0;
}

async function lint(site: LoadedSite, { out, error }: Terminal): Promise<number> {
  const issues = await issuesOf(site);
  for (const { severity, where, text, remedy } of issues) {
    (severity === 'error' ? error : out)(`${severity}: ${where}: ${text}\n  → ${remedy}`);
  }
  const errors = issues.filter(({ severity }) => severity === 'error').length;
  out(`${site.packs.length} packs: ${errors} error(s), ${issues.length - errors} warning(s)`);
  return errors > 0 ? 1 : 0;
}

async function format(site: LoadedSite, { out }: Terminal): Promise<number> {
  const changed = new PackStore(site, await ownNodes()).format();
  for (const file of changed.keys()) out(file);
  out(`${changed.size} file(s) written`);
  return 0;
}

/** What the lint says about a site's packs. */
export async function issuesOf(site: LoadedSite): Promise<Issue[]> {
  const nodes = await ownNodes();
  const store = new PackStore(site, nodes);
  return lintPacks(
    { site, packs: store.packs, nodes, coreTypes: coreTypes(), canonicalSchema },
    createPacksView(store),
  );
}

const schemas = join(dirname(dirname(import.meta.dirname)), 'canonical-schemas');

function canonicalSchema(object: string, version: string): unknown {
  const file = join(schemas, object, `v${version}.schema.json`);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null;
}
