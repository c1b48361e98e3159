import type { Sink } from './sink.ts';
import type { MessageRef } from './source.ts';

/** Counts changed since the last flush, written once per batch instead of once per message. */
export class Tally {
  readonly #sink: Pick<Sink, 'addTally' | 'addLoad'>;
  readonly #changed = new Map<string, { by: number }>();
  readonly #load = new Map<string, { count: number; bytes: number }>();

  constructor(sink: Pick<Sink, 'addTally' | 'addLoad'>) {
    this.#sink = sink;
  }

  add(name: string, by: number): void {
    const changed = this.#changed.get(name);
    if (changed) changed.by += by;
    else this.#changed.set(name, { by });
  }

  move(from: string, to: string): void {
    if (from === to) return;
    this.add(from, -1);
    this.add(to, 1);
  }

  /** A message joined its queue (1) or left it (-1). */
  queue({ queue, bytes }: MessageRef, by: 1 | -1): void {
    const load = this.#load.get(queue);
    if (load) {
      load.count += by;
      load.bytes += by * bytes;
    } else this.#load.set(queue, { count: by, bytes: by * bytes });
  }

  /** Gives the sink what changed; part of the transaction. */
  flush(): void {
    for (const [name, { by }] of this.#changed) if (by !== 0) this.#sink.addTally(name, by);
    for (const [queue, { count, bytes }] of this.#load) {
      if (count !== 0 || bytes !== 0) this.#sink.addLoad(queue, count, bytes);
    }
    this.clear();
  }

  /** Forgets what a rolled back transaction changed. */
  clear(): void {
    this.#changed.clear();
    this.#load.clear();
  }
}
