import { CrossdockError } from '../domain/errors.ts';
import { checkMasterData } from '../runtime/master-data/load-master-data.ts';
import { checkPackReferences } from '../runtime/packs/check-references.ts';
import { PackStore } from '../runtime/packs/pack-store.ts';
import { createPacksView } from '../runtime/packs/view.ts';
import { checkSite, describeProblems } from '../runtime/site/load-site.ts';
import type { LoadedSite } from '../runtime/site/site.ts';
import { readArguments, UsageError } from './arguments.ts';
import { chooseSite } from './choose-site.ts';
import { ownNodes } from './pack/known-nodes.ts';
import type { Command } from './run-command.ts';

/**
 * `crossdock site check [site]`: every problem of the site file, its master data and the names in its packs' flows;
 * exit code 1 when there is one.
 */
export const run: Command = async (args, terminal, env) => {
  const [action, named] = readArguments(args, {}, 2).positionals;
  if (action !== 'check') throw new UsageError(`'${action ?? ''}' is not something to do with a site`);
  const file = chooseSite(named, env);
  const { site, problems } = checkSite(file, env);
  const data = checkMasterData(
    site?.masterDataFolder ?? null,
    site?.tenants.map(({ id }) => id),
  ).problems;
  const all = [...problems, ...data, ...(site ? await packProblems(site) : [])];
  if (site === null || all.length > 0) {
    terminal.error(`${file}: ${all.length} problem(s)\n${describeProblems(all)}`);
    return 1;
  }
  const systems = Object.values(site.systems).length;
  terminal.out(
    `${file}: fine. Site ${site.id} (${site.environment}): ${site.packs.length} packs, ${site.tenants.length} tenants, ${systems} systems.`,
  );
  return 0;
};

async function packProblems(site: LoadedSite): Promise<readonly CrossdockError[]> {
  const nodes = await ownNodes();
  try {
    const store = new PackStore(site, nodes);
    return checkPackReferences(site, store.packs, nodes, createPacksView(store));
  } catch (thrown) {
    if (thrown instanceof CrossdockError) return [thrown];
    throw thrown;
  }
}
