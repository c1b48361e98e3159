/**
 * `npm run scenarios [-- FILE]`: plays every business case of `test/scenarios/cases` and `several/cases` with nothing but the domain, and those that say
 * so through a whole runtime with the partners' stand-ins too; writes a report that a controller can read (FILE, a temporary one when
 * absent), and ends with `N passed, N failed`, a case in the runtime counting for itself; exit 1 when one has failed.
 */
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { judge } from '../test/scenarios/judge.ts';
import { type Played, play } from '../test/scenarios/play.ts';
import { report } from '../test/scenarios/report.ts';
import { type Scenario, scenarios } from '../test/scenarios/scenario.ts';
import { playSeveral } from '../test/scenarios/several/play-several.ts';
import { severalScenarios } from '../test/scenarios/several/several.ts';
import { isPure, isWhole, runWhole } from '../test/scenarios/whole/run-whole.ts';

const [file = join(tmpdir(), 'crossdock-scenarios.md')] = process.argv.slice(2);
const pure: string[] = [];
const whole: string[] = [];
let failed = 0;

function tell(
  scenario: Scenario,
  how: string,
  played: Played,
  differences = judge(scenario, played),
): string {
  const passed = differences.length === 0;
  if (!passed) failed += 1;
  console.log(`${passed ? 'passed' : 'FAILED'}  ${how}  ${scenario.case}`);
  for (const { what, expected, found } of differences) {
    console.log(`        ${what}: expected ${JSON.stringify(expected)}, found ${JSON.stringify(found)}`);
  }
  return report(scenario, played, differences);
}

const all = scenarios();
for (const scenario of all.filter(isPure)) pure.push(tell(scenario, 'domain ', play(scenario)));
for (const scenario of severalScenarios()) {
  const { played, differences } = await playSeveral(scenario);
  pure.push(tell(scenario, 'domain ', played, differences));
}
const inRuntime = all.filter(isWhole);
const results = await runWhole(inRuntime, null, (line) => console.log(`        ${line}`));
for (const scenario of inRuntime) {
  const { played = null, failure = null } = results.get(scenario.file) ?? {};
  if (played) whole.push(tell(scenario, 'runtime', played));
  else {
    failed += 1;
    console.log(`FAILED  runtime  ${scenario.case}\n        ${failure}`);
    whole.push(`## ${scenario.case} (FAILED)\n\n*${scenario.file}*: ${failure}`);
  }
}
const count = pure.length + whole.length;
const verdict = `${count - failed} passed, ${failed} failed`;
const parts = [
  `# Business cases\n\n${verdict}: ${pure.length} with nothing but the domain, ${whole.length} through a whole runtime with its partners.`,
  `# With nothing but the domain\n\n${pure.join('\n\n')}`,
  `# Through a whole runtime\n\nWhat followed tells where each event came in.\n\n${whole.join('\n\n')}`,
];
writeFileSync(file, `${parts.join('\n\n')}\n`);
console.log(`report: ${file}\n${verdict}`);
process.exit(failed > 0 || count === 0 ? 1 : 0);
