import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { type Credentials, type HttpStandIn, httpStandIn } from '../http-stand-in.ts';
import { kept } from '../kept.ts';
import { type LegacyOrder, legacySoap } from './legacy-soap.ts';
import { StockBook } from './material-documents.ts';
import { odata } from './odata.ts';
import { type ErpItem, type ErpOrder, OrderStore } from './order-store.ts';

export interface Erp {
  readonly standIn: HttpStandIn;
  readonly orders: OrderStore;
  readonly book: StockBook;
  /** A clerk types an order into the ERP; Crossdock finds it by polling. */
  enter(fields: Partial<ErpOrder> & { items: ErpItem[] }): ErpOrder;
  /** An order appears in the legacy ERP. */
  enterLegacy(order: Omit<LegacyOrder, 'sequence'>): LegacyOrder;
  listen(port: number, legacyPort: number): Promise<{ url: string; legacyUrl: string }>;
  close(): Promise<void>;
}

/**
 * The ERP over OData and, on a port of its own, the legacy ERP over SOAP. Orders are numbered from `firstNumber`; those
 * of earlier starts are kept in `folder`.
 */
export function startErp(credentials: Credentials, firstNumber = 4711, folder: string | null = null): Erp {
  const standIn = httpStandIn('ERP', credentials);
  const file = (name: string): string | null => (folder === null ? null : join(folder, name));
  const orders = new OrderStore(firstNumber, file('erp-orders.jsonl'));
  const keptLegacy = kept<LegacyOrder>(file('legacy-orders.jsonl'));
  const legacyOrders: LegacyOrder[] = [...keptLegacy.before];
  const book = new StockBook(file('material-documents.jsonl'));
  standIn.app.use('/sap/opu/odata/sap', odata(orders, book, standIn.recorder));
  const legacy: Server = createServer((_request, response) => response.writeHead(404).end());
  const basic = `Basic ${Buffer.from(`${credentials.username}:${credentials.password}`).toString('base64')}`;
  legacySoap(legacy, legacyOrders, standIn.recorder, standIn.faults, (header) => header === basic);

  return {
    standIn,
    ...{ orders, book },
    enter: (fields) => orders.create(fields, 'CLERK'),
    enterLegacy: (order) => {
      const entered = { ...order, sequence: legacyOrders.length + 1 };
      legacyOrders.push(entered);
      keptLegacy.add(entered);
      return entered;
    },
    listen: async (port, legacyPort) => {
      const url = await standIn.listen(port);
      await new Promise<void>((resolve, reject) => {
        legacy.once('error', reject);
        legacy.listen(legacyPort, '127.0.0.1', resolve);
      });
      const address = legacy.address();
      return {
        url,
        legacyUrl: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : legacyPort}/legacy`,
      };
    },
    close: async () => {
      legacy.closeAllConnections();
      await Promise.all([standIn.close(), new Promise((resolve) => legacy.close(resolve))]);
    },
  };
}
