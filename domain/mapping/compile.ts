import { CrossdockError } from '../errors.ts';
import type { SchemaSource } from './canonical-shape.ts';
import { checkTarget } from './check-target.ts';
import { compileFields } from './compile-target.ts';
import type { CompiledRule, TargetCompilation } from './field-writer.ts';
import { type LayeredMapping, layerMapping } from './layering.ts';
import type { MappingText } from './read-mapping.ts';
import { createRunner } from './run.ts';
import { targetTree } from './target-tree.ts';
import type {
  Form,
  MappingContext,
  MappingLimits,
  MappingResult,
  Sample,
  TargetValidation,
} from './types.ts';

export interface MappingSources {
  /** Every mapping file that the mapping or its layers may be in. */
  readonly files: readonly MappingText[];
  readonly canonicalSchema: SchemaSource;
  /** Checks a mapped document; without it, documents are not validated. */
  validateTarget?(target: Form, value: unknown): TargetValidation;
  /** Objects that rules may look up; any when absent. */
  readonly masterObjects?: readonly string[];
  readonly limits?: Partial<MappingLimits>;
}

/** A mapping ready to run. */
export interface CompiledMapping {
  readonly name: string;
  readonly version: string;
  readonly source: Form;
  readonly target: Form;
  /** The mapping's own samples; paths are relative to `file`. */
  readonly samples: readonly Sample[];
  /** The mapping's own file. */
  readonly file: string;
  readonly layered: LayeredMapping;
  readonly rules: readonly CompiledRule[];
  /** Maps one document. Problems are results; it never rejects because of a document. */
  run(source: unknown, context: MappingContext): Promise<MappingResult>;
  /** The same without a promise; null when a rule uses JSONata, which is asynchronous. */
  readonly runSync: ((source: unknown, context: MappingContext) => MappingResult) | null;
}

export const defaultLimits: MappingLimits = {
  depth: 64,
  size: 64_000_000,
  problems: 200,
  runMs: 2_000,
};

/**
 * Compiles a mapping with its layers.
 *
 * @example
 * const mapping = compileMapping('acme-850-to-sales-order', { files, canonicalSchema, validateTarget })
 * const result = await mapping.run(document, { now: () => new Date(), lookup })
 * if (!result.ok) throw mappingFailed(mapping, result.problems)
 * @throws CD_MAPPING_UNKNOWN, CD_MAPPING_FILE_INVALID and the other codes of faulty files: the first fault found
 */
export function compileMapping(name: string, sources: MappingSources): CompiledMapping {
  const { mapping, faults } = checkMapping(name, sources);
  const [first] = faults;
  if (first) throw first;
  if (!mapping)
    throw new CrossdockError('CD_INTERNAL', { where: `mapping ${name}`, reason: 'nothing compiled' });
  return mapping;
}

/** Compiles a mapping and lists every fault of its files; `mapping` is null when there is one. */
export function checkMapping(
  name: string,
  sources: MappingSources,
): { readonly mapping: CompiledMapping | null; readonly faults: readonly CrossdockError[] } {
  const faults: CrossdockError[] = [];
  const layered = layerMapping(name, sources.files, faults);
  if (!layered) return { mapping: null, faults };
  const compilation: TargetCompilation = {
    mapping: layered,
    masterObjects: sources.masterObjects,
    faults,
    rules: [],
    expressions: 0,
  };
  const tree = targetTree(compilation, layered.rules, '');
  const fill = compileFields(compilation, tree, '');
  checkTarget(compilation, tree, sources.canonicalSchema);
  const file = layered.files.at(-1);
  if (faults.length > 0 || !file) return { mapping: null, faults: unique(faults) };
  const { rules, expressions } = compilation;
  const { source, target } = layered;
  const limits = { ...defaultLimits, ...sources.limits };
  const runner = createRunner({ layered, rules, fill, limits, validateTarget: sources.validateTarget });
  return {
    faults,
    mapping: {
      name,
      version: file.data.version,
      source,
      target,
      samples: file.data.samples ?? [],
      file: file.path,
      layered,
      rules,
      run: runner.run,
      runSync: expressions === 0 ? runner.runSync : null,
    },
  };
}

/** Rules of loops are arranged twice, to be compiled and to be checked; their faults are told once. */
function unique(faults: readonly CrossdockError[]): readonly CrossdockError[] {
  return [...new Map(faults.map((fault) => [fault.message, fault])).values()];
}
