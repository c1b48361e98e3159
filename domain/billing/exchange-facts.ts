import type { OrderProcess } from '../process/types.ts';
import type { ExchangeFacts } from '../rating/exchange.ts';
import { localDate } from '../rating/in-force.ts';
import type { BillingData } from './types.ts';

/** The rates, and the days of an order on the wall of who bills. */
export const exchangeFacts = (
  { order }: OrderProcess,
  { exchangeRates: rates = [], billingEntity: { zone } }: BillingData,
  invoicedAt: string,
): ExchangeFacts => ({
  rates,
  invoiceDate: localDate(invoicedAt, zone),
  orderDate: localDate(order.orderDate, zone),
});
