/** A queue on PostgreSQL that is filled and then drained by several processes, each key in order. */
export interface Queue {
  readonly name: string;
  /** Makes the queue and puts `messages` of about 2 KB in, key after key in turn. */
  fill(url: string, messages: number, keys: number): Promise<void>;
  /** What one of so many processes does. Resolves when it is ready to begin. */
  open(url: string, worker: number, workers: number): Promise<Drain>;
}

/** Begins, and goes on until the process is ended; `finished` is told of every message that is durably done. */
export type Drain = (finished: (count: number) => void) => Promise<void>;
