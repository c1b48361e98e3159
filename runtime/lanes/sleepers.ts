/** Things that wait for an instant (RFC 3339 in UTC). Asking who is due costs nothing before the first one is. */
export class Sleepers<T> {
  private readonly until = new Map<T, string>();
  private earliest: string | null = null;

  get size(): number {
    return this.until.size;
  }

  /** Not later than the first instant; null: nobody sleeps. */
  get first(): string | null {
    return this.until.size === 0 ? null : this.earliest;
  }

  has(sleeper: T): boolean {
    return this.until.has(sleeper);
  }

  add(sleeper: T, until: string): void {
    this.until.set(sleeper, until);
    if (this.earliest === null || until < this.earliest) this.earliest = until;
  }

  delete(sleeper: T): void {
    this.until.delete(sleeper);
  }

  /** Takes out all whose instant has come. */
  wake(now: string): T[] {
    if (this.earliest === null || this.earliest > now) return [];
    const due: T[] = [];
    this.earliest = null;
    for (const [sleeper, until] of this.until) {
      if (until <= now) {
        due.push(sleeper);
        this.until.delete(sleeper);
      } else if (this.earliest === null || until < this.earliest) this.earliest = until;
    }
    return due;
  }
}
