import type { OrderProcess } from '../process/types.ts';
import type { ExchangeFacts } from '../rating/exchange.ts';
import { localDate } from '../rating/in-force.ts';
import type { BillingData } from './types.ts';

/**
 * The rates, and the days of an order on the wall of who bills.
 *
 * @param invoicedAt of the document whose day counts for prices
 * @param issuedAt of the document itself
 */
export const exchangeFacts = (
  { order }: OrderProcess,
  { exchangeRates: rates = [], billingEntity: { zone } }: BillingData,
  invoicedAt: string,
  issuedAt = invoicedAt,
): ExchangeFacts => ({
  rates,
  invoiceDate: localDate(invoicedAt, zone),
  orderDate: localDate(order.orderDate, zone),
  issuedOn: localDate(issuedAt, zone),
});
