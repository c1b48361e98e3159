/** Codes of up to so many bytes are numbers. */
export const mostPacked = 4;

/** Codes of up to four bytes, looked up in bytes without making text. */
export class CodeTable {
  readonly #keys: Int32Array;
  readonly #shift: number;

  constructor(codes: Iterable<string>) {
    const packed = [...codes].map((code) => pack(Buffer.from(code, 'latin1'), 0, code.length));
    const bits = Math.max(3, Math.ceil(Math.log2(packed.length * 2 + 1)));
    this.#keys = new Int32Array(2 ** bits);
    this.#shift = 32 - bits;
    for (const key of packed) this.#keys[this.#slotOf(key)] = key;
  }

  /** Whether the bytes of a range are one of the codes. */
  has(bytes: Uint8Array, from: number, to: number): boolean {
    if (to - from > mostPacked) return false;
    const key = pack(bytes, from, to);
    return this.#keys[this.#slotOf(key)] === key;
  }

  #slotOf(key: number): number {
    const keys = this.#keys;
    const mask = keys.length - 1;
    let slot = Math.imul(key, 0x9e3779b1) >>> this.#shift;
    while (keys[slot] !== 0 && keys[slot] !== key) slot = (slot + 1) & mask;
    return slot;
  }
}

/** One to four bytes as one number. Written out: a loop of so few turns costs more than what it does. */
export function pack(bytes: Uint8Array, from: number, to: number): number {
  let packed = bytes[from] as number;
  const length = to - from;
  if (length > 1) packed = (packed << 8) | (bytes[from + 1] as number);
  if (length > 2) packed = (packed << 8) | (bytes[from + 2] as number);
  if (length > 3) packed = (packed << 8) | (bytes[from + 3] as number);
  return packed;
}
