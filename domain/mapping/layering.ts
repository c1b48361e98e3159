import { CrossdockError } from '../errors.ts';
import { pointerToken } from './located-yaml.ts';
import { type MappingFile, type MappingText, mappingName, readMapping } from './read-mapping.ts';
import type { RulePlace } from './run-state.ts';
import { type Form, type Json, type Layer, layers, type Rule } from './types.ts';

/** Where something was decided. */
export interface Decision extends RulePlace {
  readonly mapping: string;
  readonly layer: Layer;
}

/** A rule with its place, and the rules it took the place of, nearest first. */
export interface PlacedRule {
  readonly rule: Rule;
  readonly decision: Decision;
  readonly replaced: readonly Decision[];
  /** Line of one of the rule's own properties. */
  lineOf(property: string): number;
  /** Rules of an `each`, by target field of the item. */
  readonly rules: RuleTree;
}

export type RuleTree = Map<string, PlacedRule>;

export interface PlacedTable {
  readonly entries: Map<string, { readonly value: Json; readonly decision: Decision }>;
}

/** All layers of one mapping, laid over each other. */
export interface LayeredMapping {
  /** From the lowest layer to the mapping itself. */
  readonly files: readonly MappingFile[];
  readonly source: Form;
  readonly target: Form;
  readonly targetPlace: RulePlace;
  readonly zone: string | undefined;
  readonly rules: RuleTree;
  readonly tables: Map<string, PlacedTable>;
  readonly removed: readonly { readonly target: string; readonly decision: Decision }[];
}

/** Finds the mapping's layers among the files and lays them over each other; null when they do not fit together. */
export function layerMapping(
  name: string,
  texts: readonly MappingText[],
  faults: CrossdockError[],
): LayeredMapping | null {
  const files = findLayers(name, texts, faults);
  if (files === null) return null;
  const rules: RuleTree = new Map();
  const tables = new Map<string, PlacedTable>();
  const removed: { target: string; decision: Decision }[] = [];
  let source: Form | undefined;
  let target: Form | undefined;
  let targetPlace: RulePlace | undefined;
  let zone: string | undefined;
  for (const file of files) {
    const fault = (pointer: string, reason: string): void => {
      faults.push(
        new CrossdockError('CD_MAPPING_LAYERS_INVALID', {
          where: `${file.path}:${file.lineOf(pointer)}`,
          reason,
        }),
      );
    };
    const { data } = file;
    if (source && data.source && (source.form !== data.source.form || source.type !== data.source.type)) {
      fault(
        '/source',
        `the source differs from ${source.form} ${source.type ?? source.object ?? ''} of the lower layer`,
      );
    }
    if (target && data.target && JSON.stringify(target) !== JSON.stringify(data.target)) {
      fault('/target', 'the target differs from that of the lower layer');
    }
    source = data.source ?? source;
    target ??= data.target;
    if (data.target) targetPlace ??= { file: file.path, line: file.lineOf('/target') };
    zone = data.zone ?? zone;
    layRules({ file, fault, removed, prefix: '' }, data.rules, '/rules', rules);
    layTables(file, tables);
  }
  const leaf = files.at(-1);
  if (!source || !target || !targetPlace || !leaf) {
    const where = `${leaf?.path ?? name}:1`;
    const missing = source ? 'target' : 'source';
    faults.push(
      new CrossdockError('CD_MAPPING_LAYERS_INVALID', { where, reason: `no layer names a ${missing}` }),
    );
    return null;
  }
  return { files, source, target, targetPlace, zone, rules, tables, removed };
}

/** Names of the mappings that no other mapping extends: the ones flows use. */
export function leafMappings(texts: readonly MappingText[]): string[] {
  const names = texts.map((file) => mappingName(file.text)).filter((name) => name !== null);
  const extended = new Set(texts.map((file) => /^extends:\s*["']?([a-z0-9.-]+)/m.exec(file.text)?.[1]));
  return names.filter((name) => !extended.has(name)).sort();
}

function findLayers(
  name: string,
  texts: readonly MappingText[],
  faults: CrossdockError[],
): readonly MappingFile[] | null {
  const files: MappingFile[] = [];
  let wanted: string | undefined = name;
  let where = 'the mapping files';
  while (wanted !== undefined) {
    const found: readonly MappingText[] = texts.filter((file) => mappingName(file.text) === wanted);
    const [text, second] = found;
    if (!text) {
      const known = texts.map((file) => mappingName(file.text)).filter((one) => one !== null);
      faults.push(
        new CrossdockError('CD_MAPPING_UNKNOWN', {
          where,
          mapping: wanted,
          known: known.join(', ') || 'none',
        }),
      );
      return null;
    }
    const fault = (at: string, reason: string): null => {
      faults.push(new CrossdockError('CD_MAPPING_LAYERS_INVALID', { where: at, reason }));
      return null;
    };
    if (second) return fault(`${second.path}:1`, `the name "${wanted}" is also taken by ${text.path}`);
    const file = readMapping(text, faults);
    if (!file) return null;
    where = `${file.path}:${file.lineOf('/extends')}`;
    const above = files[0];
    if (above) {
      const at = `${above.path}:${above.lineOf('/extends')}`;
      if (files.some((one) => one.data.mapping === file.data.mapping)) {
        return fault(at, `"${above.data.mapping}" extends "${wanted}", which extends it again: a circle`);
      }
      if (layers.indexOf(file.data.layer) >= layers.indexOf(above.data.layer)) {
        return fault(
          at,
          `a ${above.data.layer} layer cannot extend "${wanted}", which is a ${file.data.layer} layer`,
        );
      }
    }
    files.unshift(file);
    wanted = file.data.extends;
  }
  return files;
}

interface Laying {
  readonly file: MappingFile;
  readonly prefix: string;
  readonly removed: { target: string; decision: Decision }[];
  fault(pointer: string, reason: string): void;
}

function layRules(
  laying: Laying,
  rules: Readonly<Record<string, Rule | null>>,
  pointer: string,
  tree: RuleTree,
): void {
  const { file, fault, prefix } = laying;
  for (const [target, rule] of Object.entries(rules)) {
    const at = `${pointer}/${pointerToken(target)}`;
    const full = prefix + target;
    const below = tree.get(target);
    const decision = decisionAt(file, at);
    if (rule === null) {
      if (below) laying.removed.push({ target: full, decision });
      else fault(at, `removes the rule for "${full}", but no lower layer has one`);
      tree.delete(target);
      continue;
    }
    // An each over another path makes other items: it starts afresh instead of changing the rules below.
    if (rule.rules && below?.rule.each !== undefined && (rule.each ?? below.rule.each) === below.rule.each) {
      layRules({ ...laying, prefix: `${full}[].` }, rule.rules, `${at}/rules`, below.rules);
      const { rules: _, each: __, ...own } = rule;
      if (Object.keys(own).length === 0) continue;
      tree.set(target, {
        rule: { ...below.rule, ...own },
        decision,
        replaced: [below.decision, ...below.replaced],
        lineOf: (property) =>
          Object.hasOwn(own, property) ? file.lineOf(`${at}/${property}`) : below.lineOf(property),
        rules: below.rules,
      });
      continue;
    }
    const own: RuleTree = new Map();
    if (rule.rules) {
      layRules({ ...laying, prefix: `${full}[].` }, rule.rules, `${at}/rules`, own);
    }
    tree.set(target, {
      rule,
      decision,
      replaced: below ? [below.decision, ...below.replaced] : [],
      lineOf: (property) => file.lineOf(`${at}/${property}`),
      rules: own,
    });
  }
}

function layTables(file: MappingFile, tables: Map<string, PlacedTable>): void {
  for (const [name, entries] of Object.entries(file.data.tables ?? {})) {
    const table = tables.get(name) ?? { entries: new Map() };
    tables.set(name, table);
    for (const [code, value] of Object.entries(entries)) {
      const decision = decisionAt(file, `/tables/${pointerToken(name)}/${pointerToken(code)}`);
      if (value === null) table.entries.delete(code);
      else table.entries.set(code, { value: typeof value === 'number' ? String(value) : value, decision });
    }
  }
}

const decisionAt = (file: MappingFile, pointer: string): Decision => ({
  mapping: file.data.mapping,
  layer: file.data.layer,
  file: file.path,
  line: file.lineOf(pointer),
});
