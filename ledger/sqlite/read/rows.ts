import type { SQLOutputValue } from 'node:sqlite';
import type { Instant } from '../../ledger.ts';

export type Row = Record<string, SQLOutputValue>;

/** What was written together has the same instant. */
let lastMs = 0;
let lastInstant: Instant = new Date(0).toISOString();

export function instant(column: SQLOutputValue | undefined): Instant {
  const ms = Number(column);
  if (ms !== lastMs) {
    lastInstant = new Date(ms).toISOString();
    lastMs = ms;
  }
  return lastInstant;
}

export const present = (column: SQLOutputValue | undefined): boolean =>
  column !== null && column !== undefined;

/** `{ [name]: value }`, or nothing when the column is NULL: optional properties are absent, not undefined. */
export function optional<Name extends string, Value>(
  name: Name,
  column: SQLOutputValue | undefined,
  value: (column: SQLOutputValue) => Value,
): { [Key in Name]?: Value } {
  if (column === null || column === undefined) return {};
  return { [name]: value(column) } as { [Key in Name]?: Value };
}

export const parsed = <Value>(column: SQLOutputValue | undefined): Value => JSON.parse(String(column));
