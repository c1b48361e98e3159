/** Room for what comes at first. */
const firstCapacity = 65_536;

/** The part of a file that is looked at, which moves on through the file. */
export class ByteWindow {
  /** What is in it. */
  bytes: Uint8Array = new Uint8Array();
  /** Its place in the file. */
  base = 0;
  /** Whether the file ends where it ends. */
  final = false;
  #store: Uint8Array<ArrayBuffer> | null = null;

  /**
   * Gives up the first bytes and adds others. They are copied, so that they may change afterwards, unless they are all
   * there is.
   */
  move(giveUp: number, more: Uint8Array, final: boolean): void {
    const rest = this.bytes.subarray(giveUp);
    this.base += giveUp;
    this.final = final;
    if (final && rest.length === 0) this.bytes = more;
    else this.bytes = this.#append(rest, giveUp, more);
  }

  #append(rest: Uint8Array, giveUp: number, more: Uint8Array): Uint8Array {
    const length = rest.length + more.length;
    let store = this.#store;
    if (!store || length > store.length) {
      store = new Uint8Array(Math.max(firstCapacity, length, 2 * (this.#store?.length ?? 0)));
      store.set(rest);
      this.#store = store;
    } else if (giveUp > 0) store.copyWithin(0, giveUp, giveUp + rest.length);
    store.set(more, rest.length);
    return store.subarray(0, length);
  }
}
