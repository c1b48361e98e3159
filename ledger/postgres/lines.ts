import type { Json } from '../ledger.ts';
import { lineBreak, piecesOf, textMark, wordMark } from './line-columns.ts';

/** Lines of a block. A line that is not there is undefined. */
export interface Lines {
  has(line: number): boolean;
  text(line: number): string | undefined;
  /** The value of a line that is one JSON text; `from` stands in its texts for `to`. */
  value(line: number, from?: string, to?: string): Json;
}

/** Text by its place in the line. */
type Texts = (index: number) => string;

/** A line's values, and what is to be looked for in them. */
interface Row {
  readonly text: Texts;
  /** Whether a backslash may be in one. */
  readonly escaped: boolean;
  readonly from: string;
  readonly to: string;
}

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
  const shapes: Shape[] = [];
  for (let count = Math.max(-1, ...numbers) + 1; count > 0; count -= 1) shapes.push(shapeOf(next()));
  const all = bytes.toString('utf8', at);
  const textsOf = textsIn(all, numbers, shapes);
  const escaped = all.includes('\\');
  const shapeAt = (line: number): Shape | undefined => shapes[numbers[line] ?? -1];
  return {
    has: (line) => shapeAt(line) !== undefined,
    text(line) {
      const shape = shapeAt(line);
      return shape && textOf(shape, textsOf(line));
    },
    value(line, from = '', to = '') {
      const shape = shapeAt(line);
      if (shape === undefined) throw new SyntaxError(`there is no line ${line}`);
      const text = textsOf(line);
      if (shape.template !== null) return valueIn(shape.template, { text, escaped, from, to });
      const whole = textOf(shape, text);
      return JSON.parse(from === '' ? whole : whole.replaceAll(from, to));
    },
  };
}

/** The same, looked into when the first line is asked for: what was just written mostly is not. */
export function linesOnDemand(bytes: Buffer): Lines {
  let found: Lines | null = null;
  const lines = (): Lines => {
    found ??= linesInColumns(bytes);
    return found;
  };
  return {
    has: (line) => lines().has(line),
    text: (line) => lines().text(line),
    value: (line, from, to) => lines().value(line, from, to),
  };
}

const numbersIn = (line: string): number[] => (line === '' ? [] : line.split(' ').map(Number));

/** Finds the values of lines in this text, in which column follows column. */
function textsIn(
  text: string,
  numbers: readonly number[],
  shapes: readonly Shape[],
): (line: number) => Texts {
  // How many lines before it have the shape of a line, and in the end how many there are of a shape.
  const counts = new Int32Array(shapes.length);
  const rows = Int32Array.from(numbers, (number) => (counts[number] as number)++);
  const firsts = new Int32Array(shapes.length);
  let total = 0;
  for (const [number, { holes }] of shapes.entries()) {
    firsts[number] = total;
    total += holes * (counts[number] as number);
  }
  const starts = new Int32Array(total + 1);
  for (let value = 1; value <= total; value += 1) starts[value] = text.indexOf('\n', starts[value - 1]) + 1;
  return (line) => {
    const number = numbers[line] ?? 0;
    const first = (firsts[number] as number) + (rows[line] as number);
    const step = counts[number] as number;
    return (index) => {
      const value = first + index * step;
      return text.slice(starts[value], (starts[value + 1] as number) - 1);
    };
  };
}

interface Shape {
  /** The text before, between and after the values. */
  readonly between: readonly string[];
  /** How many values there are. */
  readonly holes: number;
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
  const between = piecesOf(written);
  const made = { between, holes: between.length - 1, template: templateOf(written) };
  knownShapes.set(written, made);
  return made;
}

function textOf({ between, holes }: Shape, texts: Texts): string {
  let text = between[0] ?? '';
  for (let index = 0; index < holes; index += 1) text += texts(index) + (between[index + 1] ?? '');
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

function valueIn(template: Template, row: Row): Json {
  if (template.kind === 'text') return plain(row.text(template.at), row);
  if (template.kind === 'word') return JSON.parse(row.text(template.at));
  const { parts } = template;
  if (template.kind === 'list') {
    const list: Json[] = [];
    for (const part of parts) list.push(valueIn(part, row));
    return list;
  }
  const { names } = template;
  const object: Record<string, Json> = {};
  for (let index = 0; index < parts.length; index += 1) {
    const part = parts[index];
    if (part) object[names[index] ?? ''] = valueIn(part, row);
  }
  return object;
}

function plain(text: string, { escaped, from, to }: Row): string {
  const whole = from !== '' && text.includes(from) ? text.replaceAll(from, to) : text;
  return (escaped || whole !== text) && whole.includes('\\') ? JSON.parse(`"${whole}"`) : whole;
}
