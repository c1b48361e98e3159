/** Beyond this many rows a projection starts afresh; the rows in use come back with one read each. */
const maxRows = 5_000;

/**
 * What rows will be once the operations planned so far are written; read from the store on first use.
 * It stays valid from commit to commit and spares most reads: a message is finished soon after it was taken in.
 * It must be cleared when something planned was not written, or when somebody else wrote.
 */
export class Projection<Row> {
  readonly #rows = new Map<string, Row>();
  readonly #load: (...key: string[]) => Row;

  constructor(load: (...key: string[]) => Row) {
    this.#load = load;
  }

  get(...key: string[]): Row {
    const name = key.join('\0');
    const known = this.#rows.get(name);
    if (known !== undefined) return known;
    const row = this.#load(...key);
    this.#rows.set(name, row);
    return row;
  }

  set(row: Row, ...key: string[]): void {
    this.#rows.set(key.join('\0'), row);
  }

  clear(): void {
    this.#rows.clear();
  }

  /** Between commits only: within one, a planned row that is not written yet would be lost. */
  trim(): void {
    if (this.#rows.size > maxRows) this.#rows.clear();
  }
}
