/** How many messages are accepted and not finished: counted here, so that an entry need not ask the ledger. */
export class Depth {
  private count = 0;

  get value(): number {
    return this.count;
  }

  set(count: number): void {
    this.count = count;
  }

  add(count: number): void {
    this.count = Math.max(0, this.count + count);
  }
}
