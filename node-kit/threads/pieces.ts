/**
 * Values on their way between two threads, as posts that are read in a moment each: several small values share a post,
 * and the long lists of a large one come after it, item by item. Only lists are taken apart.
 */

type Path = readonly (string | number)[];

export type Entry =
  | { readonly value: unknown }
  /** A large value; its long lists are empty yet. */
  | { readonly begun: unknown }
  /** Goes on with one of its lists. */
  | { readonly path: Path; readonly items: readonly unknown[] }
  | { readonly ended: true };

/** Reading a post of so many values takes about a millisecond. */
const mostInPost = 4000;
const textUnit = 256;

/** Posts that hold these values, in order. A post is full with `most` texts, numbers, objects and lists. */
export function* posts(values: Iterable<unknown>, most = mostInPost): Generator<readonly Entry[]> {
  let post: Entry[] = [];
  let held = 0;
  for (const [entry, weight] of entries(values, most)) {
    if (held > 0 && held + weight > most) {
      yield post;
      [post, held] = [[], 0];
    }
    post.push(entry);
    held += weight;
  }
  if (post.length > 0) yield post;
}

/** Puts values together again from posts. */
export class Assembly {
  #open: unknown;

  /** The values that a post completes. */
  take(post: readonly Entry[]): unknown[] {
    const complete: unknown[] = [];
    for (const entry of post) {
      if ('value' in entry) complete.push(entry.value);
      else if ('begun' in entry) this.#open = entry.begun;
      else if ('ended' in entry) complete.push(this.#open);
      else append(this.#open, entry.path, entry.items);
    }
    return complete;
  }
}

function append(root: unknown, path: Path, items: readonly unknown[]): void {
  let list = root;
  for (const name of path) list = Reflect.get(list as object, name);
  if (Array.isArray(list)) for (const item of items) list.push(item);
}

type Weighed = readonly [Entry, number];

function* entries(values: Iterable<unknown>, most: number): Generator<Weighed> {
  for (const value of values) {
    const weight = weightOf(value);
    if (weight <= most) yield [{ value }, weight];
    else {
      const lists: List[] = [];
      const begun = withoutLists(value, [], lists, most);
      yield [{ begun }, weightOf(begun)];
      for (const list of lists) yield* listEntries(list, most);
      yield [{ ended: true }, 1];
    }
  }
}

interface List {
  readonly path: Path;
  readonly items: readonly unknown[];
}

function* listEntries({ path, items }: List, most: number): Generator<Weighed> {
  let run: unknown[] = [];
  let held = 0;
  for (const [index, item] of items.entries()) {
    const weight = weightOf(item);
    if (run.length > 0 && held + weight > most) {
      yield [{ path, items: run }, held];
      [run, held] = [[], 0];
    }
    if (weight <= most) {
      run.push(item);
      held += weight;
      continue;
    }
    const lists: List[] = [];
    const begun = withoutLists(item, [...path, index], lists, most);
    yield [{ path, items: [begun] }, weightOf(begun)];
    for (const list of lists) yield* listEntries(list, most);
  }
  if (run.length > 0) yield [{ path, items: run }, held];
}

/** The value with empty lists instead of those that make it large, which go to `lists`. */
function withoutLists(value: unknown, path: Path, lists: List[], most: number): unknown {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  if (weightOf(value) <= most) return value;
  if (Array.isArray(value)) {
    lists.push({ path, items: value });
    return [];
  }
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, withoutLists(one, [...path, name], lists, most)]),
  );
}

function weightOf(value: unknown): number {
  if (typeof value === 'string') return 1 + value.length / textUnit;
  if (typeof value !== 'object' || value === null) return 1;
  if (ArrayBuffer.isView(value)) return 1 + value.byteLength / textUnit;
  let weight = 1;
  if (Array.isArray(value)) for (const one of value) weight += weightOf(one);
  else for (const name in value) weight += 1 + weightOf(Reflect.get(value, name));
  return weight;
}
