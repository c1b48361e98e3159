import type { NodeErrors } from './node-errors.ts';
import type { Red } from './node-red.ts';
import type { NodeRuntime } from './node-runtime.ts';
import { runNode } from './running-node.ts';
import type { Upgrades } from './upgrade-config.ts';

export interface NodeFolder {
  /** Path of the folder from the root, for messages. */
  readonly folder: string;
  readonly load: () => Promise<{ readonly runtime: NodeRuntime; readonly upgrades?: Upgrades }>;
}

/**
 * Registers one node folder with Node-RED; the generated files in `dist/nodes` call it.
 *
 * @throws CD_NODE_LOAD_FAILED after logging it: Node-RED then lists this one node as failed and loads the rest.
 */
export async function loadNode(red: Red, { folder, load }: NodeFolder, errors: NodeErrors): Promise<void> {
  try {
    const { runtime, upgrades = {} } = await load();
    red.nodes.registerType(runtime.definition.type, function (config) {
      red.nodes.createNode(this, config);
      runNode({ red, runtime, upgrades, errors }, this, config);
    });
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    const error = errors.make('CD_NODE_LOAD_FAILED', { folder, reason }, thrown);
    const text = `${error.code}: ${error.message}`;
    red.log.error(text);
    // The palette shows the error as JSON, which for an error object is nothing a person can read.
    throw Object.assign(error, { toJSON: () => text });
  }
}
