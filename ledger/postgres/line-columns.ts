/**
 * Lines of JSON text, put down column by column. What many of them have in common, their shape, is written once: a line
 * without its values, which are what stands in quotes, names aside, and the numbers and words outside of quotes. The
 * values follow shape by shape, each column with those of all lines of the shape, so that like stands by like:
 *
 *     <number of the shape of each line>
 *     <shape 0>
 *     <shape 1> ...
 *     <value 1 of the first line of shape 0>
 *     <value 1 of the second line of shape 0> ...
 *
 * JSON text has no character below U+0020, so that those that are needed to mark and to separate are free.
 */

/** Stands in a shape for what is in quotes, and between the values of a line. */
export const textHole = 0x03;
/** Stands in a shape for a number, `true`, `false` or `null`. */
export const wordHole = 0x04;
export const lineBreak = 0x0a;
const [quote, colon, backslash] = [0x22, 0x3a, 0x5c];

/** 1 for the bytes of numbers and words. */
const inWord = new Uint8Array(256);
for (const letter of '0123456789+-.abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ')
  inWord[letter.charCodeAt(0)] = 1;

/** A shape: all that is between values, how long each piece is, and whether the value after it is in quotes. */
interface Shape {
  readonly between: DataView;
  readonly lengths: Int32Array;
  readonly quoted: Uint8Array;
}

/** Lines of one shape. */
interface Alike {
  readonly number: number;
  readonly shape: Shape;
  /** Where the values of each line begin in the list of all values. */
  readonly firsts: number[];
}

/** Room that is used again and again: nothing in it outlives a call. */
interface Room {
  readonly source: Buffer;
  /** Of the same bytes. */
  readonly view: DataView;
  readonly target: Buffer;
  readonly shape: Buffer;
  /** Where values begin and end in the source. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
}

let room: Room | null = null;

function roomFor(needed: number): Room {
  if (room === null || room.source.length < needed) {
    const bytes = 2 ** Math.ceil(Math.log2(needed));
    const [source, target, shape] = [Buffer.alloc(bytes), Buffer.alloc(2 * bytes), Buffer.alloc(bytes)];
    const view = new DataView(source.buffer, source.byteOffset, bytes);
    room = { source, view, target, shape, starts: new Int32Array(bytes), ends: new Int32Array(bytes) };
  }
  return room;
}

/** The bytes of these lines. */
export function inColumns(lines: readonly string[]): Buffer {
  let chars = 16;
  for (const { length } of lines) chars += length + 1;
  const all = roomFor(3 * chars);
  const shapes = new Map<string, Alike>();
  const numbers: number[] = [];
  let byTurns: readonly [Alike | null, Alike | null] = [null, null];
  let [length, values] = [0, 0];
  for (const line of lines) {
    const end = length + all.source.write(line, length);
    all.source[end] = lineBreak;
    // Envelopes and bodies follow each other by turns: a line is mostly like the one before the last.
    let [alike] = byTurns;
    let last = alike ? follow(all, length, end, alike.shape, values) : -1;
    if (!alike || last < 0) {
      const size = scan(all, length, end, values);
      const name = all.shape.toString('latin1', 0, size);
      alike = shapes.get(name) ?? { number: shapes.size, shape: shapeOf(name), firsts: [] };
      last = values + alike.shape.quoted.length;
      shapes.set(name, alike);
    }
    byTurns = [byTurns[1], alike];
    alike.firsts.push(values);
    numbers.push(alike.number);
    values = last;
    length = end + 1;
  }
  return written(all, numbers, shapes);
}

/** Finds the values between two places of the source, and writes the shape. @returns its length */
function scan({ source, shape, starts, ends }: Room, from: number, to: number, values: number): number {
  let [at, size, value] = [from, 0, values];
  while (at < to) {
    const byte = source[at] as number;
    if (byte === quote) {
      const start = at;
      at += 1;
      while (source[at] !== quote && at < to) at += source[at] === backslash ? 2 : 1;
      at += 1;
      if (source[at] === colon) {
        for (let place = start; place < at; place += 1) shape[size++] = source[place] as number;
      } else {
        starts[value] = start + 1;
        ends[value++] = at - 1;
        shape[size++] = textHole;
      }
    } else if (inWord[byte] === 1) {
      starts[value] = at;
      while (inWord[source[at] as number] === 1) at += 1;
      ends[value++] = at;
      shape[size++] = wordHole;
    } else {
      shape[size++] = byte;
      at += 1;
    }
  }
  return size;
}

export const [textMark, wordMark] = [String.fromCharCode(textHole), String.fromCharCode(wordHole)];

/** What is before, between and after the values, with the quotes around them. */
export const piecesOf = (shape: string): string[] =>
  shape.replaceAll(textMark, `"${textMark}"`).replaceAll(wordMark, textMark).split(textMark);

/** Shapes at hand: those of a block are mostly those of the one before. */
const knownShapes = new Map<string, Shape>();
const maxShapes = 200;

function shapeOf(name: string): Shape {
  const known = knownShapes.get(name);
  if (known) return known;
  if (knownShapes.size >= maxShapes) knownShapes.clear();
  const pieces = piecesOf(name);
  const bytes = Buffer.from(pieces.join(''), 'latin1');
  const quoted = [...name].filter((one) => one === textMark || one === wordMark);
  const made = {
    between: new DataView(bytes.buffer, bytes.byteOffset, bytes.length),
    lengths: Int32Array.from(pieces, ({ length }) => length),
    quoted: Uint8Array.from(quoted, (one) => (one === textMark ? 1 : 0)),
  };
  knownShapes.set(name, made);
  return made;
}

/** As `scan`, of a line that has this shape. @returns how many values there are then; negative when it has another */
function follow(
  { source, view, starts, ends }: Room,
  from: number,
  to: number,
  { between, lengths, quoted }: Shape,
  values: number,
): number {
  let [at, place] = [from, 0];
  for (let piece = 0; piece < lengths.length; piece += 1) {
    let left = lengths[piece] as number;
    for (; left >= 4; left -= 4, at += 4, place += 4)
      if (view.getInt32(at) !== between.getInt32(place)) return -1;
    for (; left > 0; left -= 1, at += 1, place += 1)
      if (view.getUint8(at) !== between.getUint8(place)) return -1;
    if (piece === quoted.length) break;
    starts[values + piece] = at;
    if (quoted[piece] === 1) {
      for (let byte = source[at]; byte !== quote && at < to; byte = source[at])
        at += byte === backslash ? 2 : 1;
    } else {
      while (inWord[source[at] as number] === 1) at += 1;
      // An empty list is no list of a word.
      if (at === starts[values + piece]) return -1;
    }
    ends[values + piece] = at;
  }
  return at === to ? values + quoted.length : -1;
}

function written(
  { source, starts, ends, target }: Room,
  numbers: readonly number[],
  shapes: ReadonlyMap<string, Alike>,
): Buffer {
  let at = 0;
  for (const { firsts, shape } of shapes.values()) {
    for (let column = 0; column < shape.quoted.length; column += 1) {
      for (let line = 0; line < firsts.length; line += 1) {
        const value = (firsts[line] as number) + column;
        const end = ends[value] as number;
        for (let place = starts[value] as number; place < end; place += 1)
          target[at++] = source[place] as number;
        target[at++] = lineBreak;
      }
    }
  }
  const head = `${[numbers.join(' '), ...shapes.keys()].join('\n')}\n`;
  return Buffer.concat([Buffer.from(head, 'latin1'), target.subarray(0, at)]);
}
