import type { BillingEntity } from '../../domain/canonical/types.generated.ts';
import type { NodeContext } from '../../runtime/face.ts';

/** Numbers of billing documents: each is a token until the run commits, and only those that are taken count. */
export function documentNumbers(
  { invoiceSequence: sequence, invoicePrefix: prefix = '' }: BillingEntity,
  width: number,
  context: NodeContext,
) {
  return {
    /** @param name of the document within this run */
    of: (name: string): string => `${prefix}⟦n:${context.effectId(name)}⟧`,
    /** To be called before anything is staged that holds the number. */
    take(number: string): void {
      context.stage({ kind: 'allot', sequence, token: number.slice(prefix.length), width });
    },
  };
}
