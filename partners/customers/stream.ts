import SftpClient from 'ssh2-sftp-client';
import { itemBySku } from '../catalogue.ts';
import type { Erp } from '../erp/erp.ts';
import { acme850, globexOrders, type OrderedLine, type ShipTo } from './documents.ts';

const acmeStores: readonly ShipTo[] = [
  {
    name: 'Acme Store 14',
    street: '550 Broad St',
    city: 'Newark',
    region: 'NJ',
    postalCode: '07102',
    country: 'US',
  },
  {
    name: 'Acme Store 22',
    street: '233 S Wacker Dr',
    city: 'Chicago',
    region: 'IL',
    postalCode: '60698',
    country: 'US',
  },
  {
    name: 'Acme Store 31',
    street: '1 Biscayne Blvd',
    city: 'Miami',
    region: 'FL',
    postalCode: '33199',
    country: 'US',
  },
];
const globexDepots: readonly ShipTo[] = [
  { name: 'Globex Lager Köln', street: 'Hafenstraße 5', city: 'Köln', postalCode: '50667', country: 'DE' },
  { name: 'Globex Lager Hamburg', street: 'Am Kai 12', city: 'Hamburg', postalCode: '20095', country: 'DE' },
];
const initech: ShipTo = {
  name: 'Initech Catering',
  street: 'Ringstraße 1',
  city: 'Wien',
  postalCode: '1010',
  country: 'AT',
};
const vandelay: ShipTo = {
  name: 'Vandelay Hotels',
  street: 'Aeschenplatz 4',
  city: 'Basel',
  postalCode: '4052',
  country: 'CH',
};
/** One in so many orders of the stream is for Vandelay, who gets one invoice a week. */
const everyForVandelay = 5;
const baskets: readonly (readonly OrderedLine[])[] = [
  [
    { sku: 'NW-1001', cartons: 24 },
    { sku: 'NW-1002', cartons: 10 },
  ],
  [
    { sku: 'NW-1003', cartons: 60 },
    { sku: 'NW-1006', cartons: 15 },
  ],
  [
    { sku: 'NW-1004', cartons: 8 },
    { sku: 'NW-1001', cartons: 12 },
  ],
];
const pickFrom = <T>(values: readonly [T, ...T[]] | readonly T[], index: number): T =>
  values[index % values.length] as T;

/** How a customer reaches the mailbox server. */
export interface Login {
  readonly port: number;
  readonly password: string;
}

/**
 * Uploads one file as that customer would: by SFTP, under a temporary name, then renamed. Latin-1 is what UNOC and Acme's
 * X12 are written in.
 */
export async function upload(
  user: string,
  login: Login,
  name: string,
  text: string,
  encoding: BufferEncoding = 'latin1',
): Promise<void> {
  const client = new SftpClient();
  await client.connect({ host: '127.0.0.1', port: login.port, username: user, password: login.password });
  try {
    await client.put(Buffer.from(text, encoding), `/inbox/${name}.part`);
    await client.rename(`/inbox/${name}.part`, `/inbox/${name}`);
  } finally {
    await client.end();
  }
}

/**
 * A gentle stream of orders from every direction in turn: Acme by X12, Globex by EDIFACT, a clerk in the ERP for Initech
 * and now and then for Vandelay, the legacy ERP. Numbers start after `seed`, so that a second start of the demo does not repeat the first's.
 */
export class OrderStream {
  private timer: NodeJS.Timeout | null = null;
  private count = 0;
  private readonly seed: number;
  private readonly erp: Erp;
  private readonly logins: Readonly<Record<'acme' | 'globex', Login>>;

  constructor(erp: Erp, logins: Readonly<Record<'acme' | 'globex', Login>>, seed: number) {
    this.erp = erp;
    this.logins = logins;
    this.seed = seed;
  }

  start(everyMs: number): void {
    let ticks = 0;
    const tick = (): void => {
      ticks += 1;
      const sent =
        ticks % everyForVandelay === 0
          ? Promise.resolve(
              this.hotels(`VH-${this.seed + ticks}`, pickFrom(baskets, ticks / everyForVandelay)),
            )
          : this.next();
      sent.catch((problem: unknown) =>
        console.error(`orders: ${problem instanceof Error ? problem.message : String(problem)}`),
      );
    };
    tick();
    this.timer = setInterval(tick, everyMs);
  }

  stop(): void {
    if (this.timer) clearInterval(this.timer);
  }

  /** Sends the next order of the rotation. Resolves with its number. */
  async next(): Promise<string> {
    const index = this.count++;
    const number = this.seed + index;
    const basket = pickFrom(baskets, Math.floor(index / 2));
    const at = new Date();
    switch (index % 4) {
      case 0: {
        const order = {
          number: `AC${number}`,
          shipTo: pickFrom(acmeStores, index / 4),
          lines: basket,
          control: number % 1_000_000_000,
        };
        await upload('acme', this.logins.acme, `PO-${order.number}.edi`, acme850(order, at));
        return order.number;
      }
      case 1: {
        const order = {
          number: `GX-${number}`,
          shipTo: pickFrom(globexDepots, (index - 1) / 4),
          lines: basket,
          control: number % 100_000_000,
        };
        await upload('globex', this.logins.globex, `ORDERS-${order.number}.edi`, globexOrders(order, at));
        return order.number;
      }
      case 2:
        return this.clerk(`INI-${number}`, basket);
      default:
        return this.legacy(`LEG-${number}`, basket);
    }
  }

  /** An order typed into the ERP for Initech. */
  clerk(reference: string, basket: readonly OrderedLine[]): string {
    return this.typed('10100003', initech, reference, basket);
  }

  /** An order typed into the ERP for Vandelay. */
  hotels(reference: string, basket: readonly OrderedLine[]): string {
    return this.typed('10100004', vandelay, reference, basket);
  }

  private typed(soldTo: string, to: ShipTo, reference: string, basket: readonly OrderedLine[]): string {
    const order = this.erp.enter({
      SoldToParty: soldTo,
      PurchaseOrderByCustomer: reference,
      TransactionCurrency: 'EUR',
      ...shipToFields(to),
      items: basket.map(({ sku, cartons }, index) => ({
        SalesOrderItem: String((index + 1) * 10),
        Material: sku,
        RequestedQuantity: String(cartons),
        RequestedQuantityUnit: 'CAR',
        NetPriceAmount: itemBySku.get(sku)?.price ?? '1.00',
      })),
    });
    return order.PurchaseOrderByCustomer;
  }

  /** An order that appears in the legacy ERP for Globex. */
  legacy(reference: string, basket: readonly OrderedLine[]): string {
    const depot = pickFrom(globexDepots, 1);
    this.erp.enterLegacy({
      number: `L${reference.slice(-6)}`,
      customer: '77001',
      customerReference: reference,
      date: new Date().toISOString().slice(0, 10),
      currency: 'EUR',
      shipToName: depot.name,
      shipToStreet: depot.street,
      shipToCity: depot.city,
      shipToPostalCode: depot.postalCode,
      shipToCountry: depot.country,
      lines: basket.map(({ sku, cartons }, index) => ({
        line: String(index + 1),
        article: sku,
        quantity: String(cartons),
        unit: 'KAR',
        price: itemBySku.get(sku)?.price ?? '1.00',
      })),
    });
    return reference;
  }
}

function shipToFields(to: ShipTo): {
  ShipToName: string;
  ShipToStreet: string;
  ShipToCity: string;
  ShipToPostalCode: string;
  ShipToCountry: string;
} {
  return {
    ShipToName: to.name,
    ShipToStreet: to.street,
    ShipToCity: to.city,
    ShipToPostalCode: to.postalCode,
    ShipToCountry: to.country,
  };
}
