import type { Wake } from '../../ledger.ts';
import { shardOf } from '../../shard.ts';
import type { Written } from '../write/batch.ts';

/** PostgreSQL refuses payloads of 8000 bytes and more. */
const maxPayloadBytes = 7_900;

/** What goes over: `from` is the worker's number, `all` that too much changed to be named. */
interface Notice {
  readonly from: number;
  readonly queues?: readonly string[];
  readonly replies?: readonly string[];
  readonly deliveries?: true;
  readonly timers?: true;
  readonly blocks?: true;
  /** Shards are free. */
  readonly lease?: true;
  readonly all?: true;
}

export interface WakesOptions {
  readonly number: number;
  /** Sends a payload to all workers; a failure says that it must be said again. */
  readonly send: (payload: string) => Promise<unknown>;
  readonly holds: (shard: number) => boolean;
  /** Names of all queues, for when everything is to be looked at. */
  readonly queues: () => Promise<string[]>;
  /** Others gave shards up. */
  readonly onLease: () => void;
}

/**
 * Tells other workers what this one has written that concerns them, and hears it from them. Notices are sent after
 * the commit and merged while one is under way: inside the commit they would make all workers wait for each other's
 * flush. One that gets lost with its process or connection is made good by 'look at everything', which everybody
 * does when a worker is gone and a worker says when it comes back.
 */
export class Wakes {
  readonly #options: WakesOptions;
  readonly #listeners = new Set<(wake: Wake) => void>();
  #queues = new Set<string>();
  #replies = new Set<string>();
  #flags: Omit<Notice, 'from' | 'queues' | 'replies'> = {};
  #sending: Promise<void> | null = null;

  constructor(options: WakesOptions) {
    this.#options = options;
  }

  onWake(listener: (wake: Wake) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Notes what a batch changed for others. */
  written({ messages, deliveries, messageChanges, deliveryChanges, rare }: Written): void {
    const { holds } = this.#options;
    const others = (key: unknown): boolean => !holds(shardOf(String(key)));
    for (const { queue, key, state } of messages) {
      if (state === 'accepted' && others(key)) this.#queues.add(String(queue));
    }
    const flags: { -readonly [Name in keyof Notice]?: true } = {};
    if (deliveries.some(({ key }) => others(key))) flags.deliveries = true;
    for (const { ref, change } of messageChanges.values()) {
      if (change.expected === 'accepted' && change.state === 'done') continue;
      if (!others(ref.key)) continue;
      flags.blocks = true;
      this.#queues.add(ref.queue);
    }
    for (const { ref, change } of deliveryChanges.values()) {
      if (change.expected === 'pending' && change.state === 'delivered') continue;
      if (!others(ref.key)) continue;
      flags.blocks = true;
      flags.deliveries = true;
    }
    if (rare.timers.size > 0) flags.timers = true;
    if (rare.exceptionChanges.size > 0) flags.blocks = true;
    for (const id of rare.replies.keys()) this.#replies.add(id);
    Object.assign(this.#flags, flags);
    this.#send();
  }

  freeShards(): void {
    this.#flags = { ...this.#flags, lease: true };
    this.#send();
  }

  /** This worker was cut off: others may have missed what it did. */
  tellAll(): void {
    this.#flags = { ...this.#flags, all: true };
    this.#send();
  }

  /** This worker may have missed what others did. */
  lookAtAll(): void {
    this.#options
      .queues()
      .then((queues) => this.#raise({ queues, deliveries: true, timers: true, blocks: true, replies: [] }))
      .catch(() => {});
  }

  heard(payload: string): void {
    const notice = parsed(payload);
    if (!notice || notice.from === this.#options.number) return;
    if (notice.lease) this.#options.onLease();
    if (notice.all) return this.lookAtAll();
    const { queues = [], replies = [], deliveries = false, timers = false, blocks = false } = notice;
    if (queues.length + replies.length === 0 && !deliveries && !timers && !blocks) return;
    this.#raise({ queues, replies, deliveries, timers, blocks });
  }

  /** Resolves when what is to be told is told, or cannot be. */
  async settled(): Promise<void> {
    while (this.#sending) await this.#sending;
  }

  #raise(wake: Wake): void {
    for (const listener of [...this.#listeners]) listener(wake);
  }

  #send(): void {
    const nothing = this.#queues.size + this.#replies.size === 0 && Object.keys(this.#flags).length === 0;
    if (this.#sending || nothing) return;
    const payload = this.#payload();
    this.#queues = new Set();
    this.#replies = new Set();
    this.#flags = {};
    this.#sending = this.#options
      .send(payload)
      .then(() => {})
      .catch(() => {
        // Made good when the connection is back: then `tellAll` is called, and a beat finds free shards by itself.
      })
      .finally(() => {
        this.#sending = null;
        this.#send();
      });
  }

  #payload(): string {
    const from = this.#options.number;
    const queues = this.#queues.size > 0 ? { queues: [...this.#queues] } : {};
    const replies = this.#replies.size > 0 ? { replies: [...this.#replies] } : {};
    const payload = JSON.stringify({ from, ...queues, ...replies, ...this.#flags } satisfies Notice);
    if (Buffer.byteLength(payload) < maxPayloadBytes) return payload;
    return JSON.stringify({ from, ...this.#flags, all: true } satisfies Notice);
  }
}

function parsed(payload: string): Notice | null {
  try {
    const value: unknown = JSON.parse(payload);
    return typeof value === 'object' && value !== null && 'from' in value ? (value as Notice) : null;
  } catch {
    return null;
  }
}
