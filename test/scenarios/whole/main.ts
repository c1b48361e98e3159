/** Child process: plays the named cases in a runtime and tells what came of them on standard output, as one line of JSON. */
import { scenarios } from '../scenario.ts';
import { playWhole } from './play-whole.ts';
import type { LedgerPlace } from './world.ts';

const { files, place } = JSON.parse(process.argv[2] ?? '') as {
  readonly files: readonly string[];
  readonly place: LedgerPlace | null;
};
const chosen = scenarios().filter(({ file }) => files.includes(file));
const played = await playWhole(chosen, { place });
process.stdout.write(`${JSON.stringify(played)}\n`, () => process.exit(0));
