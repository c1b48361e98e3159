/**
 * Work in order per lane, read from a store in pages.
 *
 * Reading goes forward through the store once, over all lanes. An item is *known* from the page that brought it
 * until it is finished, and its lane gives out one at a time, oldest first.
 *
 * | A lane is | Known of it | The store still has of it |
 * |---|---|---|
 * | caught up | all that reading has passed | what comes later |
 * | behind | its first items, or none | what reading has passed over: the lane was full, or blocked |
 * | asleep | nothing | everything; it is behind, and read again when its first item is due (`fill`) |
 *
 * A lane that is behind is read by itself when there is room, so that a long one is read once and keeps no other
 * from being seen: once it is known to be long, the store leaves it out of the pages.
 */
import { type Item, insert, type Lane } from './lane.ts';
import { Sleepers } from './sleepers.ts';

export type { Item } from './lane.ts';

export interface LanesOptions<T extends Item> {
  /** Items after a sequence in order, at most `limit`; it may leave out those of the lanes named. */
  read(afterSequence: number, limit: number, exceptLanes: readonly string[]): Promise<readonly T[]>;
  /** The same of one lane. */
  readLane(lane: string, afterSequence: number, limit: number): Promise<readonly T[]>;
  laneOf(item: T): string;
  readonly pageSize?: number;
  readonly laneLimit?: number;
  readonly capacity?: number;
}

/** Reads of one `fill`, so that a long way to the next item does not keep everything else from running. */
const readsAtOnce = 8;

/** Names of lanes that a store is asked to leave out. */
const mostLeftOut = 32;

const nothingBlocked = Number.POSITIVE_INFINITY;

export class Lanes<T extends Item> {
  private readonly options: Required<LanesOptions<T>>;
  private readonly lanes = new Map<string, Lane<T>>();
  private readonly known = new Set<string>();
  /** Lane → sequence of the parked item behind which nothing may start. */
  private readonly blocked = new Map<string, number>();
  private readonly reserved = new Set<string>();
  /** Have something to give out, unless it is not due; in turn. */
  private readonly ready = new Set<Lane<T>>();
  /** Behind, with room for more. */
  private readonly hungry = new Set<Lane<T>>();
  private readonly asleep = new Sleepers<Lane<T>>();
  private readonly long = new Set<string>();
  /** Finished while a page was being read, which may still show them. */
  private readonly finishedMeanwhile = new Set<string>();
  private cursor = 0;
  private furthest = 0;
  /** Where reading stood at the last two calls of `lookBack`. */
  private marks: readonly [number, number] = [0, 0];
  private more = true;
  /** Rises when a page under way is no longer the next one. */
  private turns = 0;
  private filling: Promise<void> | null = null;

  constructor(options: LanesOptions<T>) {
    this.options = { pageSize: 64, laneLimit: 64, capacity: 1024, ...options };
  }

  get size(): number {
    return this.known.size;
  }

  /** True while `fill` would read something. */
  get wants(): boolean {
    return (this.more || this.hungry.size > 0) && this.known.size < this.options.capacity;
  }

  /** When the first of the lanes that sleep is due; null: none sleeps. */
  get nextDueAt(): string | null {
    return this.asleep.first;
  }

  /** True when something may be given out, unless it is not due. */
  get hasNext(): boolean {
    return this.ready.size > 0;
  }

  /** There may be something new in the store. */
  wake(): void {
    this.more = true;
  }

  /** Forgets what is not in work and reads from the beginning. */
  rescan(): void {
    for (const lane of this.lanes.values()) this.drop(lane);
    this.marks = [0, 0];
    this.goTo(0);
  }

  /**
   * Reads again what was read since the call before the last: where several write, a lower sequence may come into
   * sight after a higher one.
   */
  lookBack(): void {
    // With enough at hand it can wait for `rescan`.
    if (this.known.size > this.options.capacity / 2) return;
    const [from, next] = this.marks;
    this.marks = [next, this.cursor];
    if (from === this.cursor) return;
    for (const lane of this.lanes.values()) {
      if (lane.behind !== null && lane.behind > from) lane.behind = from;
    }
    this.goTo(from);
  }

  /** Nothing behind `sequence` may start in this lane. */
  block(name: string, sequence: number): void {
    this.blocked.set(name, sequence);
    const lane = this.lanes.get(name);
    if (!lane) return;
    const from = lane.items.findIndex((item) => item.sequence > sequence);
    if (from >= 0) this.forget(lane, Math.max(lane.busy ? 1 : 0, from));
    this.fallBehind(lane, sequence);
    this.settle(lane);
  }

  /** Replaces all blocks; everything is read again, since what was behind one may go. */
  blockOnly(blocks: ReadonlyMap<string, number>): void {
    this.blocked.clear();
    for (const [name, sequence] of blocks) this.blocked.set(name, sequence);
    this.rescan();
  }

  /** Somebody else works on this item: it is passed over until `unreserve`. */
  reserve(id: string): void {
    this.reserved.add(id);
  }

  /** @param finished false: it may wait in the store, and is read like any other */
  unreserve(id: string, finished: boolean): void {
    this.reserved.delete(id);
    if (!finished) this.rescan();
    else if (this.filling) this.finishedMeanwhile.add(id);
  }

  /** These lanes are no longer ours: forgets all of them but what is in work. */
  forgetLanes(gone: (lane: string) => boolean): void {
    for (const lane of this.lanes.values()) if (gone(lane.name)) this.drop(lane);
    this.turns += 1;
  }

  /** Reads some pages when there is room and more to read; call again while `wants`. */
  fill(now: string): Promise<void> {
    this.filling ??= this.readSome(now).finally(() => {
      this.filling = null;
      this.finishedMeanwhile.clear();
    });
    return this.filling;
  }

  private async readSome(now: string): Promise<void> {
    this.wakeSleepers(now);
    for (let reads = 0; reads < readsAtOnce && this.wants; reads += 1) {
      const [lane] = this.hungry;
      if (lane) await this.readLane(lane);
      else await this.readPage(now);
    }
  }

  private async readPage(now: string): Promise<void> {
    const { read, pageSize } = this.options;
    const { turns } = this;
    this.more = false;
    const page = await read(this.cursor, pageSize, [...this.long].slice(0, mostLeftOut)).catch((thrown) => {
      this.more = true;
      throw thrown;
    });
    if (this.turns !== turns) {
      this.more = true;
      return;
    }
    for (const item of page) this.pass(item, now);
    this.furthest = Math.max(this.furthest, page.at(-1)?.sequence ?? 0);
    this.cursor = page.length < pageSize ? this.furthest : (page.at(-1)?.sequence ?? this.cursor);
    if (page.length === pageSize) this.more = true;
  }

  /** Reading comes by an item: it is taken, or left to its lane for later. */
  private pass(item: T, now: string): void {
    if (this.isTaken(item)) return;
    const lane = this.lane(item);
    const before = item.sequence - 1;
    if (lane.behind === null && !this.isBlocked(lane, item.sequence) && this.room(lane) > 0) {
      this.take(lane, item);
      if (item.availableAt > now && lane.items[0] === item && !lane.busy) this.sleep(lane, item);
      return;
    }
    this.fallBehind(lane, before);
    lane.passedOver += 1;
    if (lane.passedOver === this.options.laneLimit) this.long.add(lane.name);
  }

  private async readLane(lane: Lane<T>): Promise<void> {
    const { behind } = lane;
    const { turns } = this;
    const room = this.room(lane);
    this.hungry.delete(lane);
    if (behind === null || room === 0) return;
    const page = await this.options.readLane(lane.name, behind, room).catch((thrown) => {
      this.hungry.add(lane);
      throw thrown;
    });
    if (this.lanes.get(lane.name) !== lane || this.asleep.has(lane)) return;
    if (this.turns === turns && lane.behind === behind) this.catchUp(lane, page, room);
    this.settle(lane);
  }

  private catchUp(lane: Lane<T>, page: readonly T[], asked: number): void {
    lane.behind = page.length < asked ? null : (page.at(-1)?.sequence ?? null);
    for (const item of page) {
      if (this.isBlocked(lane, item.sequence)) {
        lane.behind = item.sequence - 1;
        return;
      }
      if (!this.isTaken(item)) this.take(lane, item);
    }
    if (lane.behind !== null) return;
    lane.passedOver = 0;
    this.long.delete(lane.name);
  }

  private goTo(sequence: number): void {
    this.cursor = sequence;
    this.turns += 1;
    this.more = true;
  }

  private isTaken({ id }: T): boolean {
    return this.known.has(id) || this.reserved.has(id) || this.finishedMeanwhile.has(id);
  }

  private isBlocked(lane: Lane<T>, sequence: number): boolean {
    return sequence > (this.blocked.get(lane.name) ?? nothingBlocked);
  }

  private room({ items }: Lane<T>): number {
    return Math.max(0, this.options.laneLimit - items.length);
  }

  private lane(item: T): Lane<T> {
    const name = this.options.laneOf(item);
    const known = this.lanes.get(name);
    if (known) return known;
    const lane = { name, items: [], busy: false, behind: null, passedOver: 0 };
    this.lanes.set(name, lane);
    return lane;
  }

  private take(lane: Lane<T>, item: T): void {
    insert(lane, item);
    this.known.add(item.id);
    if (!lane.busy) this.ready.add(lane);
  }

  /** The next item that may start, marked as in work; `admits` may hold some back. */
  next(now: string, admits: (item: T) => boolean = () => true): T | null {
    for (const lane of this.ready) {
      const [head] = lane.items;
      if (!head) continue;
      if (head.availableAt > now) this.sleep(lane, head);
      else if (admits(head)) {
        lane.busy = true;
        this.ready.delete(lane);
        return head;
      }
    }
    return null;
  }

  /** The item is done or parked, and no read that begins now shows it as waiting: its lane may go on. */
  finish(item: T): void {
    const lane = this.inWork(item);
    if (!lane) return;
    lane.busy = false;
    this.forget(lane, 0, 1);
    if (this.filling) this.finishedMeanwhile.add(item.id);
    this.settle(lane);
  }

  /** The item, as it is given, stays first in its lane. */
  defer(item: T): void {
    const lane = this.inWork(item);
    if (!lane) return;
    lane.items[0] = item;
    lane.busy = false;
    this.settle(lane);
  }

  /** Nothing is known of what became of the item: the store is asked what its lane has to do. */
  reread(item: T): void {
    const lane = this.inWork(item);
    if (!lane) return;
    lane.busy = false;
    this.forget(lane, 0);
    this.fallBehind(lane, item.sequence - 1);
    this.settle(lane);
  }

  private inWork(item: T): Lane<T> | null {
    const lane = this.lanes.get(this.options.laneOf(item));
    return lane?.busy && lane.items[0]?.id === item.id ? lane : null;
  }

  private sleep(lane: Lane<T>, first: T): void {
    this.forget(lane, 0);
    this.fallBehind(lane, first.sequence - 1);
    this.ready.delete(lane);
    this.hungry.delete(lane);
    this.asleep.add(lane, first.availableAt);
  }

  private wakeSleepers(now: string): void {
    for (const lane of this.asleep.wake(now)) this.settle(lane);
  }

  private fallBehind(lane: Lane<T>, after: number): void {
    lane.behind = lane.behind === null ? after : Math.min(lane.behind, after);
  }

  /** Puts a lane where its state belongs. */
  private settle(lane: Lane<T>): void {
    const { items, behind, busy } = lane;
    if (items.length === 0) this.ready.delete(lane);
    else if (!busy) this.ready.add(lane);
    if (this.asleep.has(lane)) return;
    if (behind === null) {
      if (items.length === 0) this.remove(lane);
    } else if (items.length <= this.options.laneLimit / 2 && !this.isBlocked(lane, behind + 1)) {
      this.hungry.add(lane);
    }
  }

  /** As if it had never been read, but for what is in work. */
  private drop(lane: Lane<T>): void {
    this.forget(lane, lane.busy ? 1 : 0);
    lane.behind = null;
    lane.passedOver = 0;
    this.ready.delete(lane);
    this.hungry.delete(lane);
    this.asleep.delete(lane);
    this.long.delete(lane.name);
    if (!lane.busy) this.remove(lane);
  }

  private remove(lane: Lane<T>): void {
    this.lanes.delete(lane.name);
  }

  private forget(lane: Lane<T>, from: number, count = lane.items.length): void {
    for (const { id } of lane.items.splice(from, count)) this.known.delete(id);
  }
}
