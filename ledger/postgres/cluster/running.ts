import type { Query } from '../read/rows.ts';

export interface RunningConnection {
  query<Row extends object>(text: string, values?: readonly unknown[]): Promise<Row[]>;
}

/**
 * Notes of what is being run, sent without waiting: a note reaches the server as soon as its connection is free, one
 * statement for all that came meanwhile, and what began and ended in between is never sent at all.
 */
export class Running {
  readonly #connection: RunningConnection;
  readonly #query: Query;
  readonly #worker: number;
  /** Ids that the server has, or is about to have. */
  readonly #noted = new Set<string>();
  #began = new Set<string>();
  #ended = new Set<string>();
  /** From when something is to be sent until it was sent. */
  #sending: Promise<void> | null = null;

  constructor(connection: RunningConnection, query: Query, worker: number) {
    this.#connection = connection;
    this.#query = query;
    this.#worker = worker;
  }

  began(id: string): void {
    if (this.#ended.delete(id)) return;
    if (this.#noted.has(id)) return;
    this.#began.add(id);
    this.#schedule();
  }

  ended(id: string): void {
    if (this.#began.delete(id) || !this.#noted.has(id)) return;
    this.#ended.add(id);
    this.#schedule();
  }

  /** Messages and deliveries that others had under way when they died, of the shards given; each is told once. */
  async interrupted(shards: readonly number[]): Promise<string[]> {
    const rows = await this.#query<{ id: string }>('SELECT * FROM interrupted($1, $2) AS id', [
      ...[this.#worker, [...shards]],
    ]);
    return rows.map(({ id }) => id);
  }

  /** Resolves when everything so far was sent, or could not be. */
  async settled(): Promise<void> {
    while (this.#sending) await this.#sending;
  }

  /** Before what was begun in this tick can bring the process down. */
  #schedule(): void {
    if (this.#sending) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#sending = promise;
    process.nextTick(async () => {
      await this.#send();
      this.#sending = null;
      if (this.#began.size + this.#ended.size > 0) this.#schedule();
      resolve();
    });
  }

  async #send(): Promise<void> {
    const began = [...this.#began];
    const ended = [...this.#ended];
    if (began.length + ended.length === 0) return;
    this.#began = new Set();
    this.#ended = new Set();
    for (const id of began) this.#noted.add(id);
    for (const id of ended) this.#noted.delete(id);
    try {
      await this.#connection.query('SELECT note_running($1, $2, $3)', [this.#worker, began, ended]);
    } catch {
      // A note is a help, not a promise.
    }
  }
}
