import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import { CrossdockError } from '../errors.ts';

/** A YAML file as plain data, with the line of every value by JSON pointer. */
export interface LocatedYaml {
  readonly data: unknown;
  /** Line of the value at the pointer, or of the nearest value above it. */
  lineOf(pointer: string): number;
}

const maxBytes = 1_000_000;
const maxDepth = 40;

/** One token of a JSON pointer, escaped (RFC 6901). */
export const pointerToken = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');

/**
 * Reads YAML and keeps the lines. Keys are taken as written, so that a code table's `01:` stays "01"; a number
 * that JSON would write differently (`004010`, `1.50`) stays text for the same reason.
 *
 * @throws CD_MAPPING_FILE_INVALID
 */
export function readLocatedYaml(path: string, text: string): LocatedYaml {
  const fail = (line: number, reason: string): CrossdockError =>
    new CrossdockError('CD_MAPPING_FILE_INVALID', { where: `${path}:${line}`, reason });
  if (text.length > maxBytes) throw fail(1, `the file is larger than ${maxBytes} characters`);

  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, prettyErrors: false });
  const broken = document.errors[0];
  if (broken) throw fail(counter.linePos(broken.pos[0]).line, broken.message);

  const lines = new Map<string, number>();
  const lineAt = (node: Node | null): number => counter.linePos(node?.range?.[0] ?? 0).line || 1;

  const convert = (node: Node | null, pointer: string, depth: number): unknown => {
    if (!lines.has(pointer)) lines.set(pointer, lineAt(node));
    if (node === null) return null;
    if (depth > maxDepth) throw fail(lineAt(node), `nested deeper than ${maxDepth} levels`);
    if (isAlias(node)) throw fail(lineAt(node), 'aliases are not supported; write the value out');
    if (isScalar(node)) return scalar(node.value, node.source);
    if (isSeq(node)) {
      return node.items.map((item, at) => convert(item as Node | null, `${pointer}/${at}`, depth + 1));
    }
    if (!isMap(node)) throw fail(lineAt(node), 'this is not a mapping, a list or a value');
    const result: Record<string, unknown> = {};
    for (const pair of node.items) {
      const key = pair.key as Node | null;
      const name = isScalar(key) ? (key.source ?? String(key.value)) : null;
      if (name === null) throw fail(lineAt(key), 'a key must be plain text');
      if (name === '__proto__') throw fail(lineAt(key), '"__proto__" cannot be a name');
      const child = `${pointer}/${pointerToken(name)}`;
      lines.set(child, lineAt(key));
      result[name] = convert(pair.value as Node | null, child, depth + 1);
    }
    return result;
  };

  const data = convert(document.contents, '', 0);
  return {
    data,
    lineOf(pointer) {
      for (let at = pointer; ; at = at.slice(0, at.lastIndexOf('/'))) {
        const line = lines.get(at);
        if (line !== undefined || at === '') return line ?? 1;
      }
    },
  };
}

function scalar(value: unknown, source: string | undefined): unknown {
  if (typeof value === 'number' && source !== undefined && JSON.stringify(value) !== source) return source;
  return value;
}
