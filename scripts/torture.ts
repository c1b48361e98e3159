/** `npm run torture`: messages under faults, and what became of them. */
import { readOptions, usage } from '../test/torture/options.ts';
import { torture } from '../test/torture/run.ts';

const args = process.argv.slice(2);
if (args.includes('--help')) {
  console.log(usage);
  process.exit(0);
}
// What it started ends with it.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130));
try {
  const { line, clean } = await torture(readOptions(args, Date.now() % 1_000_000), console.log);
  console.log(line);
  process.exit(clean ? 0 : 1);
} catch (thrown) {
  console.error(thrown instanceof Error ? `${thrown.stack}\n\n${usage}` : thrown);
  process.exit(2);
}
