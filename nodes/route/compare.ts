import Big from 'big.js';

const decimal = /^[+-]?\d+(\.\d+)?$/;
const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;

/** Text of a value as rules see it; undefined for what has none (absent, objects, lists). */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

/** Negative, zero or positive: decimals by amount, instants by time, anything else by its characters. */
export function compare(left: string, right: string): number {
  if (decimal.test(left) && decimal.test(right)) return new Big(left).cmp(new Big(right));
  if (instant.test(left) && instant.test(right)) return Date.parse(left) - Date.parse(right);
  return left < right ? -1 : left > right ? 1 : 0;
}
