import type { Hop } from './face.ts';

/** Enough to see what the last minutes did; the ledger keeps what matters longer. */
const hopsKept = 5_000;

/** The last hops of all runs, in memory only. */
export class Trace {
  private readonly hops: Hop[] = [];
  private next = 0;

  add(hop: Hop): void {
    this.hops[this.next] = hop;
    this.next = (this.next + 1) % hopsKept;
  }

  /** Oldest first. */
  of(messageId?: string): Hop[] {
    const ordered = [...this.hops.slice(this.next), ...this.hops.slice(0, this.next)];
    return messageId === undefined ? ordered : ordered.filter((hop) => hop.messageId === messageId);
  }
}
