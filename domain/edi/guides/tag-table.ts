/** Values by segment tag, found without the work of a Map. */
export class TagTable<T> {
  readonly #keys: Int32Array;
  readonly #values: (T | undefined)[];
  readonly #shift: number;

  constructor(entries: ReadonlyMap<number, T>) {
    const bits = Math.max(3, Math.ceil(Math.log2(entries.size * 2 + 1)));
    this.#keys = new Int32Array(2 ** bits);
    this.#values = Array.from({ length: 2 ** bits });
    this.#shift = 32 - bits;
    for (const [tag, value] of entries) {
      const slot = this.#slotOf(tag);
      this.#keys[slot] = tag;
      this.#values[slot] = value;
    }
  }

  get(tag: number): T | undefined {
    return this.#values[this.#slotOf(tag)];
  }

  #slotOf(tag: number): number {
    const keys = this.#keys;
    const mask = keys.length - 1;
    let slot = Math.imul(tag, 0x9e3779b1) >>> this.#shift;
    while (keys[slot] !== 0 && keys[slot] !== tag) slot = (slot + 1) & mask;
    return slot;
  }
}
