import type { Instant, Json } from '../../ledger.ts';
import { sent } from '../packed.ts';

/** Runs one statement, prepared once per connection, and gives its rows. */
export type Query = <Row extends object>(text: string, values?: readonly unknown[]) => Promise<Row[]>;

/** The shards whose work this worker does. */
export type Held = () => readonly number[];

let [lastMs, lastText] = [0, new Date(0).toISOString()];

/** Rows that are read together mostly carry the same instants: making the text is what it costs. */
export function instant(milliseconds: number): Instant {
  if (milliseconds !== lastMs) [lastMs, lastText] = [milliseconds, new Date(milliseconds).toISOString()];
  return lastText;
}

/** `{ [name]: value }`, or nothing when the column is NULL: optional properties are absent, not undefined. */
export function optional<Name extends string, Column, Value>(
  name: Name,
  column: Column | null,
  value: (column: Column) => Value,
): { [Key in Name]?: Value } {
  if (column === null) return {};
  return { [name]: value(column) } as { [Key in Name]?: Value };
}

export const same = <Value>(value: Value): Value => value;
export const parsed = <Value>(text: string): Value => JSON.parse(text);

/** JSON of a row: its value, or null and the claim under which it is. */
export function contentOf(
  text: string | null,
  claim: string | null,
  size: number | null,
): { readonly value: Json; readonly claim: { claim?: { digest: string; bytes: number } } } {
  if (text !== null) return { value: sent(text), claim: {} };
  return { value: null, claim: claim === null ? {} : { claim: { digest: claim, bytes: size ?? 0 } } };
}

/** The rows of one key (`$`), by the index over `by_key` of it and the number: in its order they come as they lie there. */
export const ofKey = (byKey: string, key: string): string =>
  `${byKey} BETWEEN by_key($, 0) AND by_key($, 549755813887) AND ${key} = $`;

/** Builds `WHERE` from the conditions that are asked for; `$` in each is its parameter. */
export class Conditions {
  readonly values: unknown[] = [];
  readonly #texts: string[] = [];

  /** A condition without a parameter. */
  always(text: string): this {
    this.#texts.push(text);
    return this;
  }

  /** Left out when the value is undefined. */
  when(text: string, value: unknown): this {
    if (value === undefined) return this;
    this.#texts.push(text.replaceAll('$', () => this.parameter(value)));
    return this;
  }

  /** A parameter outside of `WHERE`. */
  parameter(value: unknown): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }

  get where(): string {
    return this.#texts.length > 0 ? `WHERE ${this.#texts.join(' AND ')}` : '';
  }
}
