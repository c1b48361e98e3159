import { randomUUID } from 'node:crypto';
import type { Request, Response, Router } from 'express';
import express from 'express';
import { itemBySku, soldToParties } from '../catalogue.ts';
import type { Recorder } from '../recorder.ts';
import { materialDocuments, type StockBook } from './material-documents.ts';
import { metadata } from './metadata.ts';
import type { ErpItem, ErpOrder, OrderStore } from './order-store.ts';
import { error, list, type Row, reject, results } from './responses.ts';

/** OData V2 over sales orders, material documents, stock and billing documents, with SAP's CSRF and ETag manners. */
export function odata(orders: OrderStore, book: StockBook, recorder: Recorder): Router {
  const router = express.Router();
  const tokens = new Set<string>();
  const billingDocuments: Row[] = [];

  router.use((request, response, next) => {
    if (request.headers['x-csrf-token']?.toString().toLowerCase() === 'fetch') {
      const token = randomUUID();
      tokens.add(token);
      response.set('x-csrf-token', token).cookie('SAP_SESSIONID', token, { httpOnly: true });
    } else if (request.method !== 'GET' && !tokens.has(String(request.headers['x-csrf-token'] ?? ''))) {
      response.set('x-csrf-token', 'Required').status(403).type('text').send('CSRF token validation failed');
      return;
    }
    response.set('DataServiceVersion', '2.0');
    next();
  });

  router.get('/:service/[$]metadata', (_request, response) =>
    response.type('application/xml').send(metadata),
  );
  router.get('/:service', (_request, response) =>
    response.json({
      d: {
        EntitySets: ['A_SalesOrder', 'A_MaterialDocumentHeader', 'A_MatlStkInAcctMod', 'A_BillingDocument'],
      },
    }),
  );

  router.get('/API_SALES_ORDER_SRV/A_SalesOrder', (request, response) =>
    list(
      request,
      response,
      orders.all().map((order) => view(order, request)),
      'SalesOrder',
    ),
  );
  router.get("/API_SALES_ORDER_SRV/A_SalesOrder\\(':number'\\)", (request, response) => {
    const order = orders.get(String(request.params.number));
    if (!order) return error(response, 404, 'SD/404', `Sales order ${request.params.number} does not exist`);
    response.set('ETag', `W/"${order.etag}"`).json({ d: view(order, request) });
  });
  router.post('/API_SALES_ORDER_SRV/A_SalesOrder', (request, response) =>
    createOrder(orders, recorder, request, response),
  );
  router.patch("/API_SALES_ORDER_SRV/A_SalesOrder\\(':number'\\)", (request, response) =>
    changeOrder(orders, recorder, request, response),
  );

  router.post("/API_SALES_ORDER_SRV/A_SalesOrder\\(':number'\\)/to_Item", (request, response) =>
    addItem(orders, recorder, request, response),
  );

  const itemPath = "/API_SALES_ORDER_SRV/A_SalesOrderItem\\(SalesOrder=':number',SalesOrderItem=':item'\\)";
  router.get(itemPath, (request, response) => {
    const order = orders.get(String(request.params.number));
    const item = order?.items.find(({ SalesOrderItem }) => SalesOrderItem === request.params.item);
    if (!order || !item) return error(response, 404, 'SD/404', `Item ${request.params.item} does not exist`);
    response.set('ETag', `W/"${order.etag}"`).json({ d: { SalesOrder: order.SalesOrder, ...item } });
  });
  router.patch(itemPath, (request, response) => {
    const order = orders.get(String(request.params.number));
    const items = order?.items.map((item) =>
      item.SalesOrderItem === request.params.item ? { ...item, ...(request.body as Partial<ErpItem>) } : item,
    );
    request.body = { items };
    changeOrder(orders, recorder, request, response);
  });

  materialDocuments(router, book, orders, recorder);

  router.get('/API_BILLING_DOCUMENT_SRV/A_BillingDocument', (request, response) =>
    list(request, response, billingDocuments, 'BillingDocument'),
  );
  router.post('/API_BILLING_DOCUMENT_SRV/A_BillingDocument', (request, response) => {
    const body = request.body as Row;
    const reference = String(body.DocumentReferenceID ?? '');
    const refusal = refuseBilling(body, results(body.to_Item));
    if (refusal) return reject(response, recorder, 'billing document', reference, body, 'VF/105', refusal);
    const document = { ...body, BillingDocument: String(9000000001 + billingDocuments.length) };
    recorder.effect('billing document', reference, document.BillingDocument);
    billingDocuments.push(document);
    recorder.record('billing document', reference, body, `201 ${document.BillingDocument}`);
    response.status(201).json({ d: document });
  });
  return router;
}

function createOrder(orders: OrderStore, recorder: Recorder, request: Request, response: Response): void {
  const body = request.body as Row;
  const items = results(body.to_Item) as unknown as ErpItem[];
  const reference = `${String(body.SoldToParty)}/${String(body.PurchaseOrderByCustomer)}`;
  const unknown = items.find((item) => !itemBySku.has(item.Material));
  if (!soldToParties[String(body.SoldToParty)])
    return reject(
      response,
      recorder,
      'sales order',
      reference,
      body,
      'V1/320',
      `Customer ${String(body.SoldToParty)} is not defined`,
    );
  if (items.length === 0)
    return reject(
      response,
      recorder,
      'sales order',
      reference,
      body,
      'V1/330',
      'A sales order needs at least one item',
    );
  if (unknown)
    return reject(
      response,
      recorder,
      'sales order',
      reference,
      body,
      'V1/382',
      `Material ${unknown.Material} is not defined`,
    );
  const order = orders.create({ ...(body as Partial<ErpOrder>), items }, 'CROSSDOCK');
  recorder.effect('sales order', reference, order.SalesOrder);
  recorder.record('sales order', reference, body, `201 ${order.SalesOrder}`);
  response
    .status(201)
    .set('ETag', `W/"${order.etag}"`)
    .json({ d: view(order, request) });
}

function addItem(orders: OrderStore, recorder: Recorder, request: Request, response: Response): void {
  const number = String(request.params.number);
  const item = request.body as ErpItem;
  const order = orders.get(number);
  if (!order) return error(response, 404, 'SD/404', `Sales order ${number} does not exist`);
  const known = itemBySku.get(item.Material);
  if (!known || order.items.some(({ SalesOrderItem }) => SalesOrderItem === item.SalesOrderItem)) {
    const refusal = known
      ? `Item ${item.SalesOrderItem} is there already`
      : `Material ${item.Material} is not defined`;
    return reject(response, recorder, 'sales order item', number, item as never, 'V1/382', refusal);
  }
  // It is priced here when nobody says what it costs.
  orders.change(number, {
    items: [...order.items, { ...item, NetPriceAmount: item.NetPriceAmount ?? known.price }],
  });
  recorder.record('sales order item', number, item, '201');
  response.status(201).json({ d: { SalesOrder: number, ...item } });
}

function changeOrder(orders: OrderStore, recorder: Recorder, request: Request, response: Response): void {
  const number = String(request.params.number);
  const order = orders.get(number);
  if (!order) return error(response, 404, 'SD/404', `Sales order ${number} does not exist`);
  const match = request.headers['if-match'];
  if (match === undefined) return error(response, 428, '/IWBEP/CM_MGW_RT/022', 'If-Match is required');
  if (match !== `W/"${order.etag}"`)
    return error(response, 412, '/IWBEP/CM_MGW_RT/020', 'The order was changed meanwhile');
  orders.change(number, request.body as Partial<ErpOrder>);
  recorder.record('sales order change', number, request.body, '204');
  response.sendStatus(204);
}

/** Cents, so that the check itself has no float error. */
const cents = (amount: unknown): bigint =>
  BigInt(
    String(amount).replace(
      /^(-?\d+)(?:\.(\d{1,2}))?$/,
      (_, whole: string, part = '') => whole + part.padEnd(2, '0'),
    ),
  );

function refuseBilling(body: Row, items: Row[]): string | null {
  if (!body.DocumentReferenceID) return 'DocumentReferenceID is required';
  if (!soldToParties[String(body.SoldToParty)]) return `Payer ${String(body.SoldToParty)} is not defined`;
  if (items.length === 0) return 'A billing document needs at least one item';
  if (
    ![body.TotalNetAmount, body.TotalTaxAmount, body.TotalGrossAmount].every((amount) =>
      /^-?\d+(\.\d{1,2})?$/.test(String(amount)),
    )
  )
    return 'Amounts have at most two decimals';
  const net = items.reduce((sum, item) => sum + cents(item.NetAmount), 0n);
  if (net !== cents(body.TotalNetAmount))
    return `Items add up to ${net} cents, TotalNetAmount says ${String(body.TotalNetAmount)}`;
  if (net + cents(body.TotalTaxAmount) !== cents(body.TotalGrossAmount))
    return 'TotalGrossAmount is not net plus tax';
  return null;
}

function view({ items, etag: _, ...order }: ErpOrder, request: Request): Row {
  const expanded = String(request.query.$expand ?? '').includes('to_Item') || request.method === 'POST';
  return {
    ...order,
    to_Item: expanded
      ? { results: items }
      : { __deferred: { uri: `A_SalesOrder('${order.SalesOrder}')/to_Item` } },
  };
}
