import { drop } from '../exchange/mailbox.ts';
import { sendFile } from '../faults.ts';
import type { HttpStandIn } from '../http-stand-in.ts';
import { type Dock, opening, type StockChange, WarehouseStock } from '../warehouse-stock.ts';
import { composeX12, type X12Envelope } from '../x12.ts';

export interface StockAdviceOptions {
  /** Root of the mailboxes. */
  readonly root: string;
  readonly page: Pick<HttpStandIn, 'recorder' | 'faults'>;
  readonly identity: Omit<X12Envelope, 'control' | 'functionalId'>;
  /** Next interchange control number. */
  readonly control: () => number;
  /** Numbers of movements begin with it; differs from start to start. */
  readonly seed: number;
  /** Movements of earlier starts; null keeps none. */
  readonly file: string | null;
}

export interface ThreePlDock extends Dock {
  /** Sends a list of everything as 846. */
  list(client?: string): void;
  /** Goods of a client come in. */
  receive(changes: readonly StockChange[], number?: string, client?: string): void;
  /** Goods that left with a release: its 945 says so. */
  issue(release: string, at: Date, changes: readonly StockChange[]): void;
}

const states = { available: '33', blocked: 'QH' } as const;
const transactions = { available: 'AV', blocked: 'HD' } as const;
const day = (at: string): string => at.slice(0, 10).replaceAll('-', '');
const clock = (at: string): string => at.slice(11, 19).replaceAll(':', '');
const groups = { '944': 'RE', '947': 'AW', '846': 'IB' } as const;
const place = 'N1*WH*FastShip Rotterdam*ZZ*WH-3PL';
const depositor = (client: string): string => `N1*DE*${client}*ZZ*${client}`;

/** More movements than a start makes. */
const mostMovements = 36 ** 4;

/** Ten letters and digits: with two before, as much as W17 takes for a number. */
const counted = (seed: number, count: number): string =>
  (seed * mostMovements + count).toString(36).toUpperCase().padStart(10, '0');

/**
 * What FastShip tells of the stock it keeps: receipts (944), adjustments (947) and lists (846) in its inbox folder. Its
 * dock takes faults by path: `/944`, `/947`, `/846`.
 */
export function stockAdvice(options: StockAdviceOptions): ThreePlDock {
  const { root, page, identity, control, seed, file } = options;
  const stock = new WarehouseStock(1000, file);
  let last = 0;

  const send = (type: keyof typeof groups, number: string, body: readonly string[]): void => {
    const report = (): void => {
      const interchange = control();
      const envelope = { ...identity, control: interchange, functionalId: groups[type] };
      drop(
        root,
        `fastship/inbox/${type}-${number}-${interchange}.edi`,
        composeX12(envelope, type, [body], new Date()),
      );
    };
    page.recorder.record(type, number, body, sendFile(page.faults.next(`/${type}`), report));
  };
  const next = (prefix: 'RC' | 'AD' | 'LT' | 'LS'): string => prefix + counted(seed, ++last);

  const dock: ThreePlDock = {
    stock,
    receive(changes, number = next('RC'), client = 'NORTHWIND') {
      const { at } = stock.add({ number, kind: 'receipt', changes });
      const cartons = changes.reduce((sum, change) => sum + change.cartons, 0);
      send('944', number, [
        `W17*F*${day(at)}*${number}`,
        ...[place, depositor(client)],
        `G62*50*${day(at)}*8*${clock(at)}*UT`,
        ...changes.map((change) => `W07*${change.cartons}*CA**VN*${change.sku}`),
        `W14*${cartons}`,
      ]);
    },
    adjust(reason, changes, number = next('AD')) {
      const client = 'NORTHWIND';
      const { at } = stock.add({ number, kind: 'adjustment', reason, changes });
      send('947', number, [
        `W15*${day(at)}**${number}`,
        ...[place, depositor(client)],
        `G62*09*${day(at)}*8*${clock(at)}*UT`,
        ...changes.map(
          ({ sku, cartons, state }) =>
            `W19*${reason}*${cartons}*CA**VN*${sku}${'*'.repeat(10)}${transactions[state]}`,
        ),
      ]);
    },
    issue: (release, at, changes) => void stock.add({ number: release, kind: 'issue', changes }, at),
    lose: (changes) => void stock.add({ number: next('LT'), kind: 'adjustment', changes }),
    list(client = 'NORTHWIND') {
      const lines = stock.now();
      const [first] = lines;
      if (!first) return;
      const { asOf } = first;
      const items = Map.groupBy(lines, ({ sku }) => sku);
      const number = next('LS');
      send('846', number, [
        `BIA*00*DD*${number}*${day(asOf)}*${clock(asOf)}`,
        ...[place, depositor(client)],
        ...[...items].flatMap(([sku, own], index) => [
          `LIN*${index + 1}*VN*${sku}`,
          ...own.map(({ state, cartons }) => `QTY*${states[state]}*${cartons}*CA`),
        ]),
        `CTT*${items.size}`,
      ]);
    },
  };
  if (stock.isEmpty) dock.receive(opening());
  return dock;
}
