/** How many messages are accepted and not finished: counted here, so that an entry need not ask the ledger. */
export class Depth {
  private count = 0;

  get value(): number {
    // A run may end before the one who accepted its message has counted it.
    return Math.max(0, this.count);
  }

  set(count: number): void {
    this.count = count;
  }

  add(count: number): void {
    this.count += count;
  }
}
