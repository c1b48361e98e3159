const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
const at = (document: unknown, name: string): unknown =>
  typeof document === 'object' && document !== null
    ? (document as Readonly<Record<string, unknown>>)[name]
    : undefined;

const keys: Readonly<Record<string, (document: unknown) => string | null>> = {
  'sales-order': (order) => {
    const customer = text(at(at(order, 'customer'), 'id'));
    const number = text(at(order, 'orderNumber'));
    return customer && number ? `${customer}/${number}` : null;
  },
  'order-release': (release) => text(at(release, 'releaseNumber')),
  'warehouse-confirmation': (confirmation) => text(at(confirmation, 'releaseNumber')),
  shipment: (shipment) => text(at(shipment, 'shipmentId')),
  'shipment-event': (event) =>
    text(at(event, 'shipmentId')) ?? text(at(event, 'pro')) ?? text(at(event, 'bol')),
  invoice: (invoice) => text(at(invoice, 'invoiceNumber')),
};

/**
 * The key by which messages about a canonical document stay in order: `<customer>/<order>` for a sales order, the
 * release, shipment or invoice number otherwise. Null when the object has none or the document lacks it.
 */
export const orderingKey = (object: string, document: unknown): string | null =>
  keys[object]?.(document) ?? null;
