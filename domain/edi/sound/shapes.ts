import type { SegmentValues } from '../json-form.ts';

type Make = (values: readonly string[]) => SegmentValues;

/** An object is made by a function of its own from the so many-th of its shape on: to make one takes as long as some. */
const frequent = 32;
/** Shapes of one segment; a file could make up any number. */
const mostShapes = 256;

/** Which keys an object has, one after the other: a tree whose root is the object that has none. */
export class Shape {
  readonly #known: readonly string[];
  readonly #keys: readonly string[];
  readonly #next: (Shape | undefined)[] = [];
  readonly #count: { shapes: number };
  #uses = 0;
  #make: Make | null = null;

  /** @param known all keys there may be */
  constructor(
    known: readonly string[],
    keys: readonly string[] = [],
    count: { shapes: number } = { shapes: 0 },
  ) {
    this.#known = known;
    this.#keys = keys;
    this.#count = count;
  }

  /** The shape with one more key; `null`: there are too many. */
  with(key: number): Shape | null {
    return this.#next[key] ?? this.#grow(key);
  }

  #grow(key: number): Shape | null {
    const name = this.#known[key];
    if (name === undefined || this.#count.shapes >= mostShapes) return null;
    this.#count.shapes += 1;
    const shape = new Shape(this.#known, [...this.#keys, name], this.#count);
    for (let empty = this.#next.length; empty < key; empty += 1) this.#next.push(undefined);
    this.#next[key] = shape;
    return shape;
  }

  /** An object of the shape. */
  make(values: readonly string[]): SegmentValues {
    if (this.#make !== null) return this.#make(values);
    this.#uses += 1;
    if (this.#uses === frequent) this.#make = makerOf(this.#keys);
    const made: SegmentValues = {};
    for (const [index, key] of this.#keys.entries()) made[key] = values[index] as string;
    return made;
  }
}

/**
 * `v => ({"N101":v[0],"N102":v[1]})`: a literal is made in one piece, at a quarter of the time that it takes to give an
 * object one key after the other. `null` where code may not be made.
 */
function makerOf(keys: readonly string[]): Make | null {
  const entries = keys.map((key, index) => `${JSON.stringify(key)}:v[${index}]`);
  try {
    return new Function('v', `return {${entries.join()}}`) as Make;
  } catch {
    return null;
  }
}
