import type { OrderProcess } from '../process/types.ts';

/** Numbers of pro-forma invoices that no later document has replaced. */
export function openProFormas({ invoices }: Pick<OrderProcess, 'invoices'>): readonly string[] {
  const replaced = new Set(invoices.flatMap(({ document }) => document.replaces ?? []));
  return invoices
    .filter(({ kind, invoiceNumber }) => kind === 'pro-forma' && !replaced.has(invoiceNumber))
    .map(({ invoiceNumber }) => invoiceNumber);
}
