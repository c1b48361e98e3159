import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { NodeDefinition } from '../define-node.ts';
import type { NodeLabels } from '../labels.ts';
import { missingLabels } from './missing-labels.ts';

/** Everything the build reads from one folder of `nodes/`. */
export interface NodeFolderSources {
  readonly name: string;
  readonly path: string;
  readonly definition: NodeDefinition;
  readonly labels: NodeLabels;
  readonly help: string;
  readonly icon: string;
  readonly hasEditor: boolean;
  readonly hasUpgrades: boolean;
}

/**
 * Reads and checks one node folder.
 *
 * @throws Error naming the file and what is wrong with it; the build disables this node only.
 */
export async function readNodeFolder(nodesPath: string, name: string): Promise<NodeFolderSources> {
  const path = join(nodesPath, name);
  const read = (file: string): string => {
    const full = join(path, file);
    if (!existsSync(full)) throw new Error(`${file} is missing`);
    return readFileSync(full, 'utf8');
  };
  const definition = await importDefinition(join(path, 'definition.ts'));
  if (definition.type !== `crossdock-${name}`)
    throw new Error(`its type is ${definition.type}, not crossdock-${name}`);
  const labels = parseLabels(read('labels.en-US.json'));
  const missing = missingLabels(definition, labels);
  if (missing.length > 0) throw new Error(`labels.en-US.json lacks ${missing.join(', ')}`);
  if (!existsSync(join(path, 'runtime.ts'))) throw new Error('runtime.ts is missing');
  return {
    name,
    path,
    definition,
    labels,
    help: read('help.en-US.md'),
    icon: read('icon.svg'),
    hasEditor: existsSync(join(path, 'editor.ts')),
    hasUpgrades: existsSync(join(path, 'upgrades.ts')),
  };
}

async function importDefinition(file: string): Promise<NodeDefinition> {
  // A changed definition is read again when a watcher builds twice in one process.
  const url = `${pathToFileURL(file).href}?changed=${statSync(file).mtimeMs}`;
  const module: { definition?: NodeDefinition } = await import(url).catch((thrown: unknown) => {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    throw new Error(`definition.ts: ${reason}`, { cause: thrown });
  });
  if (!module.definition) throw new Error('definition.ts does not export "definition"');
  return module.definition;
}

function parseLabels(text: string): NodeLabels {
  const labels: Partial<NodeLabels> = JSON.parse(text);
  return { label: '', summary: '', fields: {}, outputs: {}, ...labels };
}
