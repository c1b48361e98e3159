/** Types and validators of the canonical objects from their schemas; `--check` only compares the committed types. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newest, readSchemas } from './canonical/schemas.ts';
import { typesSource } from './canonical/types.ts';

const typesFile = 'domain/canonical/types.generated.ts';

/** Writes `domain/canonical/types.generated.ts`. */
export async function buildCanonical(root: string): Promise<void> {
  const files = newest(readSchemas(join(root, 'canonical-schemas')));
  writeWhenChanged(join(root, typesFile), await typesSource(files));
}

function writeWhenChanged(path: string, content: string): void {
  if (existsSync(path) && readFileSync(path, 'utf8') === content) return;
  writeFileSync(path, content);
}

if (import.meta.main) await buildCanonical(new URL('..', import.meta.url).pathname);
