/**
 * `npm run scenarios [-- FILE]`: plays every business case of `test/scenarios/cases`, writes a report that a controller
 * can read (FILE, a temporary one when absent), and ends with `N passed, N failed`; exit 1 when one has failed.
 */
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { judge } from '../test/scenarios/judge.ts';
import { play } from '../test/scenarios/play.ts';
import { report } from '../test/scenarios/report.ts';
import { scenarios } from '../test/scenarios/scenario.ts';

const [file = join(tmpdir(), 'crossdock-scenarios.md')] = process.argv.slice(2);
const parts: string[] = [];
let failed = 0;
for (const scenario of scenarios()) {
  const played = play(scenario);
  const differences = judge(scenario, played);
  const passed = differences.length === 0;
  if (!passed) failed += 1;
  parts.push(report(scenario, played, differences));
  console.log(`${passed ? 'passed' : 'FAILED'}  ${scenario.case}`);
  for (const { what, expected, found } of differences) {
    console.log(`        ${what}: expected ${JSON.stringify(expected)}, found ${JSON.stringify(found)}`);
  }
}
const verdict = `${parts.length - failed} passed, ${failed} failed`;
writeFileSync(file, `# Business cases\n\n${verdict}\n\n${parts.join('\n\n')}\n`);
console.log(`report: ${file}\n${verdict}`);
process.exit(failed > 0 || parts.length === 0 ? 1 : 0);
