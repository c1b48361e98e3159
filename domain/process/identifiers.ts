import type { Identifier, OrderProcess } from './types.ts';

/** Every number by which an order can be found, without repetition. */
export function identifiersOf(process: OrderProcess): readonly Identifier[] {
  const all: readonly (readonly [string, string | undefined])[] = [
    ['customer-order', process.order.orderNumber],
    ['erp-order', process.erpOrderNumber],
    ...process.releases.map(({ releaseNumber }) => ['release', releaseNumber] as const),
    ...process.shipments.flatMap(
      ({ id, plan, pro, bol }) =>
        [
          ['shipment', plan?.shipmentId ?? (/^(pro|bol):|^unplanned$/.test(id) ? undefined : id)],
          ['load', plan?.loadNumber],
          ['pro', pro],
          ['bol', bol],
        ] as const,
    ),
    ...process.goodsIssues.map(({ bol }) => ['bol', bol] as const),
    ...process.packages.map((sscc) => ['sscc', sscc] as const),
    ...process.invoices.map(({ invoiceNumber }) => ['invoice', invoiceNumber] as const),
  ];
  const seen = new Set<string>();
  return all.flatMap(([scheme, value]) => {
    const key = `${scheme}:${value}`;
    if (value === undefined || seen.has(key)) return [];
    seen.add(key);
    return [{ scheme, value }];
  });
}
