import type { Connection, Json } from '../../connect/connection.ts';
import { openOData } from '../../connect/odata/client.ts';
import { literal } from '../../connect/odata/literal.ts';
import { openSoap, type SoapClient } from '../../connect/soap/client.ts';
import { CrossdockError } from '../../domain/errors.ts';

/** One order as the ERP gives it, with what tells it from others and from its own later versions. */
export interface FoundOrder {
  readonly number: string;
  readonly key: string;
  readonly changeStamp: string;
  readonly document: Json;
  /** What to ask for next time, once this order is safe. */
  readonly watermark: string;
}

export interface OrderSource {
  readonly protocol: 'odata' | 'soap';
  /** Orders from the watermark on, oldest first; orders at the watermark itself may come again. */
  since(watermark: string | null, batch: number): Promise<FoundOrder[]>;
}

type Row = Readonly<Record<string, Json>>;

function text(row: Row, name: string, system: string): string {
  const value = row[name];
  if ((typeof value === 'string' && value !== '') || typeof value === 'number') return String(value);
  throw new CrossdockError('CD_ERP_ORDER_INCOMPLETE', { system, property: name });
}

/** Orders of SAP's API_SALES_ORDER_SRV that somebody else than us created. */
export function odataOrders(connection: Connection, ownUser: string): OrderSource {
  const erp = openOData(connection);
  return {
    protocol: 'odata',
    async since(watermark, batch) {
      const others = ownUser === '' ? [] : [`CreatedByUser ne ${literal(ownUser)}`];
      // "ge": two orders may share a time stamp, and the second may appear after the first was read.
      const changed = watermark === null ? [] : [`LastChangeDateTime ge ${literal(new Date(watermark))}`];
      const rows = await erp.query('API_SALES_ORDER_SRV/A_SalesOrder', {
        ...([...changed, ...others].length > 0 && { filter: [...changed, ...others].join(' and ') }),
        expand: ['to_Item'],
        orderBy: 'LastChangeDateTime',
        top: batch,
      });
      return rows.map((row) => {
        const number = text(row, 'SalesOrder', connection.name);
        const changeStamp = text(row, 'LastChangeDateTime', connection.name);
        const key = `${text(row, 'SoldToParty', connection.name)}/${text(row, 'PurchaseOrderByCustomer', connection.name)}`;
        return { number, key, changeStamp, document: row, watermark: changeStamp };
      });
    },
  };
}

/** Orders of the legacy ERP's GetNewOrders, by ascending sequence. */
export function soapOrders(connection: Connection): OrderSource {
  let client: Promise<SoapClient> | null = null;
  const open = (): Promise<SoapClient> => {
    client ??= openSoap(connection).catch((error: unknown) => {
      client = null;
      throw error;
    });
    return client;
  };
  return {
    protocol: 'soap',
    async since(watermark, batch) {
      const answer = await (await open()).call('GetNewOrders', {
        after: Number(watermark ?? 0),
        limit: batch,
      });
      const { orders = [] } = (answer ?? {}) as { readonly orders?: Row | readonly Row[] };
      return (Array.isArray(orders) ? orders : [orders]).map((row: Row) => {
        const number = text(row, 'number', connection.name);
        const sequence = text(row, 'sequence', connection.name);
        return { number, key: number, changeStamp: sequence, document: row, watermark: sequence };
      });
    },
  };
}
