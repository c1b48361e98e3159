import { globSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { readNodeTypes } from '../../runtime/packs/node-types.ts';
import { nodesFolder } from '../../settings.ts';

/** Our node types. */
export const ownNodes = () => readNodeTypes(nodesFolder);

/** The types that Node-RED's core palette registers, read from its editor files. */
export function coreTypes(): Set<string> {
  const folder = join(dirname(createRequire(import.meta.url).resolve('@node-red/nodes')), 'core');
  const texts = globSync('**/*.html', { cwd: folder, exclude: ['**/locales/**'] }).map((file) =>
    readFileSync(join(folder, file), 'utf8'),
  );
  const registered = /registerType\(\s*['"]([^'"]+)['"]/g;
  return new Set(texts.flatMap((text) => [...text.matchAll(registered)].map(([, type]) => String(type))));
}
