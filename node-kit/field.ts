/** Shows a field only while another field of the same form (or row) has one of the values. */
export interface Condition {
  readonly field: string;
  readonly is: string | number | boolean | readonly (string | number | boolean)[];
}

interface Common {
  /** An empty value is a configuration error while the field is shown. */
  readonly required?: boolean;
  readonly when?: Condition;
}

export interface TextField extends Common {
  readonly kind: 'text';
  readonly default?: string;
  /** Regular expression (source) the whole value must match. */
  readonly pattern?: string;
  readonly multiline?: boolean;
}

export interface NumberField extends Common {
  readonly kind: 'number';
  readonly default?: number;
  readonly min?: number;
  readonly max?: number;
  readonly integer?: boolean;
  /** Shown behind the input: `s`, `ms`, `days`. */
  readonly unit?: string;
}

export interface BooleanField extends Common {
  readonly kind: 'boolean';
  readonly default?: boolean;
}

export interface ChoiceField extends Common {
  readonly kind: 'choice';
  /** Stored values; their words are `fields.<name>.options.<value>` in the labels file. */
  readonly options: readonly [string, ...string[]];
  /** The first option when absent. */
  readonly default?: string;
}

export const typedKinds = ['str', 'num', 'bool', 'json', 'jsonata', 'msg', 'env'] as const;
export type TypedKind = (typeof typedKinds)[number];

export interface TypedValue {
  readonly type: TypedKind;
  readonly value: string;
}

/** Node-RED's typed input: evaluated for each message before the node's code sees it. */
export interface TypedField extends Common {
  readonly kind: 'typed';
  readonly types: readonly [TypedKind, ...TypedKind[]];
  readonly default?: TypedValue;
}

/** A name chosen from what the site and the node's pack offer; see `pickers.ts`. */
export interface PickField extends Common {
  readonly kind: 'pick';
  readonly from: 'systems' | 'schedules' | 'pack-files' | 'channels' | 'canonical-objects';
  /** Query parameters of the picker's endpoint. */
  readonly filter?: Readonly<Record<string, string>>;
  /** Names that do not exist yet may be typed in (a new channel). */
  readonly open?: boolean;
  readonly default?: string;
}

/** Another node of role `config`. */
export interface NodeField extends Common {
  readonly kind: 'node';
  /** Node-RED type of the config node. */
  readonly type: string;
}

/** Source text in an editor of its own. */
export interface CodeField extends Common {
  readonly kind: 'code';
  readonly language: 'json' | 'jsonata' | 'yaml' | 'text';
  readonly default?: string;
}

export type ColumnField = TextField | NumberField | BooleanField | ChoiceField | TypedField | PickField;

/** An editable, sortable list; each row has the same columns. */
export interface RowsField extends Common {
  readonly kind: 'rows';
  readonly columns: Readonly<Record<string, ColumnField>>;
  readonly min?: number;
  readonly max?: number;
}

export type Field = ColumnField | NodeField | CodeField | RowsField;
export type Fields = Readonly<Record<string, Field>>;

type Spec<F extends Field> = Omit<F, 'kind'>;
type Made<Kind extends string, S> = S & { readonly kind: Kind };
type Pick<S> = S & { readonly kind: 'pick'; readonly from: PickField['from'] };

const pick = <S>(from: PickField['from'], spec: S, filter?: Readonly<Record<string, string>>): Pick<S> => ({
  ...spec,
  kind: 'pick',
  from,
  ...(filter ? { filter } : {}),
});

type PickSpec = Omit<Spec<PickField>, 'from' | 'filter' | 'open'>;

/**
 * The kinds of fields a node can declare. Labels and help come from `labels.en-US.json` under
 * `fields.<name>.label` and `fields.<name>.help`.
 *
 * @example fields: { system: field.system({ protocols: ['sftp'], required: true }) }
 */
export const field = {
  text: <const S extends Spec<TextField>>(spec: S = {} as S): Made<'text', S> => ({ ...spec, kind: 'text' }),
  number: <const S extends Spec<NumberField>>(spec: S = {} as S): Made<'number', S> => ({
    ...spec,
    kind: 'number',
  }),
  boolean: <const S extends Spec<BooleanField>>(spec: S = {} as S): Made<'boolean', S> => ({
    ...spec,
    kind: 'boolean',
  }),
  choice: <const S extends Spec<ChoiceField>>(spec: S): Made<'choice', S> => ({ ...spec, kind: 'choice' }),
  typed: <const S extends Spec<TypedField>>(spec: S): Made<'typed', S> => ({ ...spec, kind: 'typed' }),
  node: <const S extends Spec<NodeField>>(spec: S): Made<'node', S> => ({ ...spec, kind: 'node' }),
  code: <const S extends Spec<CodeField>>(spec: S): Made<'code', S> => ({ ...spec, kind: 'code' }),
  rows: <const S extends Spec<RowsField>>(spec: S): Made<'rows', S> => ({ ...spec, kind: 'rows' }),
  /** An outside system of the site, optionally only those that speak one of `protocols`. */
  system: <const S extends PickSpec & { readonly protocols?: readonly string[] }>(
    spec: S = {} as S,
  ): Pick<S> => pick('systems', spec, spec.protocols ? { protocols: spec.protocols.join(',') } : undefined),
  /** A named schedule of the site. */
  schedule: <const S extends PickSpec>(spec: S = {} as S): Pick<S> => pick('schedules', spec),
  /** A file of the node's own pack, by its path in the pack. */
  packFile: <const S extends PickSpec & { readonly folder: string }>(spec: S): Pick<S> =>
    pick('pack-files', spec, { folder: spec.folder }),
  /** A channel; a name that no pack uses yet may be typed in. */
  channel: <const S extends PickSpec>(spec: S = {} as S): Pick<S> & { readonly open: true } => ({
    ...pick('channels', spec),
    open: true,
  }),
  /** A canonical object id such as `sales-order`. */
  canonicalObject: <const S extends PickSpec>(spec: S = {} as S): Pick<S> => pick('canonical-objects', spec),
};
