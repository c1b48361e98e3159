/**
 * JSON text with the properties of every object in the order of their names, cut out of the text as `JSON.stringify`
 * writes it: a sorted copy of the value and a second text of that take twice the time. The value says how long
 * everything in the text is, as long as no character is escaped.
 */
import type { Json } from '../../ledger/ledger.ts';

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

/** The lines of a document have the same names in the same order. */
let lastNames: readonly string[] = [];
/** Place of each sorted name among the names. */
let lastOrder: readonly number[] = [];
/** Numbers come first among names, and in their own order, wherever they are put. */
let lastNumbered = false;

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
  if (!hasLastNames(object)) remember(Object.keys(object));
  if (lastNumbered) misfit = true;
  const [names, order] = [lastNames, lastOrder];
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

/** Without a list of its names. */
function hasLastNames(object: object): boolean {
  let index = 0;
  for (const name in object) {
    if (lastNames[index] !== name) return false;
    index += 1;
  }
  return index === lastNames.length;
}

function remember(names: readonly string[]): void {
  lastNames = names;
  lastOrder = names.map((_, index) => index).sort((one, other) => rank(names, one, other));
  lastNumbered = names.some((name) => /^\d/.test(name));
}

const rank = (names: readonly string[], one: number, other: number): number =>
  (names[one] ?? '') < (names[other] ?? '') ? -1 : 1;

const isList = (value: object): value is readonly Json[] => Array.isArray(value);
