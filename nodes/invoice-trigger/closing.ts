import type { AccountRules } from '../../domain/billing/accounts.ts';
import type { BillingRun } from '../../domain/billing/types.ts';
import { closePeriod, type EarlyClose, type Member } from '../../domain/billing-periods/close.ts';
import { foundPeriod, isPeriodKey } from '../../domain/billing-periods/locate.ts';
import { periodWrites } from '../../domain/billing-periods/writes.ts';
import type { BillingEntity } from '../../domain/canonical/types.generated.ts';
import { CrossdockError } from '../../domain/errors.ts';
import { type FoundProcess, foundProcess } from '../../domain/process/locate.ts';
import type { ProcessTerms } from '../../domain/process/terms.ts';
import { writesOf } from '../../domain/process/writes.ts';
import type { FlowMessage, NodeContext, Outputs } from '../../runtime/face.ts';
import { billingData } from './billing-data.ts';
import { documentNumbers } from './document-numbers.ts';

export interface ClosingOptions {
  readonly billingEntity: string;
  readonly deadlines: string;
  readonly periods: string;
  readonly digits: number;
  readonly terms: ProcessTerms;
  readonly rules: AccountRules | null;
}

/** The key of the period a message is about; null when it is about an order. */
export function periodOf({ payload }: FlowMessage): string | null {
  const key = (payload as { readonly key?: unknown } | null | undefined)?.key;
  return typeof key === 'string' && isPeriodKey(key) ? key : null;
}

/** Closes a period whose time has come, or which somebody wants closed: one invoice, or none. */
export async function closing(
  message: FlowMessage,
  key: string,
  { billingEntity, deadlines, periods, digits, terms, rules }: ClosingOptions,
  context: NodeContext,
): Promise<Outputs> {
  const { tenant, id: messageId } = context.envelope;
  const stored = await context.process(tenant, key);
  if (!stored) throw new CrossdockError('CD_BILLING_PERIOD_UNKNOWN', { period: key });
  const { period, version } = foundPeriod(stored);
  const seller = context.lookup('billing-entity', 'id', period.group.billingEntity);
  if (!seller) {
    const parameters = { object: 'billing-entity', id: period.group.billingEntity, order: key };
    throw new CrossdockError('CD_BILLING_MASTER_DATA_MISSING', parameters);
  }
  const entity = seller as unknown as BillingEntity;
  const numbers = documentNumbers(entity, digits, context);
  const now = context.now().toISOString();
  const run: BillingRun = { messageId, now, terms, invoiceNumber: numbers.of('invoice') };
  const listed = await Promise.all(period.orders.map((each) => context.process(tenant, each.key)));
  const found = listed.filter((each) => each !== null).map(foundProcess);
  const members = found.map(
    ({ process }): Member => ({
      process,
      data: () => billingData(process, { billingEntity, rules }, context),
    }),
  );
  const closed = closePeriod(period, members, run, { early: earlyOf(message), zone: entity.zone });
  if (!closed) return {};
  if (closed.invoice) numbers.take(closed.invoice.invoiceNumber);
  const versions = new Map(found.map((each: FoundProcess) => [each.key, each.version]));
  for (const { before, applied } of closed.orders) {
    const options = { tenant, version: versions.get(before.key) ?? 0, terms, deadlineChannel: deadlines };
    for (const write of writesOf(applied, before, options)) context.stage(write);
  }
  const changed = { version, period: closed.period, text: closed.text };
  for (const write of periodWrites(changed, { tenant, channel: periods })) context.stage(write);
  return told(message, closed, key);
}

function told(
  message: FlowMessage,
  { invoice, leftOut }: NonNullable<ReturnType<typeof closePeriod>>,
  key: string,
): Outputs {
  const { canonical: _, ...rest } = message;
  const canonical = { object: 'invoice', version: '1' };
  return {
    ...(invoice && { invoice: { ...rest, payload: invoice, canonical, process: { key } } }),
    again: leftOut.map((order) => ({ ...rest, payload: { key: order } })),
  };
}

/** Who closes the period before its time; nobody when the message is its timer's. */
function earlyOf({ payload }: FlowMessage): EarlyClose | undefined {
  const { close } = payload as { readonly close?: Readonly<Record<string, unknown>> };
  const { by, reason } = close ?? {};
  return typeof by === 'string' && typeof reason === 'string' ? { by, reason } : undefined;
}
