import type { Field, Fields } from './field.ts';
import type { Role } from './host.ts';

export const categories = [
  'crossdock business',
  'crossdock transform',
  'crossdock connect',
  'crossdock control',
] as const;
export type Category = (typeof categories)[number];

/** One output per row of the named field, called `1`, `2`, …, then the named ones. */
export interface RowOutputs {
  readonly rows: string;
  readonly rest: readonly string[];
}

export interface NodeDefinition {
  /** `crossdock-<folder>`. */
  readonly type: string;
  readonly category: Category;
  readonly role: Role;
  /** Version of the configuration; raise it together with an entry in `upgrades.ts`. */
  readonly version: number;
  /** Background in the palette; the category's when absent. */
  readonly color?: string;
  readonly inputs: 0 | 1;
  /** Names of the outputs in port order; their words are `outputs.<name>` in the labels file. */
  readonly outputs: readonly string[] | RowOutputs;
  readonly fields: Fields;
  /**
   * Properties that earlier versions stored and upgrades read. The editor drops what is neither named here
   * nor a field, also from nodes nobody opens.
   */
  readonly former?: readonly string[];
  /** Field whose value captions a node without a name. */
  readonly caption?: string;
}

/** What a node reference resolves to: the config node's id and its own validated configuration. */
export interface NodeReference {
  readonly id: string;
  readonly config: Readonly<Record<string, unknown>>;
}

export type FieldValue<F> = F extends { readonly kind: 'number' }
  ? F extends { readonly required: true } | { readonly default: number }
    ? number
    : number | undefined
  : F extends { readonly kind: 'boolean' }
    ? boolean
    : F extends { readonly kind: 'choice'; readonly options: readonly (infer Option)[] }
      ? Option
      : F extends { readonly kind: 'typed' }
        ? unknown
        : F extends { readonly kind: 'node' }
          ? NodeReference | undefined
          : F extends { readonly kind: 'rows'; readonly columns: infer Columns }
            ? readonly FieldValues<Columns>[]
            : string;

export type FieldValues<F> = { readonly [Name in keyof F]: FieldValue<F[Name]> };

/** What the node's code gets: typed values are evaluated, hidden and empty optional fields have their default. */
export type ConfigOf<D extends NodeDefinition> = FieldValues<D['fields']>;

/** Names a node may answer with. */
export type OutputName<D extends NodeDefinition> = D['outputs'] extends readonly (infer Name extends string)[]
  ? Name
  : string;

/** Property names that belong to Node-RED or to node-kit on every node. */
const reserved = new Set(
  'id type z x y g d l name info wires inputs outputs inputLabels outputLabels icon env users credentials version valid changed status'.split(
    ' ',
  ),
);

/**
 * Declares a node. From this one value come the types of its configuration, validation at deploy and in
 * the editor, the edit form, the property table in its help, ports and palette entry.
 *
 * @throws Error when the definition contradicts itself; the build reports it with the node's folder.
 */
export function defineNode<const D extends NodeDefinition>(definition: D): D {
  const fail = (reason: string): never => {
    throw new Error(`definition of ${definition.type}: ${reason}`);
  };
  if (!/^crossdock-[a-z][a-z0-9-]*$/.test(definition.type)) fail('type must be crossdock-<folder>');
  if (!Number.isInteger(definition.version) || definition.version < 1) fail('version must be 1 or more');
  for (const [name, spec] of Object.entries(definition.fields)) {
    if (reserved.has(name)) fail(`field name "${name}" is reserved by Node-RED`);
    checkField(definition.fields, name, spec, fail);
    if (spec.kind !== 'rows') continue;
    for (const [column, columnSpec] of Object.entries(spec.columns)) {
      checkField(spec.columns, column, columnSpec, fail);
    }
  }
  for (const name of definition.former ?? []) {
    if (name in definition.fields) fail(`"${name}" is a field and a former property`);
  }
  if (definition.caption !== undefined && !(definition.caption in definition.fields)) {
    fail(`caption names "${definition.caption}", which is no field`);
  }
  const { outputs } = definition;
  if ('rows' in outputs && definition.fields[outputs.rows]?.kind !== 'rows') {
    fail(`outputs follow "${outputs.rows}", which is no field of kind rows`);
  }
  return definition;
}

function checkField(siblings: Fields, name: string, spec: Field, fail: (reason: string) => never): void {
  if (`${name}Type` in siblings && spec.kind === 'typed')
    fail(`"${name}Type" is taken by the typed "${name}"`);
  if (spec.when && (spec.when.field === name || !(spec.when.field in siblings))) {
    fail(`"${name}" depends on "${spec.when.field}", which is no other field`);
  }
  if (spec.kind === 'choice' && spec.default !== undefined && !spec.options.includes(spec.default)) {
    fail(`the default of "${name}" is none of its options`);
  }
  if (spec.kind === 'typed' && spec.default && !spec.types.includes(spec.default.type)) {
    fail(`the default of "${name}" has a type it does not offer`);
  }
}

/** Names of a deployed node's outputs, in port order. `config` supplies the rows where ports follow rows. */
export function outputNames(
  definition: Pick<NodeDefinition, 'outputs'>,
  config: Readonly<Record<string, unknown>>,
): readonly string[] {
  const { outputs } = definition;
  if (!('rows' in outputs)) return outputs;
  const rows = config[outputs.rows];
  const count = Array.isArray(rows) ? rows.length : 0;
  return [...Array.from({ length: count }, (_, index) => String(index + 1)), ...outputs.rest];
}
