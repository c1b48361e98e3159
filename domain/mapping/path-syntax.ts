/**
 * Paths into the source document.
 *
 *   path    = [start] step*             start: `$` item · `$root` · `$document` · `$message` · `$context` · `$now`
 *                                       `^`+ item of the loop around
 *   step    = `.`name | `.`"any name" | `[`n`]` | `[last]` | `[`filter`]`
 *   path    = `^`* `#`                  position of the loop item, from 1
 *   filter  = [`!`] path [ (`=` | `!=`) literal (`|` literal)* ] ( ` and ` filter )*
 *
 * A path that starts with a name starts at the current item. A step over an array takes every element.
 */

export type Step =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'index'; readonly index: number }
  | { readonly kind: 'last' }
  | { readonly kind: 'filter'; readonly tests: readonly Test[] };

export type Start = 'item' | 'root' | 'document' | 'message' | 'context' | 'now' | 'position';

export interface Path {
  readonly text: string;
  readonly start: Start;
  /** How many loops up the path starts. */
  readonly up: number;
  readonly steps: readonly Step[];
}

/** Present, or equal (or not) to one of the literals. */
export interface Test {
  readonly path: Path;
  readonly negated: boolean;
  readonly literals: readonly string[] | null;
}

/** Thrown by the parsers below; the compiler adds file and line. */
export class PathSyntaxError extends Error {}

const unsafeNames = new Set(['prototype', ...Object.getOwnPropertyNames(Object.prototype)]);

/** True for names that would reach what JavaScript objects inherit, `__proto__` first of all. */
export const isUnsafeName = (name: string): boolean => unsafeNames.has(name);

const starts = ['root', 'document', 'message', 'context', 'now'] as const;
const maxLength = 1_000;
const plainName = /[\p{L}\p{N}_@:-]/u;

/** @throws PathSyntaxError */
export function parsePath(text: string): Path {
  const cursor = new Cursor(text);
  const path = cursor.path();
  cursor.end();
  return path;
}

/** A condition: the language of filters, on its own. @throws PathSyntaxError */
export function parseTests(text: string): readonly Test[] {
  const cursor = new Cursor(text);
  const tests = cursor.tests();
  cursor.end();
  return tests;
}

class Cursor {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    if (text.length > maxLength) throw new PathSyntaxError(`longer than ${maxLength} characters`);
    this.#text = text;
    this.#spaces();
  }

  path(): Path {
    const from = this.#at;
    let up = 0;
    while (this.#take('^')) up += 1;
    const start = this.#start(up);
    const steps: Step[] = [];
    if (start === 'item' && this.#text[from] !== '$') this.#firstStep(steps, up > 0);
    while (start !== 'position' && this.#nextStep(steps));
    if (start === 'now' && steps.length > 0) throw new PathSyntaxError('nothing can follow $now');
    const text = this.#text.slice(from, this.#at).trim();
    if (text === '') throw new PathSyntaxError('a name is missing');
    return { text, start, up, steps };
  }

  tests(): Test[] {
    const tests = [this.#test()];
    for (this.#spaces(); this.#take('and '); this.#spaces()) {
      this.#spaces();
      tests.push(this.#test());
    }
    return tests;
  }

  end(): void {
    this.#spaces();
    if (this.#at < this.#text.length) {
      throw new PathSyntaxError(`"${this.#text.slice(this.#at, this.#at + 12)}" is not understood`);
    }
  }

  #start(up: number): Start {
    if (this.#take('#')) return 'position';
    if (up > 0) return 'item';
    if (!this.#take('$')) return 'item';
    const word = this.#word();
    if (word === '') return 'item';
    const start = starts.find((known) => known === word);
    if (start) return start;
    throw new PathSyntaxError(`$${word} is not one of $, $${starts.join(', $')}`);
  }

  #firstStep(steps: Step[], optional: boolean): void {
    const next = this.#text[this.#at] ?? '';
    if (next === '[' || (optional && next !== '"' && !plainName.test(next))) return;
    steps.push({ kind: 'name', name: this.#name() });
  }

  #nextStep(steps: Step[]): boolean {
    if (this.#take('.')) {
      steps.push({ kind: 'name', name: this.#name() });
      return true;
    }
    if (!this.#take('[')) return false;
    this.#spaces();
    const index = /^(?:(\d{1,6})|(last))\s*\]/.exec(this.#text.slice(this.#at, this.#at + 40));
    if (index) {
      this.#at += index[0].length;
      steps.push(index[2] ? { kind: 'last' } : { kind: 'index', index: Number(index[1]) });
      return true;
    }
    const tests = this.tests();
    this.#spaces();
    if (!this.#take(']')) throw new PathSyntaxError('a closing ] is missing');
    steps.push({ kind: 'filter', tests });
    return true;
  }

  #test(): Test {
    const absent = this.#take('!');
    const path = this.path();
    this.#spaces();
    const unequal = this.#take('!=');
    if (!unequal && !this.#take('=')) return { path, negated: absent, literals: null };
    if (absent) throw new PathSyntaxError('use != instead of a leading !');
    const literals = [this.#literal()];
    for (this.#spaces(); this.#take('|'); this.#spaces()) literals.push(this.#literal());
    return { path, negated: unequal, literals };
  }

  #literal(): string {
    this.#spaces();
    const quote = this.#text[this.#at];
    if (quote === "'" || quote === '"') return this.#quoted(quote);
    const word = /^[\w.-]+/.exec(this.#text.slice(this.#at))?.[0];
    if (word === undefined) throw new PathSyntaxError('a value is missing after =');
    this.#at += word.length;
    return word;
  }

  #name(): string {
    const name = this.#take('"') ? this.#quoted('"', true) : this.#word();
    if (name === '') throw new PathSyntaxError('a name is missing');
    if (isUnsafeName(name)) throw new PathSyntaxError(`"${name}" cannot be a name`);
    return name;
  }

  #quoted(quote: string, opened = false): string {
    if (!opened) this.#at += 1;
    const close = this.#text.indexOf(quote, this.#at);
    if (close < 0) throw new PathSyntaxError(`a closing ${quote} is missing`);
    const inner = this.#text.slice(this.#at, close);
    this.#at = close + 1;
    return inner;
  }

  #word(): string {
    const from = this.#at;
    while (this.#at < this.#text.length && plainName.test(this.#text[this.#at] ?? '')) this.#at += 1;
    return this.#text.slice(from, this.#at);
  }

  #take(token: string): boolean {
    if (!this.#text.startsWith(token, this.#at)) return false;
    this.#at += token.length;
    return true;
  }

  #spaces(): void {
    while (this.#text[this.#at] === ' ') this.#at += 1;
  }
}
