import { checkMasterData } from '../runtime/master-data/load-master-data.ts';
import { checkSite, describeProblems } from '../runtime/site/load-site.ts';
import { environment } from '../settings.ts';
import { chooseSite } from './choose-site.ts';
import type { Command } from './crossdock.ts';

/** `crossdock site check [site]`: every problem of the site file and its master data; exit code 1 when there is one. */
export const run: Command = async ([action, named], terminal) => {
  if (action !== 'check') {
    terminal.error("crossdock: use 'crossdock site check [site]'");
    return 2;
  }
  const env = environment();
  const file = chooseSite(named, env);
  const { site, problems } = checkSite(file, env);
  const data = checkMasterData(site?.masterDataFolder ?? null).problems;
  const all = [...problems, ...data];
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
