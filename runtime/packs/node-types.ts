import { globSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { KnownNode } from './lint/issue.ts';

/**
 * The node types whose folders stand in `folder`, from their definitions. One that cannot be read is left out: a lint
 * then names the flows that use it.
 */
export async function readNodeTypes(folder: string): Promise<Map<string, KnownNode>> {
  const files = globSync('*/definition.ts', { cwd: folder });
  const modules = await Promise.allSettled(
    files.map((file) => import(pathToFileURL(join(folder, file)).href) as Promise<{ definition: KnownNode }>),
  );
  const definitions = modules.flatMap((module) =>
    module.status === 'fulfilled' ? [module.value.definition] : [],
  );
  return new Map(definitions.map((definition) => [definition.type, definition]));
}
