import { CrossdockError } from '../../domain/errors.ts';
import { postingRulesFrom } from '../../domain/inventory/postings.ts';
import { stockBookFrom } from '../../domain/stock-reconciliation/book.ts';
import { correctionDecisionFrom } from '../../domain/stock-reconciliation/decide.ts';
import { nodeRuntime } from '../../node-kit/node-runtime.ts';
import type { FlowMessage, NodeContext } from '../../runtime/face.ts';
import { compared, snapshotFrom } from './compared.ts';
import { decided } from './decided.ts';
import { definition } from './definition.ts';

const minuteMs = 60_000;

export const runtime = nodeRuntime(definition, {
  prepare: ({ document, postings }, context: NodeContext) =>
    document === 'correction-decision' ? postingRulesFrom(context.packFile(postings).data, postings) : [],

  async input(message, { document, snapshot, graceMinutes }, context: NodeContext, rules) {
    const now = context.now().toISOString();
    const { canonical: _, ...rest } = message;
    try {
      if (document === 'correction-decision') {
        const { movements, postings, proposals } = await decided(correctionDecisionFrom(message.payload), {
          context,
          rules,
          now,
        });
        return {
          movement: movements.map((payload) => made(rest, 'inventory-movement', payload)),
          posting: postings.map((payload) => made(rest, 'stock-posting', payload)),
          decided: { ...rest, payload: proposals },
        };
      }
      const book = stockBookFrom(message.payload);
      const graceMs = graceMinutes * minuteMs;
      const payload = await compared(snapshotFrom(snapshot), book, { context, now, graceMs });
      return payload.length === 0 ? { outdated: message } : { reconciled: { ...rest, payload } };
    } catch (thrown) {
      if (!(thrown instanceof CrossdockError && thrown.fault === 'business')) throw thrown;
      return { failed: { ...message, error: thrown.record() } };
    }
  },
});

const made = (message: FlowMessage, object: string, payload: unknown): FlowMessage => ({
  ...message,
  payload,
  canonical: { object, version: '1' },
});
