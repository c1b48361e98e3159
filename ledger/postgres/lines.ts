import type { Json } from '../ledger.ts';
import { lineBreak, piecesOf, textHole, textMark, wordMark } from './line-columns.ts';

/** Lines of a block. A line that is not there is undefined. */
export interface Lines {
  has(line: number): boolean;
  text(line: number): string | undefined;
  /** The value of a line that is one JSON text. */
  value(line: number): Json;
}

/** Lines that are at hand as texts. */
export const linesOfTexts = (texts: readonly string[]): Lines => ({
  has: (line) => line < texts.length,
  text: (line) => texts[line],
  value: (line) => JSON.parse(texts[line] ?? ''),
});

/** The lines that `inColumns` made these bytes of. */
export function linesInColumns(bytes: Buffer): Lines {
  let at = 0;
  const next = (): string => {
    const end = bytes.indexOf(lineBreak, at);
    const line = bytes.toString('utf8', at, end);
    at = end + 1;
    return line;
  };
  const numbers = numbersIn(next());
  const sizes = numbersIn(next());
  const shapes: Shape[] = [];
  for (let count = Math.max(-1, ...numbers) + 1; count > 0; count -= 1) shapes.push(shapeOf(next()));
  const rows = rowsOf(bytes, at, numbers, sizes, shapes);
  return {
    has: (line) => shapes[numbers[line] ?? -1] !== undefined,
    text(line) {
      const known = shapes[numbers[line] ?? -1];
      return known && textOf(known, rows[line] ?? '');
    },
    value(line) {
      const known = shapes[numbers[line] ?? -1];
      const row = rows[line] ?? '';
      if (known?.template === undefined) throw new SyntaxError(`there is no line ${line}`);
      const { template } = known;
      if (template === null || row.includes('\\')) return JSON.parse(textOf(known, row));
      return valueIn(template, row.split(textMark));
    },
  };
}

const numbersIn = (line: string): number[] => (line === '' ? [] : line.split(' ').map(Number));

/** The values of each line, one after the other. */
function rowsOf(
  bytes: Buffer,
  from: number,
  numbers: readonly number[],
  sizes: readonly number[],
  shapes: readonly Shape[],
): readonly string[] {
  let [at, column] = [from, 0];
  const columns = shapes.map(({ between }) => {
    const places = new Int32Array(between.length - 1);
    for (let own = 0; own < places.length; own += 1) {
      places[own] = at;
      at += sizes[column++] ?? 0;
    }
    return places;
  });
  const out = Buffer.allocUnsafe(bytes.length - from + numbers.length);
  let size = 0;
  for (const number of numbers) size = writeRow(bytes, columns[number] ?? new Int32Array(0), out, size);
  return out.toString('utf8', 0, size).split('\n');
}

/** Takes the next value of each column. */
function writeRow(bytes: Uint8Array, columns: Int32Array, out: Uint8Array, from: number): number {
  let size = from;
  for (let column = 0; column < columns.length; column += 1) {
    let at = columns[column] as number;
    for (let byte = bytes[at]; byte !== lineBreak && byte !== undefined; byte = bytes[at]) {
      out[size++] = byte;
      at += 1;
    }
    columns[column] = at + 1;
    out[size++] = textHole;
  }
  // In the place of the last separator.
  if (columns.length > 0) size -= 1;
  out[size] = lineBreak;
  return size + 1;
}

interface Shape {
  /** The text before, between and after the values. */
  readonly between: readonly string[];
  /** Null: of no JSON value, or of one that is better parsed. */
  readonly template: Template | null;
}

/** Shapes at hand, by what is written of them; there are as many as kinds of documents, and lengths of their lists. */
const knownShapes = new Map<string, Shape>();
const maxShapes = 200;

function shapeOf(written: string): Shape {
  const known = knownShapes.get(written);
  if (known) return known;
  if (knownShapes.size >= maxShapes) knownShapes.clear();
  const made = { between: piecesOf(written), template: templateOf(written) };
  knownShapes.set(written, made);
  return made;
}

function textOf({ between }: Shape, row: string): string {
  let text = between[0] ?? '';
  if (between.length === 1) return text;
  const values = row.split(textMark);
  for (let index = 1; index < between.length; index += 1)
    text += (values[index - 1] ?? '') + (between[index] ?? '');
  return text;
}

/** How a value is built out of those of a line: one of them, a list, or an object. */
type Template =
  | { readonly kind: 'text'; readonly at: number }
  | { readonly kind: 'word'; readonly at: number }
  | { readonly kind: 'list'; readonly parts: readonly Template[] }
  | { readonly kind: 'object'; readonly names: readonly string[]; readonly parts: readonly Template[] };

/** Deeper ones are left to the parser, which does not recurse. */
const maxDepth = 50;

function templateOf(written: string): Template | null {
  // Assigning to this name would not add a property.
  if (written.includes('"__proto__"')) return null;
  const kinds = [...written].filter((one) => one === textMark || one === wordMark);
  const numbered = piecesOf(written).map((piece, index) => {
    const kind = kinds[index];
    if (kind === undefined) return piece;
    return kind === textMark ? `${piece}t${index}` : `${piece}"w${index}"`;
  });
  try {
    return templateIn(JSON.parse(numbered.join('')), 0);
  } catch {
    return null;
  }
}

function templateIn(value: Json, depth: number): Template {
  if (depth > maxDepth) throw new RangeError('too deep');
  if (typeof value === 'string')
    return { kind: value.startsWith('t') ? 'text' : 'word', at: Number(value.slice(1)) };
  if (Array.isArray(value)) return { kind: 'list', parts: value.map((part) => templateIn(part, depth + 1)) };
  const entries = Object.entries(value as Record<string, Json>);
  const parts = entries.map(([, part]) => templateIn(part, depth + 1));
  return { kind: 'object', names: entries.map(([name]) => name), parts };
}

function valueIn(template: Template, values: readonly string[]): Json {
  if (template.kind === 'text') return values[template.at] ?? '';
  if (template.kind === 'word') return JSON.parse(values[template.at] ?? '');
  const { parts } = template;
  if (template.kind === 'list') {
    const list: Json[] = [];
    for (const part of parts) list.push(valueIn(part, values));
    return list;
  }
  const { names } = template;
  const object: Record<string, Json> = {};
  for (let index = 0; index < parts.length; index += 1) {
    const part = parts[index];
    if (part) object[names[index] ?? ''] = valueIn(part, values);
  }
  return object;
}
