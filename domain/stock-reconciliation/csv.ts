import type { StockReconciliation } from './types.ts';

const columns = [
  ...['warehouse', 'owner', 'list', 'as of', 'erp read at', 'item', 'unit'],
  ...['listed', 'told', 'told by now', 'booked', 'in flight', 'unbooked', 'remarks', 'proposals'],
];

/**
 * The report of a comparison as a table for a spreadsheet (RFC 4180): a line for each item of which something differs
 * or is on the way.
 */
export function reconciliationCsv({
  warehouse,
  owner = '',
  snapshotId,
  asOf,
  readAt,
  lines,
  proposals,
}: StockReconciliation): string {
  const bySku = Map.groupBy(proposals, ({ sku }) => sku);
  const rows = lines.map((line) => [
    ...[warehouse, owner, snapshotId, asOf, readAt, line.sku, line.unit],
    ...[line.listed ?? '', line.told ?? '', line.toldByNow ?? '', line.booked, line.inFlight, line.unbooked],
    line.remarks.join('; '),
    (bySku.get(line.sku) ?? [])
      .map(({ number, status, quantity, state }) => `${number}: ${quantity} ${status}, ${state}`)
      .join('; '),
  ]);
  return [columns, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

const isNumber = /^-?\d+(\.\d+)?$/;

/** What a spreadsheet would take for a formula is made a text; numbers below zero stay numbers. */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) && !isNumber.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
