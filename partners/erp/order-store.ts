import { randomUUID } from 'node:crypto';
import { type Kept, kept } from '../kept.ts';

export interface ErpItem {
  readonly SalesOrderItem: string;
  readonly Material: string;
  readonly RequestedQuantity: string;
  readonly RequestedQuantityUnit: string;
  readonly NetPriceAmount: string;
  readonly SalesDocumentRjcnReason?: string;
}

export interface ErpOrder {
  readonly SalesOrder: string;
  readonly SalesOrderType: string;
  readonly SoldToParty: string;
  readonly PurchaseOrderByCustomer: string;
  readonly SalesOrderDate: string;
  readonly RequestedDeliveryDate: string | null;
  readonly TransactionCurrency: string;
  readonly ShippingCondition: string;
  readonly CreatedByUser: string;
  readonly LastChangeDateTime: string;
  readonly ShipToName: string;
  readonly ShipToStreet: string;
  readonly ShipToCity: string;
  readonly ShipToPostalCode: string;
  readonly ShipToCountry: string;
  etag: string;
  readonly items: readonly ErpItem[];
}

/** The sales orders of the ERP, in the order they were changed. */
export class OrderStore {
  private readonly orders = new Map<string, ErpOrder>();
  private nextNumber: number;
  private readonly now: () => Date;

  private readonly kept: Kept<ErpOrder>;

  /** Orders of earlier starts are read from `file`. */
  constructor(firstNumber: number, file: string | null = null, now: () => Date = () => new Date()) {
    this.nextNumber = firstNumber;
    this.now = now;
    this.kept = kept(file);
    for (const order of this.kept.before) this.orders.set(order.SalesOrder, order);
  }

  create(fields: Partial<ErpOrder> & { items: readonly ErpItem[] }, user: string): ErpOrder {
    const at = this.now().toISOString();
    const order: ErpOrder = {
      SalesOrder: String(this.nextNumber++),
      SalesOrderType: fields.SalesOrderType ?? 'OR',
      SoldToParty: fields.SoldToParty ?? '',
      PurchaseOrderByCustomer: fields.PurchaseOrderByCustomer ?? '',
      SalesOrderDate: fields.SalesOrderDate ?? at.slice(0, 10),
      RequestedDeliveryDate: fields.RequestedDeliveryDate ?? null,
      TransactionCurrency: fields.TransactionCurrency ?? 'EUR',
      ShippingCondition: fields.ShippingCondition ?? '01',
      CreatedByUser: user,
      LastChangeDateTime: at,
      ShipToName: fields.ShipToName ?? '',
      ShipToStreet: fields.ShipToStreet ?? '',
      ShipToCity: fields.ShipToCity ?? '',
      ShipToPostalCode: fields.ShipToPostalCode ?? '',
      ShipToCountry: fields.ShipToCountry ?? '',
      etag: randomUUID(),
      items: fields.items,
    };
    this.orders.set(order.SalesOrder, order);
    this.kept.add(order);
    return order;
  }

  get(number: string): ErpOrder | undefined {
    return this.orders.get(number);
  }

  change(number: string, fields: Partial<ErpOrder>): ErpOrder | undefined {
    const before = this.orders.get(number);
    if (!before) return undefined;
    const after = {
      ...before,
      ...fields,
      SalesOrder: number,
      etag: randomUUID(),
      LastChangeDateTime: this.now().toISOString(),
    };
    this.orders.set(number, after);
    this.kept.add(after);
    return after;
  }

  all(): ErpOrder[] {
    return [...this.orders.values()].sort((a, b) => a.LastChangeDateTime.localeCompare(b.LastChangeDateTime));
  }
}
