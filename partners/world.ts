import { EventEmitter } from 'node:events';

/** A planned load as the TMS knows it. */
export interface Load {
  readonly shipmentId: string;
  readonly loadNumber: string;
  readonly releaseNumber: string;
  readonly scac: string;
  readonly pro: string;
  readonly bol: string;
  readonly destinationPostalCode: string;
  /** What the transport is planned to cost, in euros. */
  readonly charges: { readonly linehaul: string; readonly fuel: string };
}

interface WorldEvents {
  planned: [Load];
  /** Goods left the dock of a warehouse. */
  shipped: [{ readonly releaseNumber: string }];
}

/**
 * What the partners know of each other outside Crossdock: trucks that come to the dock.
 * A load is carried as soon as it is both planned and shipped, in whichever order.
 */
export class World extends EventEmitter<WorldEvents> {
  readonly loads = new Map<string, Load>();
  private readonly shipped = new Set<string>();
  private readonly carried = new Set<string>();
  private readonly timers = new Set<NodeJS.Timeout>();
  readonly paceMs: number | null;

  /** `paceMs`: time between two steps of a partner (pick, pack, ship, dispatch, deliver); null: they take none by themselves. */
  constructor(paceMs: number | null) {
    super();
    this.paceMs = paceMs;
  }

  plan(load: Load): void {
    this.loads.set(load.releaseNumber, load);
    this.emit('planned', load);
    this.carryWhenReady(load.releaseNumber);
  }

  /** A load carries something else, or goes elsewhere; it is planned already. */
  change(load: Load): void {
    this.loads.set(load.releaseNumber, load);
  }

  /** A load on the road is not changed any more. */
  hasLeft(releaseNumber: string): boolean {
    return this.carried.has(releaseNumber);
  }

  ship(releaseNumber: string): void {
    this.shipped.add(releaseNumber);
    this.carryWhenReady(releaseNumber);
  }

  /** Runs `task` after `steps` paces, unless the world has stopped or stands still. */
  later(steps: number, task: () => void): void {
    if (this.paceMs === null) return;
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      task();
    }, steps * this.paceMs);
    this.timers.add(timer);
  }

  stop(): void {
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
  }

  private carryWhenReady(releaseNumber: string): void {
    if (!this.shipped.has(releaseNumber) || !this.loads.has(releaseNumber) || this.carried.has(releaseNumber))
      return;
    this.carried.add(releaseNumber);
    this.emit('shipped', { releaseNumber });
  }
}
