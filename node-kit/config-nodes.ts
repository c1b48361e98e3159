import type { NodeReference } from './define-node.ts';
import type { Fields } from './field.ts';
import type { Red, RedNode } from './node-red.ts';
import type { FieldProblem, ParsedConfig } from './parse-config.ts';

const configs = new WeakMap<RedNode, NodeReference['config']>();

/** Makes a started config node's configuration available to the nodes that refer to it. */
export function rememberConfig(node: RedNode, config: NodeReference['config']): void {
  configs.set(node, config);
}

/** Replaces ids in fields of kind `node` by what the config node holds. */
export function resolveNodeFields(red: Red, fields: Fields, parsed: ParsedConfig): ParsedConfig {
  const values = { ...parsed.values };
  const problems: FieldProblem[] = [...parsed.problems];
  for (const [name, spec] of Object.entries(fields)) {
    const id = values[name];
    if (spec.kind !== 'node' || typeof id !== 'string' || id === '') continue;
    const target = red.nodes.getNode(id);
    const config = target?.type === spec.type ? configs.get(target) : undefined;
    if (config) values[name] = { id, config };
    else
      problems.push({
        field: name,
        problem: `names a ${spec.type} node that does not exist or did not start`,
      });
  }
  return { values, problems };
}
