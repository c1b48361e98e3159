/**
 * JSON text with the properties of every object in the order of their names, cut out of the text as `JSON.stringify`
 * writes it: a sorted copy of the value and a second text of that take twice the time. The value says how long
 * everything in the text is, as long as no character is escaped.
 */
import type { Json } from '../../../ledger/ledger.ts';

/** Deeper values are left to others. */
const deepest = 200;

let text = '';
let at = 0;
/** What the value says does not fit the text. */
let misfit = false;

/** Where the members of the objects that are being looked at begin and end. */
const starts: number[] = [];
const ends: number[] = [];
/** Members that hold lists and objects; such a one has no end. */
const texts: string[] = [];
let used = 0;

/** Names of an object, and the place of each sorted name among them; null for names that are not sorted as they are put. */
interface Shape {
  readonly names: readonly string[];
  readonly order: readonly number[] | null;
}

/** The lines of a document have the same names in the same order. The one found last comes first. */
const shapes: Shape[] = [];
const mostShapes = 8;

/** @param stringified text of the value. @returns null when it has to be done the long way */
export function sortedText(stringified: string, value: Json): string | null {
  if (stringified.includes('\\')) return null;
  text = stringified;
  at = 0;
  used = 0;
  misfit = false;
  const sorted = sortedValue(value, 0);
  text = '';
  return !misfit && at === stringified.length ? sorted : null;
}

/** Goes behind the value, which begins at `at`. */
function sortedValue(value: Json, depth: number): string {
  if (depth > deepest) misfit = true;
  if (misfit) return '';
  if (typeof value === 'object' && value !== null) {
    return isList(value) ? sortedList(value, depth) : sortedObject(value, depth);
  }
  const from = at;
  skip(value);
  return text.slice(from, at);
}

function sortedList(list: readonly Json[], depth: number): string {
  let sorted = '[';
  at += 1;
  for (let index = 0; index < list.length; index += 1) {
    if (index > 0) {
      sorted += ',';
      at += 1;
    }
    sorted += sortedValue(list[index] ?? null, depth + 1);
  }
  at += 1;
  return `${sorted}]`;
}

function sortedObject(object: { readonly [name: string]: Json }, depth: number): string {
  const { names, order } = shapeOf(object);
  if (order === null) {
    misfit = true;
    return '';
  }
  const first = used;
  used += names.length;
  at += 1;
  for (let index = 0; index < names.length; index += 1) {
    const name = names[index] ?? '';
    if (index > 0) at += 1;
    member(first + index, name, object[name], depth);
  }
  at += 1;
  let sorted = '{';
  for (let index = 0; index < order.length; index += 1) {
    const place = first + (order[index] ?? 0);
    const end = ends[place] ?? 0;
    if (index > 0) sorted += ',';
    sorted += end === 0 ? texts[place] : text.slice(starts[place], end);
  }
  used = first;
  return `${sorted}}`;
}

function member(place: number, name: string, value: Json | undefined, depth: number): void {
  const from = at;
  at += name.length + '"":'.length;
  starts[place] = from;
  ends[place] = 0;
  if (value === undefined) misfit = true;
  else if (typeof value === 'object' && value !== null) {
    texts[place] = text.slice(from, at) + sortedValue(value, depth + 1);
  } else {
    skip(value);
    ends[place] = at;
  }
}

const comma = 0x2c;
const closeList = 0x5d;
const closeObject = 0x7d;

function skip(value: string | number | boolean | null): void {
  if (typeof value === 'string') at += value.length + 2;
  else if (typeof value === 'number') {
    for (let code = 0; code !== comma && code !== closeList && code !== closeObject && at < text.length; ) {
      at += 1;
      code = text.charCodeAt(at);
    }
  } else at += value === false ? 5 : 4;
}

function shapeOf(object: object): Shape {
  for (let index = 0; index < shapes.length; index += 1) {
    const shape = shapes[index];
    if (!shape || !hasNames(object, shape.names)) continue;
    if (index > 0) {
      shapes[index] = shapes[0] ?? shape;
      shapes[0] = shape;
    }
    return shape;
  }
  const names = Object.keys(object);
  const order = names.map((_, index) => index).sort((one, other) => rank(names, one, other));
  // Numbers come first among names, and in their own order, wherever they are put.
  const shape = { names, order: names.some((name) => /^\d/.test(name)) ? null : order };
  if (shapes.length === mostShapes) shapes.pop();
  shapes.unshift(shape);
  return shape;
}

/** Without a list of its names. */
function hasNames(object: object, names: readonly string[]): boolean {
  let index = 0;
  for (const name in object) {
    if (names[index] !== name) return false;
    index += 1;
  }
  return index === names.length;
}

const rank = (names: readonly string[], one: number, other: number): number =>
  (names[one] ?? '') < (names[other] ?? '') ? -1 : 1;

const isList = (value: object): value is readonly Json[] => Array.isArray(value);
