import type { SQLOutputValue } from 'node:sqlite';
import type { DeliveryState, MessageState } from '../ledger.ts';
import { ended } from './codec.ts';

type Row = Readonly<Record<string, SQLOutputValue>>;

/** State of a row of `message` that was read with `waits` and `is_parked`. */
export function messageState(row: Row): MessageState {
  if (row.waits === 1) return 'accepted';
  if (row.is_parked === 1) return 'parked';
  return row.ended === ended.discarded ? 'discarded' : 'done';
}

/** State of a row of `delivery` that was read with `waits` and `has_failed`. */
export function deliveryState(row: Row): DeliveryState {
  if (row.waits === 1) return 'pending';
  if (row.has_failed === 1) return 'failed';
  return row.ended === ended.discarded ? 'discarded' : 'delivered';
}

/** Columns for `messageState`, of `message m`. */
export const messageStateColumns = `
  EXISTS (SELECT 1 FROM waiting w WHERE w.queue = m.queue AND w.sequence = m.sequence) AS waits,
  EXISTS (SELECT 1 FROM parked p WHERE p.sequence = m.sequence) AS is_parked`;

/** Columns for `deliveryState`, of `delivery d`. */
export const deliveryStateColumns = `
  EXISTS (SELECT 1 FROM due w WHERE w.system = d.system AND w.sequence = d.sequence) AS waits,
  EXISTS (SELECT 1 FROM failed f WHERE f.sequence = d.sequence) AS has_failed`;
