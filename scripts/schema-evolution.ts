/**
 * Compares the canonical schemas with the last release and fails on a breaking change; canonical-schemas/EVOLUTION.md has the rules.
 * `--release <version>` keeps the present schemas as that release.
 */

import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compareFolders, lastRelease, writeRelease } from './canonical/release.ts';

/** Prints every difference and gives the exit code: 1 when one of them breaks documents or their readers. */
export function checkEvolution(folder: string, print: (line: string) => void): 0 | 1 {
  const release = lastRelease(folder);
  if (release === null) {
    print('no release to compare with yet');
    return 0;
  }
  const found = compareFolders(join(folder, 'released', release), folder);
  for (const { breaking, file, path, change } of found)
    print(`${breaking ? 'breaking  ' : 'compatible'}  ${file}  ${path || '(whole)'}  ${change}`);
  const breaking = found.filter((difference) => difference.breaking).length;
  print(`${found.length} differences from release ${release}, ${breaking} of them breaking`);
  if (breaking === 0) return 0;
  print('A breaking change needs a new version file beside the old one: see canonical-schemas/EVOLUTION.md');
  return 1;
}

if (import.meta.main) {
  const folder = fileURLToPath(new URL('../canonical-schemas', import.meta.url));
  const [flag, version] = process.argv.slice(2);
  if (flag === '--release' && /^\d+\.\d+\.\d+$/.test(version ?? '')) writeRelease(folder, String(version));
  else if (flag === undefined) process.exitCode = checkEvolution(folder, console.log);
  else {
    console.error('usage: node scripts/schema-evolution.ts [--release <major.minor.patch>]');
    process.exitCode = 2;
  }
}
