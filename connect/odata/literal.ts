/** A number that must not go through a float: `12.50` is written `12.50M` (Edm.Decimal). */
export interface DecimalLiteral {
  readonly decimal: string;
}

/**
 * A value as OData V2 writes it in filters and keys (OData V2, "Abstract Type System"). Whatever a string contains, it
 * stays one string: quotes are doubled, so that it cannot end the literal and add conditions.
 *
 * @example `PurchaseOrderByCustomer eq ${literal("O'Hara")}`  // PurchaseOrderByCustomer eq 'O''Hara'
 */
export function literal(value: string | number | bigint | boolean | Date | DecimalLiteral | null): string {
  if (value === null) return 'null';
  if (typeof value === 'string') return `'${value.replaceAll("'", "''")}'`;
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'bigint') return `${value}L`;
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new RangeError(`${value} has no OData literal`);
    return Number.isSafeInteger(value) ? String(value) : `${value}d`;
  }
  if (value instanceof Date) return `datetimeoffset'${value.toISOString()}'`;
  if (!/^-?\d+(\.\d+)?$/.test(value.decimal)) throw new RangeError(`'${value.decimal}' is no decimal`);
  return `${value.decimal}M`;
}

/**
 * The path of one entity, safe for a URL.
 *
 * @example entityPath('A_SalesOrderItem', { SalesOrder: '1', SalesOrderItem: '10' })
 */
export function entityPath(
  entitySet: string,
  key: string | Readonly<Record<string, string | number | boolean>>,
): string {
  if (typeof key === 'string') return `${entitySet}(${encodeURIComponent(literal(key))})`;
  const pairs = Object.entries(key).map(([name, value]) => `${name}=${encodeURIComponent(literal(value))}`);
  return `${entitySet}(${pairs.join(',')})`;
}
