import Big from 'big.js';
import { isMasterObject } from '../../domain/master-data/objects.ts';
import type { Json, NodeContext } from '../../runtime/face.ts';
import { compare, textOf } from './compare.ts';

interface Line {
  readonly quantity?: { readonly value?: string };
  readonly unitPrice?: { readonly amount?: string };
}

/** Functions that a rule's expression may call beside JSONata's own. */
export function bindings({ lookup }: Pick<NodeContext, 'lookup'>) {
  return {
    /** The record of master data with this identifier; undefined when nobody knows it. */
    master: (object: unknown, scheme: unknown, value: unknown): Json | undefined =>
      typeof object === 'string' && isMasterObject(object)
        ? (lookup(object, String(scheme), String(value)) ?? undefined)
        : undefined,
    /** What lines are worth at their prices, as an exact decimal; a line without a price is worth nothing. */
    worth: (lines: unknown): string =>
      (Array.isArray(lines) ? (lines as readonly Line[]) : lines === undefined ? [] : [lines as Line])
        .reduce(
          (sum, { quantity, unitPrice }) =>
            sum.plus(new Big(quantity?.value ?? 0).times(unitPrice?.amount ?? 0)),
          new Big(0),
        )
        .toFixed(),
    /** Negative, zero or positive, as the rules without an expression compare. */
    compare: (left: unknown, right: unknown): number => compare(textOf(left) ?? '', textOf(right) ?? ''),
  };
}
