import { type BillingData, type BillingRun, billOrder } from '../../domain/billing/bill-order.ts';
import {
  type Correction,
  correctInvoice,
  correctionFrom,
  invoicesTakenBack,
} from '../../domain/billing/correct-invoice.ts';
import type { Invoice } from '../../domain/canonical/types.generated.ts';
import { CrossdockError } from '../../domain/errors.ts';
import { type FoundProcess, foundProcess } from '../../domain/process/locate.ts';
import { defaultTerms, termsFrom } from '../../domain/process/terms.ts';
import type { Applied, OrderProcess } from '../../domain/process/types.ts';
import { writesOf } from '../../domain/process/writes.ts';
import { nodeRuntime } from '../../node-kit/node-runtime.ts';
import type { FlowMessage, NodeContext } from '../../runtime/face.ts';
import { billingData } from './billing-data.ts';
import { definition } from './definition.ts';
import { documentNumbers } from './document-numbers.ts';

export const runtime = nodeRuntime(definition, {
  prepare: ({ terms }, context: NodeContext) =>
    terms === '' ? defaultTerms : termsFrom(context.packFile(terms).data, terms),

  async input(message, { billingEntity, deadlines, digits }, context: NodeContext, terms) {
    const { id: messageId, tenant } = context.envelope;
    try {
      const correction = message.correction === undefined ? null : correctionFrom(message.correction);
      const { process: before, version } = await orderOf(message, correction, context);
      const data = billingData(before, billingEntity, context);
      const numbers = documentNumbers(data.billingEntity, digits, context);
      const now = context.now().toISOString();
      const run = { messageId, now, terms, invoiceNumber: numbers.of('invoice') };
      const { applied, documents } = correction
        ? corrected(before, correction, data, run, numbers.of)
        : billed(before, data, run);
      for (const { invoiceNumber } of documents) numbers.take(invoiceNumber);
      const options = { tenant, version, terms, deadlineChannel: deadlines };
      for (const write of writesOf(applied, before, options)) context.stage(write);
      return answer(message, applied.process, documents);
    } catch (thrown) {
      if (!(thrown instanceof CrossdockError && thrown.fault === 'business')) throw thrown;
      return { failed: { ...message, error: thrown.record() } };
    }
  },
});

/** What a check or a correction comes to, and the documents it issues in their order. */
interface Issued {
  readonly applied: Applied;
  readonly documents: readonly Invoice[];
}

function billed(process: OrderProcess, data: BillingData, run: BillingRun): Issued {
  const { applied, invoice } = billOrder(process, data, run);
  return { applied, documents: invoice ? [invoice] : [] };
}

function corrected(
  process: OrderProcess,
  correction: Correction,
  data: BillingData,
  run: BillingRun,
  numberOf: (name: string) => string,
): Issued {
  const creditMemoNumbers = invoicesTakenBack(process, correction).map(({ invoiceNumber }) =>
    numberOf(`credit memo of ${invoiceNumber}`),
  );
  const all = correctInvoice(process, correction, data, { ...run, creditMemoNumbers });
  return { applied: all.applied, documents: [...all.creditMemos, ...(all.invoice ? [all.invoice] : [])] };
}

function answer(message: FlowMessage, process: OrderProcess, documents: readonly Invoice[]) {
  const { canonical: _, correction: __, ...rest } = message;
  if (documents.length > 0) {
    const canonical = { object: 'invoice', version: '1' };
    return { invoice: documents.map((payload) => ({ ...rest, payload, canonical, process })) };
  }
  const { decision, reasons } = process.billing;
  const payload = { order: process.key, status: process.status, decision, reasons };
  const told = { ...rest, payload, process };
  return decision === 'hold' ? { held: told } : decision === 'wait' ? { waiting: told } : {};
}

/** The order a message is about: of the invoice to correct, the process it carries, the deadline, its ordering key. */
async function orderOf(
  message: FlowMessage,
  correction: Correction | null,
  context: NodeContext,
): Promise<FoundProcess> {
  const { tenant, key } = context.envelope;
  if (correction) {
    const { invoiceNumber } = correction;
    const all = await context.processByIdentifier(tenant, 'invoice', invoiceNumber);
    const meant = [(message.payload as { key?: unknown } | null)?.key, key];
    const found = all.length === 1 ? all[0] : all.find((each) => meant.includes(each.key));
    if (found) return foundProcess(found);
    throw new CrossdockError('CD_PROCESS_UNKNOWN', { type: 'correction', identity: invoiceNumber });
  }
  const carried = [message.process, message.payload].map(
    (each) => (each as { key?: unknown } | null | undefined)?.key,
  );
  for (const candidate of [...carried, key]) {
    const stored = typeof candidate === 'string' ? await context.process(tenant, candidate) : null;
    if (stored) return foundProcess(stored);
  }
  throw new CrossdockError('CD_PROCESS_UNKNOWN', { type: 'billing check', identity: key });
}
