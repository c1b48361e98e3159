/** What rows will be once the operations planned so far are written; read from the store on first use. */
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
}
