/**
 * JSON values on their way between two threads, as texts that are parsed in a moment each: several small values share
 * one, and the long lists of a large one come after it, item by item. Only lists are taken apart. As text, because V8
 * parses JSON several times faster than it reads a structured clone.
 */

type Path = readonly (string | number)[];

type Entry =
  | { readonly value: unknown }
  /** A large value; its long lists are empty yet. */
  | { readonly begun: unknown }
  /** Goes on with one of its lists. */
  | { readonly path: Path; readonly items: readonly unknown[] }
  | { readonly ended: true };

/** A text is full with so many characters, which are parsed in half a millisecond. */
const fullText = 32_768;
/** More than so much of a value is taken apart. */
const largeValue = 4_000;
const countedText = 64;

/** Texts that hold these values, in order. */
export function* texts(values: Iterable<unknown>): Generator<string> {
  let held: string[] = [];
  let length = 0;
  for (const value of values) {
    for (const entry of isLarge(value) ? piecesOf(value) : [{ value }]) {
      const text = JSON.stringify(entry);
      held.push(text);
      length += text.length;
      if (length < fullText) continue;
      yield `[${held.join()}]`;
      [held, length] = [[], 0];
    }
  }
  if (held.length > 0) yield `[${held.join()}]`;
}

/** Puts values together again from texts. */
export class Assembly {
  #open: unknown;

  /** The values that a text completes. */
  take(text: string): unknown[] {
    const complete: unknown[] = [];
    for (const entry of JSON.parse(text) as readonly Entry[]) {
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

interface List {
  readonly path: Path;
  readonly items: readonly unknown[];
}

function* piecesOf(value: unknown): Generator<Entry> {
  const lists: List[] = [];
  yield { begun: withoutLists(value, [], lists) };
  for (const list of lists) yield* itemsOf(list);
  yield { ended: true };
}

function* itemsOf({ path, items }: List): Generator<Entry> {
  for (const [index, item] of items.entries()) {
    const lists: List[] = [];
    const begun = isLarge(item) ? withoutLists(item, [...path, index], lists) : item;
    yield { path, items: [begun] };
    for (const list of lists) yield* itemsOf(list);
  }
}

/** A large value with empty lists instead of those that make it large, which go to `lists`. */
function withoutLists(value: unknown, path: Path, lists: List[]): unknown {
  if (Array.isArray(value)) {
    lists.push({ path, items: value });
    return [];
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [
      name,
      isLarge(one) ? withoutLists(one, [...path, name], lists) : one,
    ]),
  );
}

/** Whether there are more texts, numbers, objects and lists in a value than so many, a long text counting as several. */
export const isLarge = (value: unknown, than = largeValue): boolean => roomAfter(value, than) < 0;

/** What is left of some room after a value; below 0 as soon as there is none. */
function roomAfter(value: unknown, room: number): number {
  if (typeof value === 'string') return room - 1 - value.length / countedText;
  if (typeof value !== 'object' || value === null) return room - 1;
  const parts: readonly unknown[] = Array.isArray(value) ? value : Object.values(value);
  let left = room - 1;
  for (let index = 0; index < parts.length && left >= 0; index += 1) left = roomAfter(parts[index], left);
  return left;
}
