/** Beyond this many rows a projection starts afresh; the rows in use come back with one read each. */
const maxRows = 5_000;

/**
 * What rows will be once the operations planned so far are written; read from the source on first use.
 * It stays valid from commit to commit and spares most reads: a message is finished soon after it was taken in.
 * Rows are never changed in place, so that a refused commit can be taken back.
 */
export class Projection<Row> {
  readonly #rows = new Map<string, Row>();
  /** What the running commit has changed, to be taken back; undefined: it was not there. */
  readonly #before: (Row | undefined)[] = [];
  readonly #changed: string[] = [];
  readonly #load: (...key: string[]) => Row;

  constructor(load: (...key: string[]) => Row) {
    this.#load = load;
  }

  get(first: string, second?: string): Row {
    const name = second === undefined ? first : `${first}\0${second}`;
    const known = this.#rows.get(name);
    if (known !== undefined) return known;
    const row = second === undefined ? this.#load(first) : this.#load(first, second);
    this.#rows.set(name, row);
    return row;
  }

  /** What is known without asking the source. */
  peek(name: string): Row | undefined {
    return this.#rows.get(name);
  }

  set(row: Row, first: string, second?: string): void {
    const name = second === undefined ? first : `${first}\0${second}`;
    this.#changed.push(name);
    this.#before.push(this.#rows.get(name));
    this.#rows.set(name, row);
  }

  /** The running commit has been given to the sink. */
  settle(): void {
    if (this.#changed.length > 0) this.#clear();
  }

  /** After a flush only: until then the source does not know what was planned. */
  trim(): void {
    if (this.#rows.size > maxRows) this.#rows.clear();
  }

  /** Takes back what the running commit has planned. */
  rollBack(): void {
    for (let name = this.#changed.pop(); name !== undefined; name = this.#changed.pop()) {
      const row = this.#before.pop();
      if (row === undefined) this.#rows.delete(name);
      else this.#rows.set(name, row);
    }
  }

  /** For when something planned was not written, or somebody else wrote. */
  forget(): void {
    this.#rows.clear();
    this.#clear();
  }

  #clear(): void {
    this.#changed.length = 0;
    this.#before.length = 0;
  }
}
