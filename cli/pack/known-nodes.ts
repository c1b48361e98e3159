import { globSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { KnownNode } from '../../runtime/packs/lint/lint-packs.ts';

const root = join(import.meta.dirname, '..', '..');

/** Our node types, from their definitions; one that cannot be read is left out, so that flows that use it are named. */
export async function ownNodes(): Promise<Map<string, KnownNode>> {
  const files = globSync('nodes/*/definition.ts', { cwd: root });
  const modules = await Promise.allSettled(
    files.map((file) => import(pathToFileURL(join(root, file)).href) as Promise<{ definition: KnownNode }>),
  );
  const definitions = modules.flatMap((module) =>
    module.status === 'fulfilled' ? [module.value.definition] : [],
  );
  return new Map(definitions.map((definition) => [definition.type, definition]));
}

/** The types that Node-RED's core palette registers, read from its editor files. */
export function coreTypes(): Set<string> {
  const folder = join(dirname(createRequire(import.meta.url).resolve('@node-red/nodes')), 'core');
  const texts = globSync('**/*.html', { cwd: folder, exclude: ['**/locales/**'] }).map((file) =>
    readFileSync(join(folder, file), 'utf8'),
  );
  const registered = /registerType\(\s*['"]([^'"]+)['"]/g;
  return new Set(texts.flatMap((text) => [...text.matchAll(registered)].map(([, type]) => String(type))));
}
