import type { OrderProcess } from './types.ts';

/**
 * Which ERP has the order, where that is known. An order that came with an ERP's number and does not name the ERP is of the
 * one that it started in, which its identifier `origin` names.
 */
export function erpOf({ erp, order }: Pick<OrderProcess, 'erp' | 'order'>): string | undefined {
  if (erp !== undefined || order.erpOrderNumber === undefined) return erp;
  return order.identifiers?.find(({ scheme }) => scheme === 'origin')?.value;
}
