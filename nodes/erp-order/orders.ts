import { createHash } from 'node:crypto';
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
  /**
   * Orders from the watermark on, oldest first; those at the watermark itself may come again. When there is anything
   * behind the watermark, some of it is among them.
   */
  since(watermark: string | null, batch: number): Promise<FoundOrder[]>;
}

type Row = Readonly<Record<string, Json>>;

function optional(row: Row, name: string): string | null {
  const value = row[name];
  return (typeof value === 'string' && value !== '') || typeof value === 'number' ? String(value) : null;
}

function required(row: Row, name: string, system: string): string {
  const value = optional(row, name);
  if (value === null) throw new CrossdockError('CD_ERP_ORDER_INCOMPLETE', { system, property: name });
  return value;
}

/** Orders of SAP's API_SALES_ORDER_SRV that somebody else than us created. */
export function odataOrders(connection: Connection, ownUser: string): OrderSource {
  const erp = openOData(connection);
  const read = async (watermark: string | null, top: number): Promise<FoundOrder[]> => {
    const others = ownUser === '' ? [] : [`CreatedByUser ne ${literal(ownUser)}`];
    // "ge": two orders may share a time stamp, and the second may appear after the first was read.
    const changed = watermark === null ? [] : [`LastChangeDateTime ge ${literal(new Date(watermark))}`];
    const rows = await erp.query('API_SALES_ORDER_SRV/A_SalesOrder', {
      ...([...changed, ...others].length > 0 && { filter: [...changed, ...others].join(' and ') }),
      expand: ['to_Item'],
      orderBy: 'LastChangeDateTime,SalesOrder',
      top,
    });
    return rows.map((row) => odataOrder(row, connection.name));
  };
  return {
    protocol: 'odata',
    async since(watermark, batch) {
      for (let top = batch; ; top *= 2) {
        const orders = await read(watermark, top);
        // A mass change gives more orders one time stamp than a batch holds, which alone would never get past them.
        if (orders.length < top || orders.at(-1)?.watermark !== watermark) return orders;
      }
    },
  };
}

function odataOrder(row: Row, system: string): FoundOrder {
  const document = withoutLinks(row);
  const number = required(row, 'SalesOrder', system);
  const changed = required(row, 'LastChangeDateTime', system);
  // Stamps may be as coarse as a second: two changes within one are told apart by what they say.
  const digest = createHash('sha256').update(JSON.stringify(document)).digest('hex').slice(0, 16);
  // An order without a customer's reference still comes: the flow decides what to do about it.
  const reference = optional(row, 'PurchaseOrderByCustomer') ?? number;
  return {
    number,
    key: `${optional(row, 'SoldToParty') ?? 'unknown'}/${reference}`,
    changeStamp: `${changed}:${digest}`,
    document,
    watermark: instantOf(changed, system),
  };
}

/** SAP's gateways write `/Date(1767225600000+0000)/` (OData V2 JSON, "Primitive Types"), others RFC 3339. */
function instantOf(stamp: string, system: string): string {
  const milliseconds = /^\/Date\((-?\d{1,15})(?:[+-]\d{1,4})?\)\/$/.exec(stamp)?.[1];
  const instant = new Date(milliseconds === undefined ? stamp : Number(milliseconds));
  if (Number.isNaN(instant.getTime()))
    throw new CrossdockError('CD_ERP_ORDER_INCOMPLETE', { system, property: 'readable LastChangeDateTime' });
  return instant.toISOString();
}

/** The service's own addresses change with the host that answered; they are no part of the order. */
function withoutLinks(value: Json): Json {
  if (typeof value !== 'object' || value === null) return value;
  if (isList(value)) return value.map(withoutLinks);
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name, inner]) => name !== '__metadata' && !isDeferred(inner))
      .map(([name, inner]) => [name, withoutLinks(inner)]),
  );
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);
const isDeferred = (value: Json): boolean =>
  typeof value === 'object' && value !== null && '__deferred' in value;

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
      const answer = await (await open()).call('GetNewOrders', { after: watermark ?? '0', limit: batch });
      const { orders = [] } = (answer ?? {}) as { readonly orders?: Row | readonly Row[] };
      return (Array.isArray(orders) ? orders : [orders]).map((row: Row) => {
        const sequence = required(row, 'sequence', connection.name);
        const number = optional(row, 'number') ?? `sequence ${sequence}`;
        return { number, key: number, changeStamp: sequence, document: row, watermark: sequence };
      });
    },
  };
}
