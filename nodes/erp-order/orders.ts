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
  /** What to ask for next time, once this order is safe; null while nothing is known to begin behind. */
  readonly watermark: string | null;
  /** Why it can be no order: it lacks what tells it from others, or its time of change. */
  readonly refusal?: CrossdockError;
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
  const value = row?.[name];
  return (typeof value === 'string' && value !== '') || typeof value === 'number' ? String(value) : null;
}

/** What a row lacks makes it a refusal, not an error: it must not keep the rows behind it from coming. */
function refusalOf(
  number: string | null,
  system: string,
  wanted: Readonly<Record<string, string | null>>,
): CrossdockError | undefined {
  const missing = Object.entries(wanted).find(([, value]) => value === null);
  if (!missing) return undefined;
  const parameters = { system, order: number ?? '(no number)', property: missing[0] };
  return new CrossdockError('CD_ERP_ORDER_INCOMPLETE', parameters);
}

/** Rows one after the other; one that does not tell its own place has the place of the row before it. */
function inOrder(
  rows: readonly Row[],
  watermark: string | null,
  read: (row: Row, before: string | null) => FoundOrder,
): FoundOrder[] {
  let before = watermark;
  return rows.map((row) => {
    const order = read(row, before);
    before = order.watermark;
    return order;
  });
}

const digestOf = (document: Json): string =>
  createHash('sha256').update(JSON.stringify(document)).digest('hex').slice(0, 16);

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
    return inOrder(rows, watermark, (row, before) => odataOrder(row, before, connection.name));
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

function odataOrder(row: Row, before: string | null, system: string): FoundOrder {
  const document = withoutLinks(row);
  const number = optional(row, 'SalesOrder');
  const changed = optional(row, 'LastChangeDateTime');
  const instant = changed === null ? null : instantOf(changed);
  const refusal = refusalOf(number, system, {
    SalesOrder: number,
    LastChangeDateTime: changed,
    'readable LastChangeDateTime': instant,
  });
  // An order without a customer's reference still comes: the flow decides what to do about it.
  const reference = optional(row, 'PurchaseOrderByCustomer') ?? number ?? 'unknown';
  return {
    number: number ?? '(no number)',
    key: `${optional(row, 'SoldToParty') ?? 'unknown'}/${reference}`,
    // Stamps may be as coarse as a second: two changes within one are told apart by what they say.
    changeStamp: `${changed}:${digestOf(document)}`,
    document,
    watermark: instant ?? before,
    ...(refusal && { refusal }),
  };
}

/** SAP's gateways write `/Date(1767225600000+0000)/` (OData V2 JSON, "Primitive Types"), others RFC 3339. */
function instantOf(stamp: string): string | null {
  const milliseconds = /^\/Date\((-?\d{1,15})(?:[+-]\d{1,4})?\)\/$/.exec(stamp)?.[1];
  const instant = new Date(milliseconds === undefined ? stamp : Number(milliseconds));
  return Number.isNaN(instant.getTime()) ? null : instant.toISOString();
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
      const rows: readonly Row[] = isList(orders) ? (orders as readonly Row[]) : [orders as Row];
      return inOrder(rows, watermark, (row, before) => legacyOrder(row, before, connection.name));
    },
  };
}

function legacyOrder(row: Row, before: string | null, system: string): FoundOrder {
  const told = optional(row, 'sequence');
  // It is asked for by number from then on; anything else would fail every later call.
  const sequence = told !== null && /^\d{1,19}$/.test(told) ? told : null;
  const number = optional(row, 'number') ?? (sequence === null ? '(no number)' : `sequence ${sequence}`);
  const refusal = refusalOf(number, system, { 'sequence number': sequence });
  return {
    ...{ number, key: number, document: row },
    changeStamp: sequence ?? `unnumbered:${digestOf(row)}`,
    watermark: sequence ?? before,
    ...(refusal && { refusal }),
  };
}
