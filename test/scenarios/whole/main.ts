/**
 * Child process: plays the named cases in a runtime and tells what came of them on standard output, as one line of JSON,
 * and how far it is on the fourth stream, line by line.
 */
import { writeSync } from 'node:fs';
import { scenarios } from '../scenario.ts';
import { playWhole } from './play-whole.ts';
import type { LedgerPlace } from './world.ts';

const { files, place } = JSON.parse(process.argv[2] ?? '') as {
  readonly files: readonly string[];
  readonly place: LedgerPlace | null;
};
const progress = 3;
const chosen = scenarios().filter(({ file }) => files.includes(file));
const played = await playWhole(chosen, { place, log: (line) => void writeSync(progress, `${line}\n`) });
process.stdout.write(`${JSON.stringify(played)}\n`, () => process.exit(0));
