import type { ItemRef, WarehouseConfirmation } from '../../domain/canonical/types.generated.ts';
import { CrossdockError } from '../../domain/errors.ts';
import { processInput } from '../../domain/process/input.ts';
import { recordDocument } from '../../domain/process/record-document.ts';
import { nodeRuntime } from '../../node-kit/node-runtime.ts';
import type { NodeContext } from '../../runtime/face.ts';
import { processTerms } from '../process-terms.ts';
import { isForeign } from '../refused-document.ts';
import { definition } from './definition.ts';
import { discrepanciesOf, goodsIssueOf } from './goods-issue.ts';

export const runtime = nodeRuntime(definition, {
  prepare: processTerms,

  async input(message, { deadlines }, context: NodeContext, terms) {
    if (isForeign('warehouse-confirmation', message.payload, context)) return {};
    const { id: messageId, tenant, key } = context.envelope;
    const now = context.now().toISOString();
    const input = processInput('warehouse-confirmation', message.payload, messageId, now);
    const confirmation = input.document as WarehouseConfirmation;
    const hint = (message.process as { key?: string } | undefined)?.key ?? key;
    try {
      const options = { tenant, hint, terms, deadlineChannel: deadlines };
      const [recorded] = await recordDocument(context, input, options);
      if (!recorded) return {};
      for (const write of recorded.writes) context.stage(write);
      const { process, outcome } = recorded.applied;
      if (outcome === 'duplicate') return {};
      const { canonical: _, ...rest } = message;
      const told = { ...rest, process, outcome };
      const discrepancies = discrepanciesOf(confirmation, process);
      const issue = goodsIssueOf(confirmation, process, skuFrom(context));
      return {
        ...(outcome === 'recorded' && { confirmed: { ...told, payload: withoutUndefined(issue) } }),
        ...((discrepancies.length > 0 || outcome === 'ignored') && {
          discrepancy: {
            ...told,
            payload: withoutUndefined({ ...issue, discrepancies, journal: recorded.applied.journal }),
          },
        }),
      };
    } catch (thrown) {
      if (!(thrown instanceof CrossdockError && unknown.has(thrown.code))) throw thrown;
      return { unknown: { ...message, error: thrown.record() } };
    }
  },
});

const unknown = new Set(['CD_PROCESS_UNKNOWN', 'CD_PROCESS_AMBIGUOUS']);

/** Our number of an item the warehouse names by GTIN. */
const skuFrom =
  (context: NodeContext) =>
  ({ gtin }: ItemRef): string | undefined => {
    const item = gtin === undefined ? null : context.lookup('item', 'gtin', gtin);
    return (item as { sku?: string } | null)?.sku;
  };

/** Messages in a run are JSON, which knows no undefined. */
const withoutUndefined = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
