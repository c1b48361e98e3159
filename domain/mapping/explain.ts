import type { CompiledMapping } from './compile.ts';
import type { Decision } from './layering.ts';
import type { Json, Layer } from './types.ts';

/** Which rule decides a target field, and which rules of lower layers it took the place of. */
export interface FieldExplanation extends Decision {
  /** `lines[].quantity.unit`. */
  readonly target: string;
  /** `path PO1.PO103; table units`. */
  readonly rule: string;
  readonly replaced: readonly Decision[];
}

export interface MappingExplanation {
  readonly mapping: string;
  readonly version: string;
  /** From the lowest layer to the mapping itself. */
  readonly layers: readonly {
    readonly mapping: string;
    readonly version: string;
    readonly layer: Layer;
    readonly file: string;
  }[];
  readonly fields: readonly FieldExplanation[];
  /** Fields whose rule a layer took away. */
  readonly removed: readonly (Decision & { readonly target: string })[];
  readonly tables: readonly (Decision & {
    readonly table: string;
    readonly code: string;
    readonly value: Json;
  })[];
}

/** Says for every target field and table entry which layer, file and line decided it. */
export function explain(compiled: CompiledMapping): MappingExplanation {
  const { layered } = compiled;
  return {
    mapping: compiled.name,
    version: compiled.version,
    layers: layered.files.map(({ path, data }) => ({
      mapping: data.mapping,
      version: data.version,
      layer: data.layer,
      file: path,
    })),
    fields: compiled.rules.map(({ target, text, placed }) => ({
      target,
      rule: text,
      ...placed.decision,
      replaced: placed.replaced,
    })),
    removed: layered.removed.map(({ target, decision }) => ({ target, ...decision })),
    tables: [...layered.tables].flatMap(([table, { entries }]) =>
      [...entries].map(([code, { value, decision }]) => ({ table, code, value, ...decision })),
    ),
  };
}
