import { accountRulesFrom } from '../../domain/billing/accounts.ts';
import {
  type Correction,
  correctInvoice,
  correctionFrom,
  invoicesTakenBack,
} from '../../domain/billing/correct-invoice.ts';
import type { BillingData, BillingRun } from '../../domain/billing/types.ts';
import { checkOrder } from '../../domain/billing-periods/check.ts';
import type { ChangedPeriod } from '../../domain/billing-periods/collect.ts';
import { foundPeriod } from '../../domain/billing-periods/locate.ts';
import { periodWrites } from '../../domain/billing-periods/writes.ts';
import type { Invoice } from '../../domain/canonical/types.generated.ts';
import { CrossdockError } from '../../domain/errors.ts';
import { type FoundProcess, foundProcess } from '../../domain/process/locate.ts';
import type { Applied, OrderProcess } from '../../domain/process/types.ts';
import { writesOf } from '../../domain/process/writes.ts';
import { nodeRuntime } from '../../node-kit/node-runtime.ts';
import type { FlowMessage, NodeContext } from '../../runtime/face.ts';
import { processTerms } from '../process-terms.ts';
import { billingData } from './billing-data.ts';
import { closing, periodOf } from './closing.ts';
import { definition } from './definition.ts';
import { documentNumbers } from './document-numbers.ts';

export const runtime = nodeRuntime(definition, {
  prepare({ terms, accounts }, context: NodeContext) {
    const rules = accounts === '' ? null : accountRulesFrom(context.packFile(accounts).data, accounts);
    return { terms: processTerms({ terms }, context), rules };
  },

  async input(message, config, context: NodeContext, { terms, rules }) {
    const { billingEntity, deadlines, periods, digits } = config;
    const { id: messageId, tenant } = context.envelope;
    try {
      const period = periodOf(message);
      if (period !== null) return await closing(message, period, { ...config, terms, rules }, context);
      const correction = message.correction === undefined ? null : correctionFrom(message.correction);
      const { process: before, version } = await orderOf(message, correction, context);
      const data = billingData(before, { billingEntity, rules }, context);
      const numbers = documentNumbers(data.billingEntity, digits, context);
      const now = context.now().toISOString();
      const run = { messageId, now, terms, invoiceNumber: numbers.of('invoice') };
      const issued = correction
        ? corrected(before, correction, data, run, numbers.of)
        : await checked(before, data, run, context);
      for (const { invoiceNumber } of issued.documents) numbers.take(invoiceNumber);
      const options = { tenant, version, terms, deadlineChannel: deadlines };
      for (const write of writesOf(issued.applied, before, options)) context.stage(write);
      for (const changed of issued.periods)
        for (const write of periodWrites(changed, { tenant, channel: periods })) context.stage(write);
      return answer(message, issued);
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
  readonly proForma: Invoice | null;
  readonly periods: readonly ChangedPeriod[];
}

async function checked(
  process: OrderProcess,
  data: BillingData,
  run: BillingRun,
  context: NodeContext,
): Promise<Issued> {
  const { tenant } = context.envelope;
  const { invoice, ...issued } = await checkOrder(process, data, run, async (key) => {
    const stored = await context.process(tenant, key);
    return stored && foundPeriod(stored);
  });
  return { ...issued, documents: invoice ? [invoice] : [] };
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
  const documents = [...all.creditMemos, ...(all.invoice ? [all.invoice] : [])];
  return { applied: all.applied, documents, proForma: null, periods: [] };
}

function answer(message: FlowMessage, { applied: { process }, documents, proForma, periods }: Issued) {
  const { canonical: _, correction, ...rest } = message;
  const canonical = { object: 'invoice', version: '1' };
  const made = (payload: Invoice): FlowMessage => ({ ...rest, payload, canonical, process });
  if (documents.length > 0) {
    const isFirst = correction === undefined && documents[0]?.kind === 'credit-memo';
    // More may be left to credit or to bill.
    const again = isFirst && { again: { ...rest, payload: { key: process.key } } };
    return { invoice: documents.map(made), ...again };
  }
  if (proForma) return { proForma: made(proForma) };
  if (process.collected)
    return periods.length > 0 ? { collected: { ...rest, payload: process.collected, process } } : {};
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
    const named = meant.map((each) => all.find((one) => one.key === each)).find((one) => one !== undefined);
    const found = all.length === 1 ? all[0] : named;
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
