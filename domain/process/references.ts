import type { Invoice } from '../canonical/types.generated.ts';
import type { ProcessInput } from './documents.ts';

/** A number by which a document may name its order; `key` is the process key itself. */
export interface Reference {
  readonly scheme: string;
  readonly value: string;
}

/**
 * How a document names its order or orders, surest first. Within a group all references are followed (a load
 * may carry several orders); the next group is asked only when the one before finds nothing.
 */
function referencesOf(input: ProcessInput): readonly (readonly Reference[])[] {
  const { document } = input;
  switch (input.type) {
    case 'sales-order':
      return groups([['key', `${input.document.customer.id}/${input.document.orderNumber}`]]);
    case 'order-change': {
      const { customer, orderNumber } = input.document;
      return groups([['key', `${customer.id}/${orderNumber}`]]);
    }
    case 'order-release': {
      const { customer, orderNumber, erpOrderNumber } = input.document;
      return groups(
        [['key', `${customer.id}/${orderNumber}`]],
        [['erp-order', erpOrderNumber]],
        [['customer-order', orderNumber]],
      );
    }
    case 'erp-confirmation':
      return groups(
        [['erp-order', input.document.erpOrderNumber]],
        [['customer-order', input.document.orderNumber]],
      );
    case 'release-confirmed':
      return groups(
        [['release', input.document.releaseNumber]],
        [['customer-order', input.document.orderNumber]],
      );
    case 'release-change-answer':
      return groups([['release', input.document.releaseNumber]]);
    case 'shipment': {
      const { orders, shipmentId } = input.document;
      return groups(
        [
          ['shipment', shipmentId],
          ...orders.map(({ releaseNumber, erpOrderNumber, orderNumber }) =>
            releaseNumber !== undefined
              ? (['release', releaseNumber] as const)
              : erpOrderNumber !== undefined
                ? (['erp-order', erpOrderNumber] as const)
                : (['customer-order', orderNumber] as const),
          ),
        ],
        orders.map(({ erpOrderNumber }) => ['erp-order', erpOrderNumber] as const),
        orders.map(({ orderNumber }) => ['customer-order', orderNumber] as const),
      );
    }
    case 'shipment-event': {
      const { shipmentId, pro, bol, orderNumber } = input.document;
      return groups(
        [['shipment', shipmentId]],
        [['pro', pro]],
        [['bol', bol]],
        [['customer-order', orderNumber]],
      );
    }
    case 'warehouse-confirmation': {
      const { releaseNumber, erpOrderNumber, orderNumber, shipmentId } = input.document;
      return groups(
        [['release', releaseNumber]],
        [['erp-order', erpOrderNumber]],
        [['customer-order', orderNumber]],
        [['shipment', shipmentId]],
      );
    }
    case 'goods-receipt': {
      const { customer, orderNumber, shipmentId, pro, bol, lines } = input.document;
      return groups(
        [['key', customer?.id && orderNumber && `${customer.id}/${orderNumber}`]],
        [['erp-order', orderNumber]],
        [['customer-order', orderNumber]],
        [['shipment', shipmentId]],
        [['pro', pro]],
        [['bol', bol]],
        lines.map(({ sscc }) => ['sscc', sscc] as const),
      );
    }
    case 'invoice-posted':
      return groups(
        [['invoice', input.document.invoiceNumber]],
        [['customer-order', input.document.orderNumber]],
      );
    case 'invoice-issued':
    case 'compensation':
    case 'reversal':
      return [];
    case 'hold':
    case 'release-hold':
      return groups([['shipment', 'shipmentId' in document ? document.shipmentId : undefined]]);
  }
}

/**
 * What a document is about, each with its references: an invoice is about each of its orders, any other document is
 * about one thing.
 */
export const subjectsOf = (input: ProcessInput): readonly Subject[] =>
  input.type === 'invoice-issued'
    ? input.document.orders.map((order) => ({
        name: `${input.document.invoiceNumber} on order ${order.orderNumber}`,
        references: referencesOfBilled(input.document, order),
      }))
    : [{ references: referencesOf(input) }];

export interface Subject {
  /** In words, where a document has several. */
  readonly name?: string;
  readonly references: readonly (readonly Reference[])[];
}

const referencesOfBilled = (
  { customer }: Invoice,
  { orderNumber, erpOrderNumber }: Invoice['orders'][number],
): readonly (readonly Reference[])[] =>
  groups(
    [['key', customer.id && `${customer.id}/${orderNumber}`]],
    [['erp-order', erpOrderNumber]],
    [['customer-order', orderNumber]],
  );

/** Documents about transport may belong to several orders; any other belongs to one. */
export const isShared = (type: ProcessInput['type']): boolean =>
  type === 'shipment' || type === 'shipment-event';

const groups = (
  ...lists: readonly (readonly (readonly [string, string | undefined])[])[]
): readonly (readonly Reference[])[] =>
  lists
    .map((list) => list.flatMap(([scheme, value]) => (value === undefined ? [] : [{ scheme, value }])))
    .filter((list) => list.length > 0);
