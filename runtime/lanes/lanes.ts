/**
 * Work in order per lane, read from a store in pages.
 *
 * An item is *known* from the page that brought it until it is finished. Its lane gives out one item at a time,
 * oldest first. A lane (or group of lanes) that holds enough is *full*: what follows is passed over and read
 * again by going back in the store, so that one long lane cannot keep the others from being seen.
 */
export interface Item {
  readonly id: string;
  readonly sequence: number;
  /** RFC 3339 in UTC; later than now: the lane waits. */
  readonly availableAt: string;
}

export interface LanesOptions<T extends Item> {
  /** Items after a sequence in order, at most `limit`. */
  read(afterSequence: number, limit: number): Promise<readonly T[]>;
  laneOf(item: T): string;
  /** Lanes that share a capacity (one system); the lane itself when absent. */
  groupOf?(item: T): string;
  readonly pageSize?: number;
  readonly laneLimit?: number;
  readonly groupLimit?: number;
  readonly capacity?: number;
}

interface Lane<T> {
  readonly items: T[];
  busy: boolean;
}

export class Lanes<T extends Item> {
  private readonly options: Required<LanesOptions<T>>;
  private readonly lanes = new Map<string, Lane<T>>();
  private readonly known = new Map<string, string>();
  private readonly groupSizes = new Map<string, number>();
  /** Lane → sequence of the parked item behind which nothing may start. */
  private readonly blocked = new Map<string, number>();
  private readonly reserved = new Set<string>();
  private readonly full = new Set<string>();
  /** Finished while a page was being read, which may still show them. */
  private readonly finishedMeanwhile = new Set<string>();
  private passedOver = Number.POSITIVE_INFINITY;
  private cursor = 0;
  private more = true;
  private goBack = false;
  private filling: Promise<void> | null = null;

  constructor(options: LanesOptions<T>) {
    const { laneOf } = options;
    this.options = {
      groupOf: laneOf,
      pageSize: 128,
      laneLimit: 64,
      groupLimit: 256,
      capacity: 1024,
      ...options,
    };
  }

  get size(): number {
    return this.known.size;
  }

  /** There may be something new in the store. */
  wake(): void {
    this.more = true;
  }

  /** Forgets what is not in work and reads from the beginning. */
  rescan(): void {
    for (const [name, lane] of this.lanes) {
      for (const item of lane.items.splice(lane.busy ? 1 : 0)) this.forget(item);
      if (lane.items.length === 0) this.lanes.delete(name);
    }
    this.full.clear();
    this.passedOver = Number.POSITIVE_INFINITY;
    this.cursor = 0;
    this.more = true;
  }

  /** Nothing behind `sequence` may start in this lane. */
  block(name: string, sequence: number): void {
    this.blocked.set(name, sequence);
    const lane = this.lanes.get(name);
    if (!lane) return;
    const from = lane.items.findIndex((item) => item.sequence > sequence);
    if (from < 0) return;
    for (const item of lane.items.splice(lane.busy ? Math.max(1, from) : from)) this.forget(item);
    if (lane.items.length === 0) this.lanes.delete(name);
  }

  /** Replaces all blocks; lanes that were behind one are read again. */
  blockOnly(blocks: ReadonlyMap<string, number>): void {
    this.blocked.clear();
    for (const [name, sequence] of blocks) this.block(name, sequence);
    this.rescan();
  }

  /** Somebody else works on this item: it is passed over until `unreserve`. */
  reserve(id: string): void {
    this.reserved.add(id);
  }

  unreserve(id: string): void {
    this.reserved.delete(id);
    if (this.filling) this.finishedMeanwhile.add(id);
  }

  /** Reads pages until there is enough to do or nothing more. */
  fill(): Promise<void> {
    this.filling ??= this.readPages().finally(() => {
      this.filling = null;
      this.finishedMeanwhile.clear();
    });
    return this.filling;
  }

  private async readPages(): Promise<void> {
    const { pageSize, capacity } = this.options;
    if (this.goBack) {
      this.goBack = false;
      this.full.clear();
      this.cursor = Math.min(this.cursor, this.passedOver - 1);
      this.passedOver = Number.POSITIVE_INFINITY;
      this.more = true;
    }
    while (this.more && this.known.size < capacity) {
      this.more = false;
      const from = this.cursor;
      const page = await this.options.read(from, pageSize);
      // A rescan during the read has moved the cursor: this page is no longer the next one.
      if (this.cursor !== from) continue;
      for (const item of page) this.take(item);
      const last = page.at(-1);
      if (last) this.cursor = last.sequence;
      if (page.length === pageSize) this.more = true;
    }
  }

  private take(item: T): void {
    const { laneOf, groupOf, laneLimit, groupLimit } = this.options;
    const name = laneOf(item);
    if (this.known.has(item.id) || this.reserved.has(item.id) || this.finishedMeanwhile.has(item.id)) return;
    if (item.sequence > (this.blocked.get(name) ?? Number.POSITIVE_INFINITY)) return;
    const group = `group ${groupOf(item)}`;
    const lane = this.lanes.get(name) ?? { items: [], busy: false };
    if ((this.groupSizes.get(group) ?? 0) >= groupLimit) this.full.add(group);
    if (lane.items.length >= laneLimit) this.full.add(name);
    if (this.full.has(name) || this.full.has(group)) {
      // What follows in this lane must not overtake what was passed over.
      this.full.add(name);
      this.passedOver = Math.min(this.passedOver, item.sequence);
      return;
    }
    lane.items.push(item);
    this.lanes.set(name, lane);
    this.known.set(item.id, name);
    this.groupSizes.set(group, (this.groupSizes.get(group) ?? 0) + 1);
  }

  /** The next item that may start, marked as in work; `admits` may hold some back. */
  next(now: string, admits: (item: T) => boolean = () => true): T | null {
    for (const [name, lane] of this.lanes) {
      const [head] = lane.items;
      if (lane.busy || !head || head.availableAt > now || !admits(head)) continue;
      lane.busy = true;
      // To the back, so that a lane with much to do does not go first every time.
      this.lanes.delete(name);
      this.lanes.set(name, lane);
      return head;
    }
    return null;
  }

  /** The item is done, parked or given up: its lane may go on. */
  finish(item: T): void {
    const name = this.options.laneOf(item);
    const lane = this.lanes.get(name);
    if (!lane || lane.items[0]?.id !== item.id) return;
    lane.items.shift();
    lane.busy = false;
    this.forget(item);
    if (this.filling) this.finishedMeanwhile.add(item.id);
    const group = `group ${this.options.groupOf(item)}`;
    const { laneLimit, groupLimit } = this.options;
    const room =
      (this.full.has(name) && lane.items.length <= laneLimit / 2) ||
      (this.full.has(group) && (this.groupSizes.get(group) ?? 0) <= groupLimit / 2);
    if (room) this.goBack = true;
    if (lane.items.length === 0) this.lanes.delete(name);
  }

  /** The item stays first in its lane and may start again when it says so. */
  defer(item: T): void {
    const lane = this.lanes.get(this.options.laneOf(item));
    if (!lane || lane.items[0]?.id !== item.id) return;
    lane.items[0] = item;
    lane.busy = false;
  }

  private forget(item: T): void {
    this.known.delete(item.id);
    const group = `group ${this.options.groupOf(item)}`;
    const size = (this.groupSizes.get(group) ?? 1) - 1;
    if (size > 0) this.groupSizes.set(group, size);
    else this.groupSizes.delete(group);
  }
}
