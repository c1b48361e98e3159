import type { Group, Interchange, TransactionRange } from './envelope.ts';
import type { Problem } from './problem.ts';

export type EnvelopeEvent =
  | { readonly kind: 'interchange-start'; readonly interchange: Interchange }
  | { readonly kind: 'group-start'; readonly group: Group; readonly interchange: Interchange }
  | {
      readonly kind: 'transaction';
      readonly transaction: TransactionRange;
      readonly group: Group;
      readonly interchange: Interchange;
    }
  | { readonly kind: 'group-end'; readonly group: Group; readonly interchange: Interchange }
  | { readonly kind: 'interchange-end'; readonly interchange: Interchange }
  /** Something outside of any interchange. */
  | { readonly kind: 'problem'; readonly problem: Problem };
