const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
const at = (document: unknown, name: string): unknown =>
  typeof document === 'object' && document !== null
    ? (document as Readonly<Record<string, unknown>>)[name]
    : undefined;

const orderKey = (document: unknown): string | null => {
  const customer = text(at(at(document, 'customer'), 'id'));
  const number = text(at(document, 'orderNumber'));
  return customer && number ? `${customer}/${number}` : null;
};

/** What a warehouse tells of its stock stays in order. */
const stockKey = (document: unknown): string | null => {
  const warehouse = text(at(at(document, 'warehouse'), 'id'));
  return warehouse && `stock/${warehouse}`;
};

const keys: Readonly<Record<string, (document: unknown) => string | null>> = {
  'sales-order': orderKey,
  'order-change': orderKey,
  'order-response': orderKey,
  'release-change': (request) => text(at(request, 'releaseNumber')),
  'order-release': (release) => text(at(release, 'releaseNumber')),
  'warehouse-confirmation': (confirmation) => text(at(confirmation, 'releaseNumber')),
  shipment: (shipment) => text(at(shipment, 'shipmentId')),
  'shipment-event': (event) =>
    text(at(event, 'shipmentId')) ?? text(at(event, 'pro')) ?? text(at(event, 'bol')),
  invoice: (invoice) => text(at(invoice, 'invoiceNumber')),
  'inventory-movement': stockKey,
  'stock-snapshot': stockKey,
};

/**
 * The key by which messages about a canonical document stay in order: `<customer>/<order>` for a sales order and
 * what changes it, the warehouse for its stock, the release, shipment or invoice number otherwise. Null when the object has none or the document lacks it.
 */
export const orderingKey = (object: string, document: unknown): string | null =>
  keys[object]?.(document) ?? null;
