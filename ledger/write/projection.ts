/** Beyond this many rows a projection starts afresh; the rows in use come back with one read each. */
const usualRows = 5_000;

/**
 * What rows will be once the operations planned so far are written. It stays valid from commit to commit and spares
 * most reads: a message is finished soon after it was taken in.
 * Rows are never changed in place, so that a refused commit can be taken back.
 */
export class Projection<Row> {
  readonly #rows = new Map<string, Row>();
  readonly #maxRows: number;
  /** Rows of which nothing more is expected. */
  readonly #over: string[] = [];
  /** What the running commit has changed and what was there before, to be taken back; undefined: nothing was. */
  readonly #changed: string[] = [];
  readonly #before: (Row | undefined)[] = [];
  /** So many of them count: emptying the lists would have them made anew for every commit. */
  #count = 0;
  /** What was asked for last is what is set next: one search among thousands of rows less. */
  #asked: string | null = null;
  #answer: Row | undefined;

  /** @param maxRows kept from flush to flush */
  constructor(maxRows = usualRows) {
    this.#maxRows = maxRows;
  }

  /** The row as planned, else as the source has it. */
  get(name: string, load: () => Row): Row {
    const planned = this.#rows.get(name);
    this.#asked = name;
    this.#answer = planned;
    return planned === undefined ? load() : planned;
  }

  /** What is known without asking the source. */
  peek(name: string): Row | undefined {
    return this.#rows.get(name);
  }

  set(name: string, row: Row): void {
    this.#changed[this.#count] = name;
    this.#before[this.#count] = this.#asked === name ? this.#answer : this.#rows.get(name);
    this.#count += 1;
    this.#rows.set(name, row);
    this.#asked = null;
  }

  /** Nothing more is expected of this row: it need not be kept beyond the next flush. */
  over(name: string): void {
    this.#over.push(name);
  }

  /** The running commit has been given to the sink. */
  settle(): void {
    this.#count = 0;
  }

  /** After a flush only: until then the source does not know what was planned. */
  trim(): void {
    for (const name of this.#over) this.#rows.delete(name);
    this.#over.length = 0;
    if (this.#rows.size > this.#maxRows) this.forget();
  }

  /** Takes back what the running commit has planned. */
  rollBack(): void {
    this.#asked = null;
    while (this.#count > 0) {
      this.#count -= 1;
      const name = this.#changed[this.#count] ?? '';
      const row = this.#before[this.#count];
      if (row === undefined) this.#rows.delete(name);
      else this.#rows.set(name, row);
    }
  }

  /** For when something planned was not written, or somebody else wrote. */
  forget(): void {
    this.#rows.clear();
    this.#over.length = 0;
    this.#asked = null;
    this.#count = 0;
  }
}

/** One name for two parts. */
export const pairOf = (first: string, second: string): string => `${first}\0${second}`;
