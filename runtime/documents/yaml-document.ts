import {
  type Document,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  visit,
} from 'yaml';
import { CrossdockError } from '../../domain/errors.ts';
import { type MaskedText, mask, restore, unmask } from './interpolate.ts';

export type DocumentPath = readonly (string | number)[];

/** A YAML or JSON file that still knows where each value stood. */
export interface YamlDocument {
  readonly file: string;
  readonly data: unknown;
  readonly problems: readonly CrossdockError[];
  /** `file:line:column` of the value at `path`, of its key with `'key'`, or of its closest ancestor. */
  at(path: DocumentPath, part?: 'key' | 'value'): string;
}

/**
 * Parses `text` and keeps positions; syntax errors, duplicate keys and unset variables become problems, all of them.
 * `${NAME}` is replaced only when `env` is given.
 */
export function parseYaml(
  file: string,
  text: string,
  env?: Readonly<Record<string, string | undefined>>,
): YamlDocument {
  const masked: MaskedText = env ? mask(text) : { text, references: [] };
  const lines = new LineCounter();
  const document = parseDocument(masked.text, { lineCounter: lines, prettyErrors: false });
  const where = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${line}:${col}`;
  };
  const problems: CrossdockError[] = document.errors.map((error) =>
    error.code === 'DUPLICATE_KEY'
      ? new CrossdockError('CD_FILE_DUPLICATE', {
          where: where(error.pos[0]),
          name: keyAt(masked, error.pos[0]),
        })
      : new CrossdockError('CD_FILE_SYNTAX', {
          where: where(error.pos[0]),
          reason: restore(error.message, masked),
        }),
  );
  if (env) problems.push(...interpolate(document, masked, env, where));
  const readable = document.errors.every(({ code }) => code === 'DUPLICATE_KEY');
  return {
    file,
    data: readable ? document.toJS() : undefined,
    problems,
    at: (path, part = 'value') => where(offsetOf(document, path, part)),
  };
}

function keyAt({ text }: MaskedText, offset: number): string {
  return /^["']?([^\s:"']+)/.exec(text.slice(offset))?.[1] ?? 'the key';
}

function interpolate(
  document: Document,
  masked: MaskedText,
  env: Readonly<Record<string, string | undefined>>,
  where: (offset: number) => string,
): CrossdockError[] {
  const problems: CrossdockError[] = [];
  visit(document, {
    Scalar(_, node) {
      if (typeof node.value !== 'string') return;
      const { value, missing } = unmask(node.value, masked, env);
      for (const name of missing) {
        problems.push(
          new CrossdockError('CD_SITE_VARIABLE_MISSING', { where: where(node.range?.[0] ?? 0), name }),
        );
      }
      node.value = value;
    },
  });
  return problems;
}

function offsetOf(document: Document, path: DocumentPath, part: 'key' | 'value'): number {
  let node: unknown = document.contents;
  let offset = rangeStart(node) ?? 0;
  for (const [depth, step] of path.entries()) {
    const pair: Pair | undefined = isMap(node)
      ? node.items.find(
          (item) => isPair(item) && isScalar(item.key) && String(item.key.value) === String(step),
        )
      : undefined;
    const next: unknown = pair ? pair.value : isSeq(node) ? node.items[Number(step)] : undefined;
    const last = depth === path.length - 1;
    const found = pair && (part === 'key' || !last) ? rangeStart(pair.key) : rangeStart(next ?? pair?.key);
    if (found === undefined) return offset;
    offset = last ? found : (rangeStart(next) ?? found);
    node = next;
  }
  return offset;
}

function rangeStart(node: unknown): number | undefined {
  return (node as Node | null | undefined)?.range?.[0];
}
