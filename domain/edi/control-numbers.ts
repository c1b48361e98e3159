/** Room at first; doubled when three quarters are taken. */
const firstSize = 16;
/** No number is kept yet. Never written to: the first number makes room. */
const none = new Float64Array(1);
/** What a cleared table may keep. */
const keptSize = 4096;
/** A number of so many digits, with a 1 before it, is exact as a double. */
const mostDigits = 14;

const isNumber = /^\d{1,14}$/;

/**
 * Control numbers and where they were used. Numbers take 16 bytes each: a file may have millions. A control number keeps
 * its leading zeros: 0001 and 1 are two.
 */
export class ControlNumbers {
  #keys = none;
  #places = none;
  #count = 0;
  readonly #others = new Map<string, number>();

  /** Keeps the place of a number that is new, or gives that where it was used before. */
  add(text: string, place: number): number | undefined {
    if (text.length <= mostDigits && isNumber.test(text)) return this.#addNumber(Number(`1${text}`), place);
    const before = this.#others.get(text);
    // A copy: a text that was cut from a file would keep the whole of it.
    if (before === undefined) this.#others.set(Buffer.from(text).toString(), place);
    return before;
  }

  clear(): void {
    this.#others.clear();
    if (this.#count === 0) return;
    this.#count = 0;
    if (this.#keys.length <= keptSize) this.#keys.fill(0);
    else this.#resize(firstSize);
  }

  #addNumber(key: number, place: number): number | undefined {
    if (this.#keys === none) this.#resize(firstSize);
    const slot = this.#slotOf(key);
    if (this.#keys[slot] === key) return this.#places[slot];
    this.#keys[slot] = key;
    this.#places[slot] = place;
    this.#count += 1;
    if (this.#count * 4 > this.#keys.length * 3) this.#grow();
    return undefined;
  }

  /** Where a key is, or is to be put. */
  #slotOf(key: number): number {
    const keys = this.#keys;
    const mask = keys.length - 1;
    const mixed = Math.imul((key % 4_294_967_291) ^ (key / 65_536), 0x9e3779b1);
    let slot = (mixed ^ (mixed >>> 15)) & mask;
    while (keys[slot] !== 0 && keys[slot] !== key) slot = (slot + 1) & mask;
    return slot;
  }

  #grow(): void {
    const [keys, places] = [this.#keys, this.#places];
    this.#resize(keys.length * 2);
    for (const [index, key] of keys.entries()) {
      if (key === 0) continue;
      const slot = this.#slotOf(key);
      this.#keys[slot] = key;
      this.#places[slot] = places[index] as number;
    }
  }

  #resize(size: number): void {
    this.#keys = new Float64Array(size);
    this.#places = new Float64Array(size);
  }
}
