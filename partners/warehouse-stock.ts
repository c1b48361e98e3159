import { catalogue } from './catalogue.ts';
import { type Kept, kept } from './kept.ts';

export type StockState = 'available' | 'blocked';

/** What moved of one item, in cartons; below zero it became less. */
export interface StockChange {
  readonly sku: string;
  readonly cartons: number;
  readonly state: StockState;
}

export interface StockMovement {
  readonly number: string;
  readonly kind: 'receipt' | 'issue' | 'adjustment';
  readonly at: string;
  readonly reason?: string;
  readonly changes: readonly StockChange[];
}

export interface StockLine extends StockChange {
  /** Of everything that moved up to then, and nothing that moved later. */
  readonly asOf: string;
}

/** Full to the roof: more than all orders of a long demo take. */
export const openingCartons = 20_000;

/** What a warehouse has by its own books: every movement, so that it can tell how much there was at any instant. */
export class WarehouseStock {
  private readonly movements: StockMovement[];
  private readonly kept: Kept<StockMovement>;

  private readonly precisionMs: number;

  /** `precisionMs`: of the instants in its documents. Movements of earlier starts are read from `file`. */
  constructor(precisionMs: number, file: string | null) {
    this.precisionMs = precisionMs;
    this.kept = kept(file);
    this.movements = [...this.kept.before];
  }

  get isEmpty(): boolean {
    return this.movements.length === 0;
  }

  add(movement: Omit<StockMovement, 'at'>, at = new Date()): StockMovement {
    const added = { ...movement, at: this.instant(at.getTime()) };
    this.movements.push(added);
    this.kept.add(added);
    return added;
  }

  /** A line for each item and state of which there ever was something, with zero where it ran out. */
  asOf(at: string): readonly StockLine[] {
    const cartons = new Map<string, number>();
    for (const movement of this.movements.filter((one) => one.at <= at)) {
      for (const { sku, state, cartons: changed } of movement.changes) {
        const key = `${sku} ${state}`;
        cartons.set(key, (cartons.get(key) ?? 0) + changed);
      }
    }
    return catalogue.flatMap(({ sku }) =>
      (['available', 'blocked'] as const).flatMap((state) => {
        const there = cartons.get(`${sku} ${state}`);
        return there === undefined ? [] : [{ sku, state, cartons: there, asOf: at }];
      }),
    );
  }

  /** As of the last instant in which nothing more can happen. */
  now(): readonly StockLine[] {
    return this.asOf(this.instant(Date.now() - this.precisionMs));
  }

  private instant(at: number): string {
    return new Date(Math.floor(at / this.precisionMs) * this.precisionMs).toISOString();
  }
}

/** What the dock of a warehouse is told to do by the demo and by tests. */
export interface Dock {
  readonly stock: WarehouseStock;
  /** Goods come in, and the warehouse says so. */
  receive(changes: readonly StockChange[], number?: string): void;
  /** The warehouse finds more or less than it thought, or blocks stock, and says why. */
  adjust(reason: string, changes: readonly StockChange[], number?: string): void;
  /** Something moves that nobody is told of: the way lists come to differ. */
  lose(changes: readonly StockChange[]): void;
}

export const opening = (): readonly StockChange[] =>
  catalogue.map(({ sku }) => ({ sku, cartons: openingCartons, state: 'available' }));
