import { literal } from '../../connect/odata/literal.ts';
import { CrossdockError } from '../../domain/errors.ts';

/** How the ERP keeps one kind of document, as SAP S/4HANA's OData services do. */
export interface ErpDocument {
  /** Service and entity set. */
  readonly entitySet: string;
  /** Property that holds the number the ERP gives. */
  readonly number: string;
  /** Properties that together name the document on our side; unique in the ERP for what we post. */
  readonly reference: readonly string[];
  /** Of what may be changed and taken back where it stands; absent where another document does it. */
  readonly items?: {
    readonly itemSet: string;
    /** Property of the item that names it within the document. */
    readonly item: string;
    /** What takes an item back. */
    readonly reversal: Readonly<Record<string, string>>;
  };
}

export const erpDocuments = {
  'sales-order': {
    entitySet: 'API_SALES_ORDER_SRV/A_SalesOrder',
    number: 'SalesOrder',
    reference: ['SoldToParty', 'PurchaseOrderByCustomer'],
    // A sales order is kept for good: rejecting its items ends it.
    items: {
      itemSet: 'API_SALES_ORDER_SRV/A_SalesOrderItem',
      item: 'SalesOrderItem',
      reversal: { SalesDocumentRjcnReason: '92' },
    },
  },
  'goods-issue': {
    entitySet: 'API_MATERIAL_DOCUMENT_SRV/A_MaterialDocumentHeader',
    number: 'MaterialDocument',
    reference: ['ReferenceDocument'],
  },
  'goods-movement': {
    entitySet: 'API_MATERIAL_DOCUMENT_SRV/A_MaterialDocumentHeader',
    number: 'MaterialDocument',
    reference: ['ReferenceDocument'],
  },
  'billing-document': {
    entitySet: 'API_BILLING_DOCUMENT_SRV/A_BillingDocument',
    number: 'BillingDocument',
    reference: ['DocumentReferenceID'],
  },
} as const satisfies Record<string, ErpDocument>;

export type ErpDocumentKind = keyof typeof erpDocuments;

/** Our reference of a document, in the order of `reference`. @throws CD_ERP_REFERENCE_MISSING */
export function referenceOf(kind: ErpDocumentKind, body: Readonly<Record<string, unknown>>): string[] {
  return erpDocuments[kind].reference.map((name) => {
    const value = body[name];
    if (typeof value === 'string' && value !== '') return value;
    throw new CrossdockError('CD_ERP_REFERENCE_MISSING', { document: kind, property: name });
  });
}

/** An OData filter that finds the document by our reference. */
export const referenceFilter = (kind: ErpDocumentKind, values: readonly string[]): string =>
  erpDocuments[kind].reference
    .map((name, index) => `${name} eq ${literal(values[index] ?? '')}`)
    .join(' and ');
