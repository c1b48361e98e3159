import { Refused } from './convert/refused.ts';
import { LimitReached, type Run, spend } from './run-state.ts';
import type { Json } from './types.ts';

/** What a value costs besides its characters. */
const valueSize = 8;

/**
 * A copy of a value as plain JSON, counted against the run's limits: nothing the target holds is shared with the
 * source or with another document, and nothing but JSON gets in.
 *
 * @throws Refused for what is not JSON
 * @throws LimitReached
 */
export function copyJson(value: unknown, run: Run, depth = 0): Json {
  if (typeof value === 'string') {
    spend(run, valueSize + value.length);
    return value;
  }
  spend(run, valueSize);
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (typeof value !== 'object') throw new Refused(`a ${typeof value} is not JSON`);
  if (depth >= run.limits.depth) throw new LimitReached(`nested deeper than ${run.limits.depth} levels`);
  if (Array.isArray(value)) {
    return value.map((item) => (item === undefined ? null : copyJson(item, run, depth + 1)));
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) {
    throw new Refused('neither a plain object nor a list');
  }
  const copy: Record<string, Json> = {};
  for (const [name, item] of Object.entries(value)) {
    if (name === '__proto__') throw new Refused('it has a field named "__proto__"');
    if (item !== undefined) {
      spend(run, name.length);
      copy[name] = copyJson(item, run, depth + 1);
    }
  }
  return copy;
}
