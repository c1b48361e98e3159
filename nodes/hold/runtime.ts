import { CrossdockError } from '../../domain/errors.ts';
import { processInput } from '../../domain/process/input.ts';
import { recordDocument } from '../../domain/process/record-document.ts';
import { isOrder } from '../../domain/process/write.ts';
import { nodeRuntime } from '../../node-kit/node-runtime.ts';
import type { NodeContext } from '../../runtime/face.ts';
import { processTerms } from '../process-terms.ts';
import { definition } from './definition.ts';

const hourMs = 3_600_000;
const unknown = new Set(['CD_PROCESS_UNKNOWN', 'CD_PROCESS_AMBIGUOUS', 'CD_PROCESS_HOLD_UNKNOWN']);

export const runtime = nodeRuntime(definition, {
  prepare: processTerms,

  async input(message, config, context: NodeContext, terms) {
    const { action, code, order, owner, expiresAfterHours, deadlines } = config;
    const { id: messageId, tenant } = context.envelope;
    const now = context.now();
    const request = {
      code,
      reason: String(config.reason),
      by: String(config.by),
      ...(action === 'place' && owner !== '' && { owner }),
      ...(action === 'place' &&
        expiresAfterHours !== undefined && {
          expiresAt: new Date(now.getTime() + expiresAfterHours * hourMs).toISOString(),
        }),
    };
    const type = action === 'place' ? 'hold' : 'release-hold';
    const input = processInput(type, request, messageId, now.toISOString());
    try {
      const hint = await keyOf(String(order), context);
      const options = { tenant, hint, terms, deadlineChannel: deadlines };
      const [recorded] = await recordDocument(context, input, options);
      for (const write of recorded?.writes ?? []) context.stage(write);
      return { done: { ...message, process: recorded?.applied.process, outcome: recorded?.applied.outcome } };
    } catch (thrown) {
      if (!(thrown instanceof CrossdockError && unknown.has(thrown.code))) throw thrown;
      return { unknown: { ...message, error: thrown.record() } };
    }
  },
});

/** The order's process key from the key itself or any number by which the order can be found. */
async function keyOf(order: string, context: NodeContext): Promise<string> {
  const { tenant } = context.envelope;
  if (await context.process(tenant, order)) return order;
  const [found, ...others] = (await context.processByIdentifier(tenant, null, order)).filter(isOrder);
  if (!found) throw new CrossdockError('CD_PROCESS_UNKNOWN', { type: 'hold', identity: order });
  if (others.length === 0) return found.key;
  const orders = [found, ...others].map(({ key }) => key).join(', ');
  throw new CrossdockError('CD_PROCESS_AMBIGUOUS', {
    type: 'hold',
    identity: order,
    count: others.length + 1,
    orders,
  });
}
