import type { BillingEntity, Customer, Invoice, InvoiceLine, Party } from '../canonical/types.generated.ts';
import { CrossdockError } from '../errors.ts';
import { erpOf } from '../process/erp-of.ts';
import type { OrderProcess } from '../process/types.ts';
import type { Rated, RatedLine } from '../rating/types.ts';

/** What an invoice bills of an order. */
export interface Covered {
  readonly shipmentIds: readonly string[];
  readonly confirmationIds: readonly string[];
  readonly accessorialEventIds: readonly string[];
}

/**
 * The canonical invoice of what was rated. The goods issues and events it names are what `apply` marks as billed
 * when it records the invoice as issued.
 *
 * @param invoiceNumber may be a token that the ledger replaces by the next number when the run commits
 * @throws CD_BILLING_NOTHING_TO_BILL when there is no line
 */
export function composeInvoice({
  process,
  rated,
  covers: { shipmentIds, confirmationIds, accessorialEventIds },
  billingEntity,
  customer,
  issuedAt,
  invoiceNumber,
  kind,
  relatesTo,
  replaces = [],
}: {
  readonly process: OrderProcess;
  readonly rated: Rated;
  readonly covers: Covered;
  readonly billingEntity: BillingEntity;
  readonly customer: Customer;
  readonly issuedAt: string;
  readonly invoiceNumber: string;
  readonly kind: 'invoice' | 'debit-memo' | 'pro-forma';
  /** Of a debit memo: the invoice it adds to. */
  readonly relatesTo?: string;
  /** Pro-forma invoices that hold no longer. */
  readonly replaces?: readonly string[];
}): Invoice {
  const { order, erpOrderNumber } = process;
  const erp = erpOf(process);
  if (rated.lines.length === 0) {
    throw new CrossdockError('CD_BILLING_NOTHING_TO_BILL', { order: process.key });
  }
  const party: Party = {
    id: customer.id,
    ...(customer.gln === undefined ? {} : { gln: customer.gln }),
    name: customer.name,
    ...(customer.address === undefined ? {} : { address: customer.address }),
    ...(customer.taxId === undefined ? {} : { identifiers: [{ scheme: 'tax', value: customer.taxId }] }),
  };
  const { id, gln, name, address, taxId } = billingEntity;
  return {
    invoiceNumber,
    kind,
    issuedAt,
    zone: billingEntity.zone,
    billingEntity: { id, ...(gln === undefined ? {} : { gln }), name, address, taxId },
    customer: party,
    billTo: order.billTo ?? party,
    currency: rated.currency,
    orders: [
      {
        orderNumber: order.orderNumber,
        ...(erpOrderNumber === undefined ? {} : { erpOrderNumber }),
        ...(erp === undefined ? {} : { erp }),
        shipmentIds: [...shipmentIds],
        ...(confirmationIds.length === 0 ? {} : { confirmationIds: [...confirmationIds] }),
        ...(accessorialEventIds.length === 0 ? {} : { accessorialEventIds: [...accessorialEventIds] }),
      },
    ],
    lines: rated.lines.map((line, index) => invoiceLine(line, index, order.orderNumber)),
    taxes: [...rated.taxes],
    totals: rated.totals,
    ...(relatesTo === undefined ? {} : { relatesTo }),
    ...(replaces.length === 0 ? {} : { replaces: [...replaces] }),
  };
}

const invoiceLine = (line: RatedLine, index: number, orderNumber: string): InvoiceLine => ({
  lineNumber: String(index + 1),
  kind: line.kind,
  description: line.description,
  orderNumber,
  ...(line.orderLine === undefined ? {} : { orderLine: line.orderLine }),
  ...(line.item === undefined ? {} : { item: line.item }),
  ...(line.quantity === undefined ? {} : { quantity: line.quantity }),
  ...(line.rate === undefined ? {} : { unitPrice: line.rate }),
  amount: line.amount,
  taxCode: line.taxCode,
  explanation: line.explanation,
});
