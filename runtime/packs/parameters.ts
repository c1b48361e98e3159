import { isDeepStrictEqual } from 'node:util';
import { CrossdockError } from '../../domain/errors.ts';
import type { FlowNode } from './form/flow.ts';
import type { Manifest, PackParameter } from './manifest.ts';

export type ParameterValue = string | number | boolean;
/** What a site sets for its packs, by pack and parameter. */
export type Parameters = Readonly<Record<string, Readonly<Record<string, ParameterValue>>>>;

/** An environment variable of a tab, as Node-RED keeps it. */
interface TabVariable {
  readonly name: string;
  readonly value: string;
  readonly type: 'str' | 'num' | 'bool';
}

const javascriptTypes = { text: 'string', number: 'number', boolean: 'boolean' } as const;
const tabTypes = { text: 'str', number: 'num', boolean: 'bool' } as const;

/**
 * The variables that every tab of a pack gets: the site's values, else the defaults.
 * @throws CD_PACK_PARAMETER for a value that is missing, unknown or of the wrong type
 */
export function tabVariables(manifest: Manifest, given: Parameters): TabVariable[] {
  const values = given[manifest.name] ?? {};
  const refuse = (parameter: string, reason: string) =>
    new CrossdockError('CD_PACK_PARAMETER', { pack: manifest.name, parameter, reason });
  for (const name of Object.keys(values)) {
    if (!Object.hasOwn(manifest.parameters, name)) throw refuse(name, 'the pack has no such parameter');
  }
  return Object.entries(manifest.parameters).map(
    ([name, { type, default: usual }]: [string, PackParameter]) => {
      const value = values[name] ?? usual;
      if (value === undefined) throw refuse(name, 'it has no default and the site gives no value');
      if (typeof value !== javascriptTypes[type]) throw refuse(name, `it must be a ${type}`);
      return { name, value: String(value), type: tabTypes[type] };
    },
  );
}

/** The tab with its pack's variables; one that the tab sets itself stays. */
export function withVariables(tab: FlowNode, variables: readonly TabVariable[]): FlowNode {
  if (tab.type !== 'tab' || variables.length === 0) return tab;
  const own = variablesOf(tab);
  const added = variables.filter(({ name }) => !own.some((variable) => variable.name === name));
  return { ...tab, env: [...own, ...added] };
}

/** The tab as its file keeps it: without what the pack brings. */
export function withoutVariables(tab: FlowNode, variables: readonly TabVariable[]): FlowNode {
  if (tab.type !== 'tab' || variables.length === 0) return tab;
  const brought = (variable: TabVariable) => variables.some((known) => isDeepStrictEqual(known, variable));
  return { ...tab, env: variablesOf(tab).filter((variable) => !brought(variable)) };
}

function variablesOf(tab: FlowNode): readonly TabVariable[] {
  return Array.isArray(tab.env) ? tab.env : [];
}
