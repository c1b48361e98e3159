import type { Decimal } from './quantity.ts';

/** RFC 3339 instant. */
type Instant = string;

/** The invoice over a period of which an order's document is a part. */
export interface ConsolidatedPart {
  /** Key of the period. */
  readonly period: string;
  /** How many orders are on the invoice, and its gross amount. */
  readonly orders: number;
  readonly gross: Decimal;
}

/** An order that may be billed and waits for the invoice of a period. */
export interface CollectedFor {
  /** Key of the period. */
  readonly period: string;
  readonly closesAt: Instant;
  readonly since: Instant;
}
