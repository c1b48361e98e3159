import type { Scope } from './run-state.ts';

/** Stands for a value whose problem has been reported. */
export const failed: unique symbol = Symbol('failed');

/** One step of a rule: from value to value, `undefined` when there is none, `failed` after a reported problem. */
export type Step = (value: unknown, scope: Scope) => unknown;

/** A compiled origin or rule without an expression. */
export interface CompiledValue {
  /** The value, `undefined` when absent, or `failed`. */
  read(scope: Scope): unknown;
  /** Where the value comes from in the document; empty for constants. */
  locate(scope: Scope): string;
  /** The rule in words, for explanations. */
  readonly text: string;
}
