const property = (name: string, type = 'Edm.String'): string => `<Property Name="${name}" Type="${type}"/>`;
const entity = (name: string, key: string, properties: readonly string[]): string =>
  `<EntityType Name="${name}"><Key><PropertyRef Name="${key}"/></Key>${[key, ...properties].map((p) => property(p)).join('')}</EntityType>`;

/** `$metadata` of the parts of the ERP's OData services that the stand-in serves. */
export const metadata = `<?xml version="1.0" encoding="utf-8"?>
<edmx:Edmx Version="1.0" xmlns:edmx="http://schemas.microsoft.com/ado/2007/06/edmx"><edmx:DataServices m:DataServiceVersion="2.0" xmlns:m="http://schemas.microsoft.com/ado/2007/08/dataservices/metadata"><Schema Namespace="ERP" xmlns="http://schemas.microsoft.com/ado/2008/09/edm">
${entity('A_SalesOrderType', 'SalesOrder', ['SalesOrderType', 'SoldToParty', 'PurchaseOrderByCustomer', 'SalesOrderDate', 'RequestedDeliveryDate', 'TransactionCurrency', 'ShippingCondition', 'CreatedByUser', 'LastChangeDateTime', 'ShipToName', 'ShipToStreet', 'ShipToCity', 'ShipToPostalCode', 'ShipToCountry'])}
${entity('A_SalesOrderItemType', 'SalesOrderItem', ['Material', 'RequestedQuantity', 'RequestedQuantityUnit', 'NetPriceAmount'])}
${entity('A_MaterialDocumentHeaderType', 'MaterialDocument', ['MaterialDocumentYear', 'ReferenceDocument', 'PostingDate', 'GoodsMovementCode'])}
${entity('A_MatlStkInAcctModType', 'Material', ['Plant', 'Supplier', 'MaterialBaseUnit', 'MatlWrhsStkQtyInMatlBaseUnit'])}
${entity('A_BillingDocumentType', 'BillingDocument', ['DocumentReferenceID', 'SoldToParty', 'BillingDocumentDate', 'TransactionCurrency', 'TotalNetAmount', 'TotalTaxAmount', 'TotalGrossAmount'])}
<EntityContainer Name="ERP_Entities" m:IsDefaultEntityContainer="true"><EntitySet Name="A_SalesOrder" EntityType="ERP.A_SalesOrderType"/><EntitySet Name="A_MaterialDocumentHeader" EntityType="ERP.A_MaterialDocumentHeaderType"/><EntitySet Name="A_MatlStkInAcctMod" EntityType="ERP.A_MatlStkInAcctModType"/><EntitySet Name="A_BillingDocument" EntityType="ERP.A_BillingDocumentType"/></EntityContainer>
</Schema></edmx:DataServices></edmx:Edmx>`;
