import type { Cluster } from '../../ledger.ts';

/** The connection as leases need it. */
export interface LeaseConnection {
  query<Row extends object>(text: string, values?: readonly unknown[]): Promise<Row[]>;
}

interface Beat {
  readonly workers: number[];
  readonly held: number[];
  readonly epochs: number[];
  readonly surplus: number;
}

export interface SharesOptions {
  readonly connection: LeaseConnection;
  /** Of this opening of the ledger; never used again. */
  readonly number: number;
  readonly worker: string;
  readonly heartbeatMs: number;
  readonly ttlMs: number;
  /** Milliseconds that never jump, as `performance.now`. */
  readonly monotonic: () => number;
  /** Is there without a part in the work. */
  readonly observer: boolean;
  /** Tells the other workers to beat at once: shards are free. */
  readonly tellOthers: () => void;
  /** A worker that was there is gone, maybe before it could say what it did last. */
  readonly onWorkerGone: () => void;
}

type Listener = Parameters<Cluster['onChange']>[0];

/**
 * The shards this worker holds, with the epoch of each. They are held while beats succeed, and at most for the time
 * to live after the last one was sent: a worker that is late finds out by its own clock and stops at once, before
 * others take over by the server's.
 */
export class Shares {
  readonly number: number;
  readonly #options: SharesOptions;
  readonly #listeners = new Set<Listener>();
  #held: ReadonlyMap<number, number> = new Map();
  #workers: readonly number[] = [];
  #validUntil = 0;
  #beating: Promise<void> | null = null;
  #timer: NodeJS.Timeout | null = null;
  #expiry: NodeJS.Timeout | null = null;
  #stopped = false;

  constructor(options: SharesOptions) {
    this.#options = options;
    this.number = options.number;
  }

  /** Epoch by shard; empty when the lease is over. */
  held(): ReadonlyMap<number, number> {
    if (this.#options.monotonic() >= this.#validUntil) this.#expire();
    return this.#held;
  }

  holds(shard: number): boolean {
    return this.held().has(shard);
  }

  /** True while other workers are there to be told of what this one does. */
  get isShared(): boolean {
    return this.#options.observer || this.#workers.length > 1;
  }

  onChange(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Beats from now on, by a timer that keeps no process alive. */
  async start(): Promise<void> {
    await this.beat();
    this.#next();
  }

  /** Beats now; a beat that is under way counts only when it was sent later than this call. */
  async renew(): Promise<void> {
    await this.#beating?.catch(() => {});
    await this.beat().catch(() => {});
  }

  /** @throws what the connection throws */
  beat(): Promise<void> {
    if (this.#stopped || this.#options.observer) return Promise.resolve();
    this.#beating ??= this.#beat().finally(() => {
      this.#beating = null;
    });
    return this.#beating;
  }

  /** Stops beating and gives everything back. */
  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#timer) clearTimeout(this.#timer);
    if (this.#expiry) clearTimeout(this.#expiry);
    await this.#beating?.catch(() => {});
    this.#become(new Map());
    await this.#options.connection.query('SELECT leave($1)', [this.number]).catch(() => {});
    this.#options.tellOthers();
  }

  async #beat(): Promise<void> {
    const { connection, worker, ttlMs, monotonic } = this.#options;
    const sent = monotonic();
    const [beat] = await connection.query<Beat>("SELECT * FROM heartbeat($1, $2, $3 * interval '1 ms')", [
      ...[this.number, worker, ttlMs],
    ]);
    if (!beat || this.#stopped) return;
    this.#validUntil = sent + ttlMs;
    this.#watch();
    const gone = this.#workers.some((one) => !beat.workers.includes(one));
    this.#workers = beat.workers;
    const held = new Map(beat.held.map((shard, index) => [shard, beat.epochs[index] ?? 0]));
    const surplus = beat.held.slice(beat.held.length - beat.surplus);
    for (const shard of surplus) held.delete(shard);
    // Locally first: whoever takes them must not find this worker still at them.
    this.#become(held);
    if (gone) this.#options.onWorkerGone();
    if (surplus.length === 0) return;
    await connection.query('SELECT release_shards($1, $2)', [this.number, surplus]);
    this.#options.tellOthers();
  }

  #become(held: ReadonlyMap<number, number>): void {
    const before = this.#held;
    this.#held = held;
    const gained = [...held.keys()].filter((shard) => before.get(shard) !== held.get(shard));
    const lost = [...before.keys()].filter((shard) => before.get(shard) !== held.get(shard));
    if (gained.length + lost.length === 0) return;
    for (const listener of [...this.#listeners]) listener({ gained, lost });
  }

  #expire(): void {
    if (this.#held.size > 0) this.#become(new Map());
  }

  #watch(): void {
    if (this.#expiry) clearTimeout(this.#expiry);
    const left = Math.max(0, this.#validUntil - this.#options.monotonic());
    this.#expiry = setTimeout(() => this.held(), left + 1);
    this.#expiry.unref();
  }

  #next(): void {
    if (this.#stopped) return;
    this.#timer = setTimeout(() => {
      this.beat()
        .catch(() => {})
        .finally(() => this.#next());
    }, this.#options.heartbeatMs);
    this.#timer.unref();
  }
}
