import { billOrder } from '../../domain/billing/bill-order.ts';
import { CrossdockError } from '../../domain/errors.ts';
import { type FoundProcess, foundProcess } from '../../domain/process/locate.ts';
import { defaultTerms, termsFrom } from '../../domain/process/terms.ts';
import { writesOf } from '../../domain/process/writes.ts';
import { nodeRuntime } from '../../node-kit/node-runtime.ts';
import type { FlowMessage, NodeContext } from '../../runtime/face.ts';
import { billingData } from './billing-data.ts';
import { definition } from './definition.ts';

export const runtime = nodeRuntime(definition, {
  prepare: ({ terms }, context: NodeContext) =>
    terms === '' ? defaultTerms : termsFrom(context.packFile(terms).data, terms),

  async input(message, { billingEntity, deadlines, digits }, context: NodeContext, terms) {
    const { id: messageId, tenant } = context.envelope;
    const token = `⟦n:${context.effectId('invoice')}⟧`;
    try {
      const { process: before, version } = await orderOf(message, context);
      const data = billingData(before, billingEntity, context);
      const { invoiceSequence: sequence, invoicePrefix: prefix = '' } = data.billingEntity;
      const invoiceNumber = `${prefix}${token}`;
      const run = { messageId, now: context.now().toISOString(), terms, invoiceNumber };
      const { applied, invoice } = billOrder(before, data, run);
      // The number is taken first: the token is replaced in what is staged after it.
      if (invoice) context.stage({ kind: 'allot', sequence, token, width: digits });
      const options = { tenant, version, terms, deadlineChannel: deadlines };
      for (const write of writesOf(applied, before, options)) context.stage(write);
      const { process } = applied;
      const { canonical: _, ...rest } = message;
      if (invoice) {
        const canonical = { object: 'invoice', version: '1' };
        return { invoice: { ...rest, payload: invoice, canonical, process } };
      }
      const { decision, reasons } = process.billing;
      const payload = { order: process.key, status: process.status, decision, reasons };
      const told = { ...rest, payload, process };
      return decision === 'hold' ? { held: told } : decision === 'wait' ? { waiting: told } : {};
    } catch (thrown) {
      if (!(thrown instanceof CrossdockError && thrown.fault === 'business')) throw thrown;
      return { failed: { ...message, error: thrown.record() } };
    }
  },
});

/** The order a message is about: the process it carries, the deadline that passed, or its ordering key. */
async function orderOf(message: FlowMessage, context: NodeContext): Promise<FoundProcess> {
  const { tenant, key } = context.envelope;
  const carried = [message.process, message.payload].map(
    (each) => (each as { key?: unknown } | null | undefined)?.key,
  );
  for (const candidate of [...carried, key]) {
    const stored = typeof candidate === 'string' ? await context.process(tenant, candidate) : null;
    if (stored) return foundProcess(stored);
  }
  throw new CrossdockError('CD_PROCESS_UNKNOWN', { type: 'billing check', identity: key });
}
