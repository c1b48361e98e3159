type Made<Value> = Record<string, Value>;
type Make<Value> = (values: readonly Value[]) => Made<Value>;

/** An object is made by a function of its own from the so many-th of its shape on: to make one takes as long as some. */
const frequent = 32;
/** Shapes of one segment or loop that are kept; a file could make up any number. */
const mostShapes = 256;

/** Which keys an object has, one after the other: a tree whose root is the object that has none. */
export class Shape<Value> {
  readonly #known: readonly string[];
  readonly #keys: readonly string[];
  readonly #next: (Shape<Value> | undefined)[] = [];
  readonly #count: { shapes: number };
  #uses = 0;
  #make: Make<Value> | null = null;

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

  /** The shape with one more key. */
  with(key: number): Shape<Value> {
    return this.#next[key] ?? this.#grow(key);
  }

  #grow(key: number): Shape<Value> {
    const shape = new Shape<Value>(this.#known, [...this.#keys, this.#known[key] ?? ''], this.#count);
    if (this.#count.shapes >= mostShapes) return shape;
    this.#count.shapes += 1;
    for (let empty = this.#next.length; empty < key; empty += 1) this.#next.push(undefined);
    this.#next[key] = shape;
    return shape;
  }

  /** An object of the shape. */
  make(values: readonly Value[]): Made<Value> {
    if (this.#make !== null) return this.#make(values);
    this.#uses += 1;
    if (this.#uses === frequent) this.#make = makerOf(this.#keys);
    const made: Made<Value> = {};
    for (const [index, key] of this.#keys.entries()) made[key] = values[index] as Value;
    return made;
  }
}

/**
 * `v => ({"N101":v[0],"N102":v[1]})`: a literal is made in one piece, at a quarter of the time that it takes to give an
 * object one key after the other. `null` where code may not be made.
 */
function makerOf<Value>(keys: readonly string[]): Make<Value> | null {
  const entries = keys.map((key, index) => `${JSON.stringify(key)}:v[${index}]`);
  try {
    return new Function('v', `return {${entries.join()}}`) as Make<Value>;
  } catch {
    return null;
  }
}
