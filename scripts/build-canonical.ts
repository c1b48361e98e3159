/** Types and validators of the canonical objects from their schemas; `--check` only compares the committed types. */

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { newest, readCodeLists, readSchemas } from './canonical/schemas.ts';
import { typesSource } from './canonical/types.ts';
import { validatorsSource } from './canonical/validators.ts';

const typesFile = 'domain/canonical/types.generated.ts';
const validatorsFile = 'domain/canonical/validators.generated.js';

/** Writes `types.generated.ts` (committed) and `validators.generated.js` (not committed) in `domain/canonical/`. */
export async function buildCanonical(root: string): Promise<void> {
  const folder = join(root, 'canonical-schemas');
  const files = readSchemas(folder);
  writeWhenChanged(join(root, validatorsFile), validatorsSource(files, readCodeLists(folder)));
  writeWhenChanged(join(root, typesFile), await typesSource(newest(files)));
}

/** Whether the committed types are those that the schemas give. */
export async function checkCanonical(root: string): Promise<boolean> {
  const source = await typesSource(newest(readSchemas(join(root, 'canonical-schemas'))));
  return existsSync(join(root, typesFile)) && readFileSync(join(root, typesFile), 'utf8') === source;
}

/** An unchanged file keeps its time, so that watchers stay quiet. */
function writeWhenChanged(path: string, content: string): void {
  if (existsSync(path) && readFileSync(path, 'utf8') === content) return;
  writeFileSync(path, content);
}

if (import.meta.main) {
  const root = fileURLToPath(new URL('..', import.meta.url));
  if (!process.argv.includes('--check')) await buildCanonical(root);
  else if (!(await checkCanonical(root))) {
    console.error(`${typesFile} differs from canonical-schemas/: run "npm run build" and commit it`);
    process.exit(1);
  }
}
