/** `npm run torture`: messages under faults, and what became of them. */
import { readOptions, type TortureOptions, usage } from '../test/torture/options.ts';
import { torture } from '../test/torture/run.ts';

const args = process.argv.slice(2);
if (args.includes('--help')) {
  console.log(usage);
  process.exit(0);
}
// What it started ends with it.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130));
let options: TortureOptions;
try {
  options = readOptions(args, Date.now() % 1_000_000);
} catch (thrown) {
  console.error(`torture: ${thrown instanceof Error ? thrown.message : thrown}\n\n${usage}`);
  process.exit(2);
}
try {
  const { line, clean } = await torture(options, console.log);
  console.log(line);
  process.exit(clean ? 0 : 1);
} catch (thrown) {
  console.error('torture: the run could not be carried out, so there is no verdict:', thrown);
  process.exit(2);
}
