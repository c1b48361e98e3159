import type { HttpStandIn } from '../http-stand-in.ts';
import { type Dock, opening, type StockMovement, WarehouseStock } from '../warehouse-stock.ts';

/** Calls Crossdock's webhook with one and the same body until it is taken. */
export type CallUntilTaken = (path: string, what: string, reference: string, body: object) => void;

export interface CloudDock extends Dock {
  /** Goods that left with a release: its confirmation says so. */
  issue(
    release: string,
    at: Date,
    picked: readonly { readonly sku: string; readonly cartons: number }[],
  ): void;
}

/**
 * What the cloud warehouse tells of its stock: receipts and adjustments to the webhook as they happen, and a list of
 * everything at `GET /api/v1/stock` for whoever asks.
 */
export function cloudStock(
  { app, recorder }: Pick<HttpStandIn, 'app' | 'recorder'>,
  call: CallUntilTaken,
  seed: number,
  file: string | null,
): CloudDock {
  const stock = new WarehouseStock(1, file);
  let last = 0;
  let lists = 0;
  const next = (prefix: string): string => `${prefix}${seed}-${++last}`;
  const tell = ({ number, kind, at, reason, changes }: StockMovement): void =>
    call('/api/wms/movements', kind, number, {
      ...{
        warehouse: 'WH-CLOUD',
        client: 'NORTHWIND',
        movement: number,
        kind,
        at,
        ...(reason !== undefined && { reason }),
      },
      lines: changes.map(({ sku, cartons, state }, index) => ({
        ...{ line: index + 1, sku, quantity: Math.abs(cartons), unit: 'CT', state },
        direction: cartons < 0 ? 'out' : 'in',
      })),
    });

  app.get('/api/v1/stock', (_request, response) => {
    const lines = stock.now();
    const list = `CL${seed}-${++lists}`;
    recorder.record('stock list', list, {}, `${lines.length} lines`);
    response.json({
      ...{
        warehouse: 'WH-CLOUD',
        client: 'NORTHWIND',
        list,
        asOf: lines[0]?.asOf ?? new Date().toISOString(),
      },
      lines: lines.map(({ sku, state, cartons }) => ({ sku, state, quantity: cartons, unit: 'CT' })),
    });
  });

  const dock: CloudDock = {
    stock,
    receive: (changes, number = next('CR')) => tell(stock.add({ number, kind: 'receipt', changes })),
    adjust: (reason, changes, number = next('CA')) =>
      tell(stock.add({ number, kind: 'adjustment', reason, changes })),
    lose: (changes) => void stock.add({ number: next('LOST'), kind: 'adjustment', changes }),
    issue(release, at, picked) {
      const changes = picked.map(({ sku, cartons }) => ({
        sku,
        cartons: -cartons,
        state: 'available' as const,
      }));
      stock.add({ number: release, kind: 'issue', changes }, at);
    },
  };
  if (stock.isEmpty) dock.receive(opening());
  return dock;
}
