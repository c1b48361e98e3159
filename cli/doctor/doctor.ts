import { checkMasterData } from '../../runtime/master-data/load-master-data.ts';
import { checkSite } from '../../runtime/site/load-site.ts';
import type { LoadedSite } from '../../runtime/site/site.ts';
import { readArguments } from '../arguments.ts';
import { chooseSite } from '../choose-site.ts';
import type { Command, Terminal } from '../run-command.ts';
import { type Finding, fail, ok, warn } from './check.ts';
import { checkBuild, checkClock, checkNode, checkPort, checkSkew } from './machine.ts';
import { checkStore } from './store.ts';
import { probe } from './systems.ts';

/** `crossdock doctor [site]`: looks at everything a start depends on; exit code 1 when something would stop it. */
export const run: Command = async (args, terminal, env) => {
  const [named] = readArguments(args, {}, 1).positionals;
  const file = chooseSite(named, env);
  const findings = [checkNode(process.version), checkBuild(), checkClock(new Date())];
  const { site, problems } = checkSite(file, env);
  findings.push(...problems.map(({ message, remedy }) => fail('site file', message, remedy)));
  if (site) {
    findings.push(ok('site file', `${file} is fine, secrets included`));
    findings.push(...(await checkLoaded(site)));
  }
  for (const finding of findings) print(finding, terminal);
  const failed = findings.filter(({ state }) => state === 'fail').length;
  const warned = findings.filter(({ state }) => state === 'warn').length;
  terminal.out(failed > 0 ? `${failed} to fix, ${warned} to know` : `ready to start, ${warned} to know`);
  return failed > 0 ? 1 : 0;
};

async function checkLoaded(site: LoadedSite): Promise<Finding[]> {
  const data = checkMasterData(
    site.masterDataFolder,
    site.tenants.map(({ id }) => id),
  ).problems;
  const probes = await Promise.all(
    Object.values(site.systems)
      .filter(({ inbound }) => !inbound)
      .map((system) => probe(system, site.partners !== null)),
  );
  const skew = probes.map(({ skewMs }) => skewMs).find((ms) => ms !== null) ?? null;
  const store = await checkStore(site.dataFolder, site.ledger);
  const inUse = store.some(({ name, state }) => name === 'ledger' && state === 'warn');
  return [
    ...(data.length === 0
      ? [ok('master data', site.masterDataFolder ?? 'none')]
      : data.map(({ message, remedy }) => fail('master data', message, remedy))),
    await checkPacks(site),
    ...store,
    // The running site itself holds the port.
    ...(inUse ? [] : [await checkPort(site.http.host, site.http.port)]),
    ...probes.map(({ finding }) => finding),
    ...checkSkew(skew),
  ];
}

async function checkPacks(site: LoadedSite): Promise<Finding> {
  const { issuesOf } = await import('../pack/pack.ts');
  try {
    const issues = await issuesOf(site);
    const errors = issues.filter(({ severity }) => severity === 'error').length;
    const text = `${site.packs.length} packs: ${errors} error(s), ${issues.length - errors} warning(s)`;
    const remedy = "Run 'crossdock pack lint' to see them.";
    if (errors > 0) return fail('packs', text, remedy);
    return issues.length > 0 ? warn('packs', text, remedy) : ok('packs', text);
  } catch (thrown) {
    return fail('packs', (thrown as Error).message, "Run 'crossdock pack lint'.");
  }
}

const marks = { ok: 'ok  ', warn: 'note', fail: 'FAIL' } as const;

function print({ state, name, text, remedy }: Finding, { out, error }: Terminal): void {
  const line = `${marks[state]}  ${name.padEnd(22)} ${text}${remedy ? `\n        → ${remedy}` : ''}`;
  (state === 'fail' ? error : out)(line);
}
